import type { Transaction, Write } from "@stages/database/connection.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import type { StudentId } from "@stages/kernel/ids.ts";
import { displayNameOf } from "../domain/person.ts";
import { findRepresented, lockCatchUp, saveCatchUp } from "../persistence/catch-ups.ts";
import { findLegalRepresentatives } from "../persistence/students.ts";
import { messaging } from "../persistence/tables.ts";

/** Tells the whole family of each of these students, as it is now; of a student who has none, that there is none. */
export async function tellRepresentatives(tx: Transaction, ids: readonly StudentId[], now: Temporal.Instant): Promise<void> {
  if (ids.length === 0) return;
  const families = Map.groupBy(await findLegalRepresentatives(tx, ids), ({ studentId }) => studentId);
  const told = ids.map((studentId) => {
    const representatives = (families.get(studentId) ?? []).map((one) => ({ personId: one.id, name: displayNameOf(one), phone: one.phone, maySign: one.maySign }));
    return domainEvent("RepresentativesListed", studentId, { studentId, representatives }, now);
  });
  await tell(tx, messaging, told);
}

export const REPRESENTATIVES = "representatives";
const BATCH = 500;

/**
 * Of the students who were enrolled before this was told: once, a batch a turn, from wherever another replica or a restart left
 * it. Said again of someone, it says the same.
 */
export async function catchUpOnRepresentatives(write: Write, now: Temporal.Instant): Promise<void> {
  let isOver = false;
  while (!isOver) {
    isOver = await write(async (tx) => {
      const so = await lockCatchUp(tx, REPRESENTATIVES);
      if (!so || so.doneAt) return true;
      const ids = await findRepresented(tx, so.after, BATCH);
      await tellRepresentatives(tx, ids, now);
      const isLast = ids.length < BATCH;
      await saveCatchUp(tx, REPRESENTATIVES, isLast ? { after: null, doneAt: now } : { after: ids.at(-1)!, doneAt: null });
      return isLast;
    });
  }
}
