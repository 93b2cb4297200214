import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import { openFrom, sealFor } from "@stages/database/sealed.ts";
import type { Role } from "@stages/kernel/actor.ts";
import type { ConventionId, PersonId } from "@stages/kernel/ids.ts";
import { and, asc, eq } from "drizzle-orm";
import type { RecordedDay } from "../domain/days-done.ts";
import { presences } from "./tables.ts";

export interface Presence extends RecordedDay {
  readonly conventionId: ConventionId;
  readonly byPersonId: PersonId;
  readonly byRole: Role;
  readonly at: Temporal.Instant;
}

function presenceRow({ note, ...presence }: Presence): typeof presences.$inferInsert {
  return { ...presence, note: note === null ? null : sealFor(presences.note, presence, note) };
}

function presenceOf({ note, ...row }: typeof presences.$inferSelect): Presence {
  return { ...row, note: note && openFrom(presences.note, row, note) };
}

const readPresences = readByKeys(presences.conventionId, (db, among) => db.select().from(presences).where(among).orderBy(asc(presences.day)));

export async function findPresences(db: Reader, ids: readonly ConventionId[]): Promise<readonly Presence[]> {
  return (await readPresences(db, ids)).map(presenceOf);
}

/** What is said of a day replaces what was said of it before. */
export async function savePresence(tx: Transaction, presence: Presence): Promise<void> {
  const { conventionId: _, day: __, ...said } = presenceRow(presence);
  await tx.insert(presences).values(presenceRow(presence)).onConflictDoUpdate({ target: [presences.conventionId, presences.day], set: said });
}

export async function deletePresence(tx: Transaction, conventionId: ConventionId, day: Temporal.PlainDate): Promise<void> {
  await tx.delete(presences).where(and(eq(presences.conventionId, conventionId), eq(presences.day, day)));
}
