import type { Database, Transaction } from "@stages/database/connection.ts";
import { withoutParameters } from "@stages/database/without-parameters.ts";
import { eq } from "drizzle-orm";
import type { Bus, LoggedEvent } from "./bus.ts";
import type { DomainEvent, EventType } from "./contracts.ts";
import type { MessagingTables } from "./tables.ts";
import { worker } from "./worker.ts";

/** What a subgraph does on hearing a fact, in the transaction that also remembers having heard it. */
export type Handlers = { readonly [T in EventType]?: (tx: Transaction, event: DomainEvent<T>) => Promise<void> };

export interface Consumer {
  stop(): Promise<void>;
}

const BATCH = 200;
const TRIES = 3;
const REGISTER_EVERY = Temporal.Duration.from({ minutes: 10 });

/** Its subgraph was away for so long that the log forgot facts which it never heard: its copies of the others' may be wrong. */
export class MissedEventsError extends Error {
  override readonly name = "MissedEventsError";

  constructor(consumer: string, position: number, horizon: number) {
    super(`${consumer} has heard events up to ${position} and the log has forgotten some up to ${horizon}: what they told must be loaded in another way`);
  }
}

/**
 * Reads the bus in order and applies each event once: its inbox row and its effect are one transaction, so a delivery
 * repeated after a crash changes nothing. An event whose handler fails three times is set aside in the inbox with its
 * reason, and nothing waits behind it.
 */
export function startConsumer(options: {
  name: string;
  db: Database;
  tables: MessagingTables;
  bus: Bus;
  handlers: Handlers;
  now: () => Temporal.Instant;
  /** After an event's effect is committed: what it told in turn can leave. */
  onApplied: () => void;
  onFailure: (error: unknown, event?: LoggedEvent) => void;
}): Consumer {
  const { name, db, tables, bus, handlers, now, onApplied, onFailure } = options;
  const { inbox, busCursor } = tables;
  const types = Object.keys(handlers) as EventType[];
  const tries = new Map<string, number>();

  /** A position says nothing in another log, which is heard from its beginning: the inbox knows what was applied already. */
  const ownRow = () => (log === "" ? name : `${name}@${log}`);
  let log = bus.log;

  const cursor = async () => {
    const [row] = await db.select().from(busCursor).where(eq(busCursor.consumer, ownRow()));
    return row?.position ?? 0;
  };

  let told = 0;
  let registeredAt: Temporal.Instant | null = null;
  /** Registered first: what the log forgets from then on is not what this consumer has to hear. */
  const register = async (position: number) => {
    const at = now();
    if (registeredAt && Temporal.Instant.compare(registeredAt.add(REGISTER_EVERY), at) > 0) return;
    await bus.register({ name, types, position, at });
    const horizon = await bus.horizon(types);
    if (horizon > Math.max(position, told)) onFailure(new MissedEventsError(name, position, horizon));
    told = horizon;
    registeredAt = at;
  };

  const advance = (tx: Transaction, position: number) =>
    tx.insert(busCursor).values({ consumer: ownRow(), position }).onConflictDoUpdate({ target: busCursor.consumer, set: { position } });

  const apply = (event: LoggedEvent) =>
    db.transaction(async (tx) => {
      const heard = await tx.insert(inbox).values({ eventId: event.id, handledAt: now() }).onConflictDoNothing().returning();
      if (heard.length > 0) await (handlers[event.type] as (tx: Transaction, event: DomainEvent) => Promise<void>)(tx, event);
      await advance(tx, event.position);
    });

  const setAside = (event: LoggedEvent, error: unknown) =>
    db.transaction(async (tx) => {
      const failure = withoutParameters(error).summary;
      await tx.insert(inbox).values({ eventId: event.id, handledAt: now(), failure }).onConflictDoNothing();
      await advance(tx, event.position);
    });

  const applyOrSetAside = async (event: LoggedEvent) => {
    try {
      await apply(event);
    } catch (error) {
      const tried = (tries.get(event.id) ?? 0) + 1;
      tries.set(event.id, tried);
      if (tried < TRIES) throw error;
      await setAside(event, error);
      onFailure(error, event);
    }
    tries.delete(event.id);
  };

  const turns = worker(async () => {
    if (types.length === 0) return;
    for (;;) {
      if (log !== bus.log) registeredAt = null;
      log = bus.log;
      const position = await cursor();
      await register(position);
      const events = await bus.read(position, types, BATCH);
      if (log !== bus.log) continue;
      for (const event of events) await applyOrSetAside(event);
      if (events.length > 0) onApplied();
      if (events.length < BATCH) return;
    }
  }, onFailure);

  const stopListening = bus.onArrival(turns.wake);
  turns.wake();
  return {
    async stop() {
      stopListening();
      await turns.stop();
    },
  };
}
