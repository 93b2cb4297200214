import type { Transaction } from "@stages/database/connection.ts";
import { inArray, sql } from "drizzle-orm";
import { getTableConfig } from "drizzle-orm/pg-core";
import { relayLock } from "./relay.ts";
import type { MessagingTables } from "./tables.ts";

export interface ForgottenOf {
  readonly outbox: number;
  readonly setAside: number;
  /** Of PostgreSQL's; NATS forgets once this is committed. */
  readonly log: number;
}

/**
 * Deletes from this subgraph's outbox, from what it has set aside and from the log what tells of these students or persons. The horizon stays: what was
 * erased is not to be heard any more, by anyone. Until the transaction ends nothing leaves the outbox, so that an event on
 * its way is in one or in the other.
 */
export async function forget(tx: Transaction, tables: MessagingTables, about: readonly string[]): Promise<ForgottenOf> {
  if (about.length === 0) return { outbox: 0, setAside: 0, log: 0 };
  const untold = await forgetUntold(tx, tables, about);
  // A subgraph's role has no other right on the log than this function.
  const [row] = await tx.execute<{ forgotten: string }>(sql`select bus.forget(${`{${about.join(",")}}`}::uuid[]) as forgotten`);
  return { ...untold, log: Number(row!.forgotten) };
}

/** What this subgraph alone holds, to be told or to be applied: of what is in the log, the owner of the people takes care. */
export async function forgetUntold(tx: Transaction, { outbox, setAside }: MessagingTables, about: readonly string[]): Promise<Omit<ForgottenOf, "log">> {
  await tx.execute(sql`select pg_advisory_xact_lock(${relayLock(getTableConfig(outbox).schema!)})`);
  return {
    outbox: (await tx.delete(outbox).where(inArray(outbox.about, [...about]))).count,
    setAside: (await tx.delete(setAside).where(inArray(setAside.about, [...about]))).count,
  };
}

/** For the only reader of an event, once it is applied: it tells of several students, so that no erasure could find it by one. */
export async function forgetHeard(tx: Transaction, eventId: string): Promise<void> {
  await tx.execute(sql`select bus.forget_heard(${eventId}::uuid)`);
}
