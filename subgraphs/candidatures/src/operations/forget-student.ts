import type { Transaction } from "@stages/database/connection.ts";
import { forgetKeysOf } from "@stages/database/idempotency.ts";
import { forgetUntold } from "@stages/events/forget.ts";
import { type PersonId, type StudentId, uuidOf } from "@stages/kernel/ids.ts";
import { uncount } from "@stages/statistics/uncount.ts";
import { deleteCandidatures, lockByStudent } from "../persistence/candidatures.ts";
import { tellSeatsFreed } from "../persistence/ledger.ts";
import { MEASURES } from "../persistence/measures.ts";
import { deleteStudent, lockStudent } from "../persistence/mirror.ts";
import { deleteStagesElsewhereOf } from "../persistence/stages-elsewhere.ts";
import { idempotencyKeys, messaging } from "../persistence/tables.ts";

/**
 * A student was erased. The locks are those of applying and of accepting, in their order: what is under way is waited for
 * and erased too, and what comes later finds no student to apply, no candidature to accept.
 */
export async function forgetStudent(tx: Transaction, { studentId: id, personIds }: { readonly studentId: StudentId; readonly personIds: readonly PersonId[] }, at: Temporal.Instant): Promise<void> {
  await lockStudent(tx, id);
  const candidatures = await lockByStudent(tx, id);
  // Told without the student: `offers` counts the seats that are taken.
  const seated = candidatures.filter(({ status }) => status === "ACCEPTED" || status === "CONFIRMED");
  await tellSeatsFreed(tx, seated.map(({ offerId }) => offerId), at);
  await uncount(tx, MEASURES, id);
  await deleteCandidatures(tx, candidatures.map((candidature) => candidature.id));
  await deleteStagesElsewhereOf(tx, id);
  await deleteStudent(tx, id);
  await forgetKeysOf(tx, idempotencyKeys, personIds);
  await forgetUntold(tx, messaging, [id, ...personIds].map(uuidOf));
}
