import type { Transaction } from "@stages/database/connection.ts";
import { knownInTransaction } from "@stages/database/known-in-transaction.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { firstDayOf, lastDayOf } from "@stages/kernel/campaign.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { type AbsenceId, type ConventionId, parseId, type StudentId } from "@stages/kernel/ids.ts";
import { refused } from "@stages/kernel/refusal.ts";
import { type Absence, seesAbsence } from "../domain/absence.ts";
import { concernedBy, isConcerned } from "../domain/audience.ts";
import type { Convention, HostParty } from "../domain/convention.ts";
import type { StageDays } from "../domain/lifecycle.ts";
import { barredAmong, type Representative, type Student } from "../domain/people.ts";
import type { PresenceFrame } from "../domain/presence.ts";
import type { SigningFrame } from "../domain/sign.ts";
import { findAbsence, lockAbsence } from "../persistence/absences.ts";
import { findByIds, lockConvention } from "../persistence/conventions.ts";
import { findDelegations } from "../persistence/delegations.ts";
import type { StoredDocument } from "../persistence/documents.ts";
import { findChain } from "../persistence/evidence.ts";
import { findCampaign, findHost, findOffer, findStudent } from "../persistence/mirror.ts";
import { findRepresentatives } from "../persistence/representatives.ts";

/** The convention, locked; not found when the actor may not see it. */
export const loadConvention = (tx: Transaction, id: string, actor: Actor): Promise<Convention> => find(id, actor, (parsed) => lockConvention(tx, parsed));

/** The same as it is at this moment, for what is decided again under the lock, or not decided. */
export const seeConvention = (tx: Transaction, id: string, actor: Actor): Promise<Convention> => find(id, actor, async (parsed) => (await findByIds(tx, [parsed]))[0] ?? null);

async function find(id: string, actor: Actor, by: (id: ConventionId) => Promise<Convention | null>): Promise<Convention> {
  const parsed = parseId("convention", id);
  const convention = parsed && (await by(parsed));
  if (!convention || !isConcerned(actor, concernedBy(convention))) throw refused("NOT_FOUND", { what: "Convention" }, "conventionId");
  return convention;
}

/** The absence and its convention, locked; not found when the actor may not see it: a colleague outside of the chain knows of none. */
export async function loadAbsence(tx: Transaction, id: string, actor: Actor): Promise<{ absence: Absence; convention: Convention }> {
  const notFound = refused("NOT_FOUND", { what: "Absence" }, "absenceId");
  const parsed: AbsenceId | null = parseId("absence", id);
  const conventionId = parsed && (await findAbsence(tx, parsed))?.conventionId;
  if (!conventionId) throw notFound;
  const convention = await lockConvention(tx, conventionId);
  // Read again under the lock: two people may be taking the same step, or the platform be marking it as late.
  const absence = await lockAbsence(tx, parsed);
  if (!convention || !absence || !seesAbsence(actor, absence, concernedBy(convention))) throw notFound;
  return { absence, convention };
}

/** Facts that other subgraphs tell may still be on their way; then nothing is done and the client tries again. */
export function arrived<T>(fact: T | null): T {
  if (fact === null) throw refused("TRY_AGAIN");
  return fact;
}

const campaignKnown = knownInTransaction(findCampaign);
const studentKnown = knownInTransaction(findStudent);
/** No row is as good as none told: an empty family is asked for again. */
const familyKnown = knownInTransaction(async (tx, studentId: StudentId) => {
  const family = await findRepresentatives(tx, studentId);
  return family.length > 0 ? family : null;
});

export async function loadCampaign(tx: Transaction, convention: Convention): Promise<Campaign> {
  return arrived(await campaignKnown(tx, convention.campaignId));
}

export const seeStudent = (tx: Transaction, convention: Convention): Promise<Student | null> => studentKnown(tx, convention.studentId);

export async function loadStudent(tx: Transaction, convention: Convention): Promise<Student> {
  return arrived(await seeStudent(tx, convention));
}

/** First whom to call first; none when nobody has told any. */
export const loadFamily = async (tx: Transaction, convention: Convention): Promise<readonly Representative[]> => (await familyKnown(tx, convention.studentId)) ?? [];

/** The host as the convention will name it, and what it offered. */
export async function loadHostParty(tx: Transaction, { hostParty, offerId, hostId }: Convention): Promise<{ readonly host: HostParty; readonly offerTitle: string | null }> {
  if (hostParty) return { host: hostParty, offerTitle: null };
  if (!offerId) {
    const { legalName, siret, address } = arrived(await findHost(tx, hostId));
    return { host: { legalName, siret, country: null, address }, offerTitle: null };
  }
  const { title, host } = arrived(await findOffer(tx, offerId));
  return { host: { legalName: host.legalName, siret: host.siret, country: null, address: host.address }, offerTitle: title };
}

/** For a letter: by the copy of the hosts, which everyone may read. A host that was told of before they were copied is named as none. */
export async function loadHostName(tx: Transaction, { hostParty, hostId }: Convention): Promise<string> {
  return hostParty?.legalName ?? (await findHost(tx, hostId))?.legalName ?? "La structure d'accueil";
}

export async function loadPresenceFrame(tx: Transaction, convention: Convention): Promise<PresenceFrame> {
  const campaign = await loadCampaign(tx, convention);
  const { birthDate } = await loadStudent(tx, convention);
  return {
    birthDate,
    firstDay: firstDayOf(campaign, convention.period),
    lastDay: lastDayOf(campaign, convention.period),
    rules: campaign.presenceRules,
  };
}

export async function loadStageDays(tx: Transaction, convention: Convention, now: Temporal.Instant): Promise<StageDays> {
  const campaign = await loadCampaign(tx, convention);
  return { firstDay: firstDayOf(campaign, convention.period), lastDay: lastDayOf(campaign, convention.period), today: civilDateOf(now) };
}

/** Of what is not frozen yet, a chain that is empty. */
export async function loadSigningFrame(tx: Transaction, convention: Convention, document: Pick<StoredDocument, "kind"> & { readonly id: StoredDocument["id"] | null }, now: Temporal.Instant): Promise<SigningFrame> {
  const { signingLegalRepresentatives } = await loadCampaign(tx, convention);
  const { birthDate } = await loadStudent(tx, convention);
  return {
    kind: document.kind,
    birthDate,
    signingLegalRepresentatives,
    evidence: document.id ? await findChain(tx, document.id) : [],
    delegations: await findDelegations(tx, { schools: [convention.schoolUai], hosts: [convention.hostId] }),
    barred: barredAmong(await loadFamily(tx, convention)),
    now,
  };
}
