import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader } from "@stages/database/connection.ts";
import { openFrom, sealFor } from "@stages/database/sealed.ts";
import { personOf } from "@stages/kernel/actor.ts";
import type { OfferId, PersonId } from "@stages/kernel/ids.ts";
import { and, asc, desc, eq } from "drizzle-orm";
import type { Status } from "../domain/lifecycle.ts";
import type { Step } from "./offers.ts";
import { history } from "./tables.ts";

export function historyOf({ from, offer, actor, at, why, reason }: Omit<Step, "host">): typeof history.$inferInsert {
  // PostgreSQL keeps microseconds: the reason is bound to the instant that comes back.
  const row = { offerId: offer.id, from, to: offer.status, at: at.round("microsecond"), byPersonId: personOf(actor), byRole: actor.role, why: why ?? null };
  return { ...row, reason: reason ? sealFor(history.reason, row, reason) : null };
}

export type Change = ReturnType<typeof changeOf>;

function changeOf({ reason, ...row }: typeof history.$inferSelect) {
  return { ...row, reason: reason && openFrom(history.reason, row, reason) };
}

const readHistory = readByKeys(history.offerId, (db, among) => db.select().from(history).where(among).orderBy(asc(history.id)));

/** Oldest first. */
export async function findHistory(db: Reader, ids: readonly OfferId[]): Promise<readonly Change[]> {
  return (await readHistory(db, ids)).map(changeOf);
}

/** From which status it was hidden the last time. */
export async function findHiddenFrom(db: Reader, id: OfferId): Promise<Status | null> {
  const [row] = await db.select({ from: history.from }).from(history).where(and(eq(history.offerId, id), eq(history.to, "HIDDEN"))).orderBy(desc(history.id)).limit(1);
  return row?.from ?? null;
}

/** What someone decided, oldest first. */
export async function findChangesBy(db: Reader, personId: PersonId): Promise<readonly Change[]> {
  return (await db.select().from(history).where(eq(history.byPersonId, personId)).orderBy(asc(history.id))).map(changeOf);
}
