import type { Write } from "@stages/database/connection.ts";
import { forget } from "@stages/events/forget.ts";
import { uuidOf } from "@stages/kernel/ids.ts";
import { deleteStudents, findErasedBetween } from "../persistence/erased-students.ts";
import { messaging } from "../persistence/tables.ts";

/** Longer than the log keeps anything. */
const HEARD_UNTIL = Temporal.Duration.from({ hours: 31 * 24 });
/** Whoever follows a convention is still to hear that it was cancelled. */
const HEARD_FROM = Temporal.Duration.from({ minutes: 10 });

/**
 * What was told, or written down, of a student at the very time they were erased: nothing locks a student for a record of
 * reads or a referent teacher.
 */
export function sweepErasedStudents(write: Write, now: Temporal.Instant): Promise<void> {
  return write(async (tx) => {
    const ids = await findErasedBetween(tx, now.subtract(HEARD_UNTIL), now.subtract(HEARD_FROM));
    if (ids.length === 0) return;
    await deleteStudents(tx, ids);
    await forget(tx, messaging, ids.map(uuidOf));
  });
}
