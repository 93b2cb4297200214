import type { Database, Transaction } from "@stages/database/connection.ts";
import { openFrom, sealFor } from "@stages/database/sealed.ts";
import { type Transience, transienceOf } from "@stages/database/transient.ts";
import { withoutParameters } from "@stages/database/without-parameters.ts";
import { RefusedError } from "@stages/kernel/refusal.ts";
import { and, asc, eq, ne, sql } from "drizzle-orm";
import { BusUnreachableError } from "./bus-unreachable.ts";
import type { LoggedEvent } from "./bus.ts";
import type { Handlers } from "./consumer.ts";
import { aboutOf, type DomainEvent, type EventType } from "./contracts.ts";
import { NewerEventError } from "./logged-event.ts";
import type { MessagingTables, SetAsideFor } from "./tables.ts";
import { broughtUp, versionOf } from "./versions.ts";

type Row = MessagingTables["setAside"]["$inferSelect"];

/** What is set aside, as it may be shown: its content stays sealed. */
export type SetAsideLine = Omit<Row, "payload" | "about" | "position">;

/** What came of another try. GONE: it was not set aside, or is not any more. LATER: others were in the way. */
export type Replayed =
  | { readonly outcome: "APPLIED" | "TOLD" | "GONE" | "LATER" }
  | { readonly outcome: "FAILED"; readonly reason: string };

/** Told to whoever runs the platform when it happens: `npm run events` shows the rest. */
export class EventSetAside extends Error {
  override readonly name = "EventSetAside";

  constructor(subgraph: string, { id, type }: Pick<DomainEvent, "id" | "type">, cause: unknown) {
    super(`${subgraph} has set aside ${type} ${id}, and goes on without it`, { cause });
  }
}

/** Whether an event that failed may well succeed at the next try, and then because of what it failed. */
export const transienceOfEvent = (error: unknown): Transience | null => {
  // A log that comes back in the middle of a batch would else have refused its first half by itself.
  if (error instanceof BusUnreachableError) return "SERVER";
  return error instanceof RefusedError && error.extensions.code === "TRY_AGAIN" ? "CONTENTION" : transienceOf(error);
};

/** An event of the log that is not applied here, in the transaction that remembers having heard it. */
export async function setHeardAside(tx: Transaction, { setAside }: MessagingTables, event: LoggedEvent, { why, error, ...rest }: { why: SetAsideFor; error: unknown; tries: number; since: Temporal.Instant }): Promise<void> {
  const { id: eventId, type, version, key, occurredAt, position, unread } = event;
  await tx.insert(setAside).values({
    ...rest, eventId, type, version, key, occurredAt, position, why,
    side: "HEARD",
    payload: (unread?.sealed as never) ?? sealFor(setAside.payload, { eventId }, event.payload),
    about: unread ? unread.about : aboutOf(event),
    reason: withoutParameters(error).summary,
  });
}

/** A row of the outbox that cannot leave, in the transaction that takes it out of those that do. */
export async function setToldAside(tx: Transaction, { setAside }: MessagingTables, row: MessagingTables["outbox"]["$inferSelect"], { error, ...rest }: { why: SetAsideFor; error: unknown; tries: number; since: Temporal.Instant }): Promise<void> {
  await tx.insert(setAside).values({ ...row, ...rest, side: "TOLD", reason: withoutParameters(error).summary });
}

/** Oldest first, as they are tried again. */
export function listSetAside(db: Database, { setAside }: MessagingTables): Promise<readonly SetAsideLine[]> {
  const { eventId, side, why, type, version, key, occurredAt, reason, tries, since } = setAside;
  return db.select({ eventId, side, why, type, version, key, occurredAt, reason, tries, since }).from(setAside).orderBy(asc(setAside.position));
}

/** What waits for another process than the one that met it, or for that one: in the order of the log. */
export function listWaiting(db: Database, { setAside }: MessagingTables) {
  const { eventId, why, type, version, key } = setAside;
  return db.select({ eventId, why, type, version, key }).from(setAside).where(and(eq(setAside.side, "HEARD"), ne(setAside.why, "FAILED"))).orderBy(asc(setAside.position));
}

/**
 * Applies it in the transaction that ends its being set aside, which whoever tries the same waits for: its effect is
 * committed once. What was to leave goes back into the outbox, under the id by which the log knows it again.
 */
export async function replay(db: Database, tables: MessagingTables, handlers: Handlers, eventId: string, now: Temporal.Instant): Promise<Replayed> {
  try {
    return { outcome: await db.transaction((tx) => replayWithin(tx, tables, handlers, eventId, now)) };
  } catch (error) {
    const transience = transienceOfEvent(error);
    if (transience === "SERVER") throw error;
    if (transience === "CONTENTION") return { outcome: "LATER" };
    const reason = withoutParameters(error).summary;
    const { setAside } = tables;
    const why = error instanceof UnopenedError ? "UNREADABLE" : error instanceof NewerEventError ? "NEWER" : "FAILED";
    await db.update(setAside).set({ why, reason, tries: sql`${setAside.tries} + 1` }).where(eq(setAside.eventId, eventId));
    return { outcome: "FAILED", reason };
  }
}

export async function replayWithin(tx: Transaction, tables: MessagingTables, handlers: Handlers, eventId: string, now: Temporal.Instant): Promise<"APPLIED" | "TOLD" | "GONE"> {
  const { setAside, inbox, outbox } = tables;
  const [row] = await tx.delete(setAside).where(eq(setAside.eventId, eventId)).returning();
  if (!row) return "GONE";
  if (row.side === "TOLD") {
    open(tables, row);
    const { type, version, key, payload, about, occurredAt } = row;
    await tx.insert(outbox).values({ eventId, type, version, key, payload, about, occurredAt });
    return "TOLD";
  }
  const event = read(tables, row);
  const handle = handlers[event.type] as ((tx: Transaction, event: DomainEvent) => Promise<void>) | undefined;
  if (!handle) throw new Error(`nothing here is done on hearing ${event.type}`);
  await tx.insert(inbox).values({ eventId, handledAt: now }).onConflictDoUpdate({ target: inbox.eventId, set: { failure: null } });
  await handle(tx, event);
  return "APPLIED";
}

/** It will have no effect, and the inbox says why. False when it is not set aside. */
export function drop(db: Database, { setAside, inbox }: MessagingTables, eventId: string, because: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    const gone = await tx.delete(setAside).where(eq(setAside.eventId, eventId)).returning({ eventId: setAside.eventId });
    if (gone.length > 0) await tx.update(inbox).set({ failure: `dropped: ${because}` }).where(eq(inbox.eventId, eventId));
    return gone.length > 0;
  });
}

class UnopenedError extends Error {
  override readonly name = "UnopenedError";
}

function open({ setAside }: MessagingTables, { eventId, payload }: Row): unknown {
  try {
    return openFrom(setAside.payload, { eventId }, payload);
  } catch (cause) {
    throw new UnopenedError("its content cannot be opened", { cause });
  }
}

function read(tables: MessagingTables, row: Row): DomainEvent {
  const { eventId: id, type, version, key, occurredAt } = row;
  if (version > versionOf(type)) throw new NewerEventError(type, version);
  return { id, type, version: versionOf(type), key, payload: broughtUp(type, version, open(tables, row)) as never, occurredAt };
}

/** Whether this process can have read it by now; what is behind another one is a question of that one. */
export const isNewer = ({ type, version }: { readonly type: EventType; readonly version: number }): boolean => version > versionOf(type);
