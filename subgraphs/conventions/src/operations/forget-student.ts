import type { Transaction } from "@stages/database/connection.ts";
import { forgetKeysOf } from "@stages/database/idempotency.ts";
import { forgetUntold } from "@stages/events/forget.ts";
import { PLATFORM } from "@stages/kernel/actor.ts";
import { lastDayOf } from "@stages/kernel/campaign.ts";
import { civilDateOf, isOnOrBefore } from "@stages/kernel/civil-time.ts";
import { type PersonId, type StudentId, uuidOf } from "@stages/kernel/ids.ts";
import { uncount } from "@stages/statistics/uncount.ts";
import type { Convention } from "../domain/convention.ts";
import { canBecome } from "../domain/lifecycle.ts";
import { cancel } from "../domain/cancel.ts";
import { deleteConventions, lockByStudent, saveConvention } from "../persistence/conventions.ts";
import { deleteManagersAmong } from "../persistence/host-managers.ts";
import { deleteInsurances } from "../persistence/insurances.ts";
import { MEASURES } from "../persistence/measures.ts";
import { deleteStudent, findCampaign } from "../persistence/mirror.ts";
import { deleteRepresentatives } from "../persistence/representatives.ts";
import { deleteCodesOf } from "../persistence/signature-codes.ts";
import { idempotencyKeys, messaging } from "../persistence/tables.ts";

/** Names nobody, and does not say that someone was erased. */
export const NEUTRAL_REASON = "Le stage n'aura pas lieu.";

/** A student was erased: whoever still counts on a stage hears that it is cancelled, then nothing of it is left. */
export async function forgetStudent(tx: Transaction, { studentId: id, personIds }: { readonly studentId: StudentId; readonly personIds: readonly PersonId[] }, now: Temporal.Instant): Promise<void> {
  const conventions = await lockByStudent(tx, id);
  // Before anything is told: the news below must leave.
  await forgetUntold(tx, messaging, [id, ...personIds].map(uuidOf));
  for (const convention of conventions) {
    if (await isAwaited(tx, convention, now)) await saveConvention(tx, convention, cancel(convention, NEUTRAL_REASON), { actor: PLATFORM, now, reason: NEUTRAL_REASON });
  }
  await uncount(tx, MEASURES, id);
  await deleteConventions(tx, conventions.map((convention) => convention.id));
  await deleteRepresentatives(tx, id);
  await deleteInsurances(tx, id);
  await deleteCodesOf(tx, personIds);
  await deleteManagersAmong(tx, personIds);
  await deleteStudent(tx, id);
  // A parent may be someone else's tutor.
  await forgetKeysOf(tx, idempotencyKeys, personIds);
}

async function isAwaited(tx: Transaction, { status, campaignId, period }: Convention, now: Temporal.Instant): Promise<boolean> {
  if (!canBecome(status, "CANCELLED")) return false;
  const campaign = await findCampaign(tx, campaignId);
  return campaign === null || isOnOrBefore(civilDateOf(now), lastDayOf(campaign, period));
}
