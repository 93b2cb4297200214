import type { Reader } from "@stages/database/connection.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { asc, eq } from "drizzle-orm";
import { absenceSteps, history, signatures } from "./tables.ts";

export type Step = typeof history.$inferSelect;

/** What someone signed, decided and reported, each oldest first. */
export async function findActsOf(db: Reader, personId: PersonId) {
  const { absenceId, step, at } = absenceSteps;
  const [signed, steps, taken] = await Promise.all([
    db.select().from(signatures).where(eq(signatures.signerId, personId)).orderBy(asc(signatures.signedAt), asc(signatures.id)),
    db.select().from(history).where(eq(history.byPersonId, personId)).orderBy(asc(history.id)),
    db.select({ absenceId, step, at }).from(absenceSteps).where(eq(absenceSteps.byPersonId, personId)).orderBy(asc(at)),
  ]);
  return { signatures: signed, steps, absenceSteps: taken };
}
