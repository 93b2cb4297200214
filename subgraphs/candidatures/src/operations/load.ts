import type { Transaction } from "@stages/database/connection.ts";
import { knownInTransaction } from "@stages/database/known-in-transaction.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { parseId, type StudentId } from "@stages/kernel/ids.ts";
import { refused } from "@stages/kernel/refusal.ts";
import type { Offer } from "../domain/apply.ts";
import { isConcerned } from "../domain/audience.ts";
import type { Candidature } from "../domain/candidature.ts";
import { lockByStudent, lockCandidature } from "../persistence/candidatures.ts";
import { lockAnswering } from "../persistence/frames.ts";
import { findCampaign, findOffer, lockStudent } from "../persistence/mirror.ts";

/** Locks are always taken in this order: the student, the candidatures by id, the offer's line of the ledger. */

/** The candidature, locked; not found when the actor may not see it. */
export async function loadCandidature(tx: Transaction, id: string, actor: Actor): Promise<Candidature> {
  const parsed = parseId("candidature", id);
  const candidature = parsed && (await lockCandidature(tx, parsed));
  if (!candidature || !isConcerned(actor, candidature)) throw candidatureNotFound();
  return candidature;
}

/** The candidature and its offer's line of the ledger, locked; not found when the actor may not see it. */
export async function loadAnswering(tx: Transaction, id: string, actor: Actor, now: Temporal.Instant) {
  const parsed = parseId("candidature", id);
  const found = parsed && (await lockAnswering(tx, parsed, now));
  if (!found || !isConcerned(actor, found.candidature)) throw candidatureNotFound();
  const line = arrived(found.line);
  return { candidature: found.candidature, campaign: arrived(found.campaign), line, titles: new Map([[line.offerId, line.title]]) };
}

/** A candidature of this student among all the others, all locked. */
export async function loadAmongOwn(tx: Transaction, id: string, studentId: StudentId): Promise<{ candidature: Candidature; mine: readonly Candidature[] }> {
  await lockStudent(tx, studentId);
  const mine = await lockByStudent(tx, studentId);
  const candidature = mine.find((own) => own.id === id);
  if (!candidature) throw candidatureNotFound();
  return { candidature, mine };
}

const candidatureNotFound = () => refused("NOT_FOUND", { what: "Candidature" }, "candidatureId");

export async function loadOffer(tx: Transaction, id: string): Promise<Offer> {
  const parsed = parseId("offer", id);
  const offer = parsed && (await findOffer(tx, parsed));
  if (!offer) throw offerNotFound();
  return offer;
}

export const offerNotFound = () => refused("NOT_FOUND", { what: "Offre" }, "offerId");

/** Facts that other subgraphs tell may still be on their way; then nothing is done and the client tries again. */
export function arrived<T>(fact: T | null): T {
  if (fact === null) throw refused("TRY_AGAIN");
  return fact;
}

/** The student's own and the offer's are the same as a rule. */
export const seeCampaign = knownInTransaction(findCampaign);

export async function loadCampaign(tx: Transaction, id: string): Promise<Campaign> {
  return arrived(await seeCampaign(tx, id));
}

/** Policy lets students alone call what this serves; the type says it again. */
export function studentOf(actor: Actor): StudentId {
  if (actor.role !== "STUDENT") throw refused("FORBIDDEN");
  return actor.studentId;
}
