import type { Transaction } from "@stages/database/connection.ts";
import type { Events } from "@stages/events/contracts.ts";
import { PLATFORM } from "@stages/kernel/actor.ts";
import { type CandidatureId, newId } from "@stages/kernel/ids.ts";
import { type Convention, open } from "../domain/convention.ts";
import { canBecome, OPEN } from "../domain/lifecycle.ts";
import { cancel } from "../domain/cancel.ts";
import { holdStudent } from "../persistence/mirror.ts";
import { insertConvention, lockByCandidature, saveConvention } from "../persistence/conventions.ts";

/** FAQ: "Après avoir accepté la candidature d'un élève, vous pouvez directement […] remplir la convention". */
export async function openConvention(tx: Transaction, fact: Events["CandidatureAccepted"], now: Temporal.Instant): Promise<void> {
  const { candidatureId, offerId, hostId, studentId, schoolUai, academy, campaignId, period, acceptedByPersonId } = fact;
  // Accepted while the student was being erased.
  if (!(await holdStudent(tx, studentId))) return;
  const parties = { origin: acceptedByPersonId === null ? ("BOOKING" as const) : ("CANDIDATURE" as const), candidatureId, offerId, hostId, studentId, schoolUai, academy, campaignId, period };
  await insertConvention(tx, open({ ...parties, id: newId("convention"), openedAt: now }), { actor: PLATFORM, now });
}

/** The student has confirmed: the school may validate from now on. */
export async function confirmConvention(tx: Transaction, candidatureId: CandidatureId, now: Temporal.Instant): Promise<void> {
  const convention = await lockByCandidature(tx, candidatureId);
  if (convention && OPEN.includes(convention.status)) await saveConvention(tx, convention, { ...convention, confirmedAt: now } as Convention, { actor: PLATFORM, now });
}

/** A candidature that ends takes its convention with it, unless that already is over. */
export async function abandonConvention(tx: Transaction, candidatureId: CandidatureId, reason: string, now: Temporal.Instant): Promise<void> {
  const convention = await lockByCandidature(tx, candidatureId);
  if (!convention || !canBecome(convention.status, "CANCELLED")) return;
  await saveConvention(tx, convention, cancel(convention, reason), { actor: PLATFORM, now, reason });
}
