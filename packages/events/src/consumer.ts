import type { Database, Transaction } from "@stages/database/connection.ts";
import { isEcho } from "@stages/database/transient.ts";
import { inSpan } from "@stages/telemetry/tracing.ts";
import { eq, sql } from "drizzle-orm";
import type { Bus, LoggedEvent } from "./bus.ts";
import type { DomainEvent, EventType } from "./contracts.ts";
import { EventSetAside, isNewer, listWaiting, replay, replayWithin, setHeardAside, transienceOfEvent } from "./set-aside.ts";
import { readerIn } from "./cursor.ts";
import type { MessagingTables, SetAsideFor } from "./tables.ts";
import { worker } from "./worker.ts";

/** What a subgraph does on hearing a fact, in the transaction that also remembers having heard it. */
export type Handlers = { readonly [T in EventType]?: (tx: Transaction, event: DomainEvent<T>) => Promise<void> };

export interface Consumer {
  stop(): Promise<void>;
}

const BATCH = 200;
/** How many are applied in one transaction by whoever is behind: a commit costs more than most effects. */
const TOGETHER = 25;
/** Of an event that fails by itself. */
const TRIES = 3;
/** Of one that fails because of others, a quarter of a second apart: nothing waits longer than ten seconds behind it. */
const CONTENDED_TRIES = 40;
const REGISTER_EVERY = Temporal.Duration.from({ minutes: 10 });

/** Its subgraph was away for so long that the log forgot facts which it never heard: its copies of the others' may be wrong. */
export class MissedEventsError extends Error {
  override readonly name = "MissedEventsError";

  constructor(consumer: string, position: number, horizon: number) {
    super(`${consumer} has heard events up to ${position} and the log has forgotten some up to ${horizon}: what they told must be loaded in another way`);
  }
}

/**
 * Reads the bus in order and applies each event once: its inbox row and its effect are one transaction, several events'
 * when it is behind, so a delivery repeated after a crash changes nothing. An event whose handler fails three times by itself is set aside with its
 * reason, and nothing waits behind it; a database that is away counts for no failure. What this process cannot read is
 * set aside too: one told in a newer version with what follows of the same object, until a process that knows it, which
 * may be this one after an upgrade, applies them in their order.
 */
export function startConsumer(options: {
  name: string;
  db: Database;
  tables: MessagingTables;
  bus: Bus;
  handlers: Handlers;
  /** Of these types events of different keys neither read nor write what the others write: those applied together are applied side by side. */
  sideBySide?: readonly EventType[];
  now: () => Temporal.Instant;
  contendedTries?: number;
  /** After an event's effect is committed: what it told in turn can leave. */
  onApplied: () => void;
  onFailure: (error: unknown, event?: LoggedEvent) => void;
}): Consumer {
  const { name, db, tables, bus, handlers, sideBySide = [], now, contendedTries = CONTENDED_TRIES, onApplied, onFailure } = options;
  const { inbox, busCursor } = tables;
  const types = Object.keys(handlers) as EventType[];
  const tries = new Map<string, { failed: number; contended: number }>();
  /** Opened in vain by this process, whose keys stay the same until its end. */
  const unopened = new Set<string>();

  /** A position says nothing in another log, which is heard from its beginning: the inbox knows what was applied already. */
  const ownRow = () => readerIn(log, name);
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

  /** As one parameter: a list of them would be parsed and planned anew for each length. */
  const hear = async (tx: Transaction, events: readonly LoggedEvent[]) => {
    const ids = `{${events.map(({ id }) => id).join(",")}}`;
    const heard = await tx.execute<{ event_id: string }>(
      sql`insert into ${inbox} (event_id, handled_at) select unnest(${ids}::uuid[]), ${now().toString()}::timestamptz on conflict do nothing returning event_id`,
    );
    return new Set(heard.map(({ event_id }) => event_id));
  };

  /** All of them, or none. */
  const apply = (events: readonly LoggedEvent[], onFailing: (event: LoggedEvent) => void = () => {}) =>
    db.transaction(async (tx) => {
      const unheard = await hear(tx, events);
      const applyOne = async (event: LoggedEvent) => {
        // A log may hold one twice.
        if (unheard.delete(event.id)) await handled(tx, event);
        else await applyIfWaiting(tx, event.id);
      };
      for (const beside of besideEachOther(events)) await applyBeside(beside, applyOne, onFailing);
      await advance(tx, events.at(-1)!.position);
    });

  const handled = (tx: Transaction, event: LoggedEvent) =>
    inSpan("consume", { kind: "CONSUMER", parent: event.traceparent ?? null, attributes: { "stages.subgraph": name, "stages.event": event.type } }, () =>
      (handlers[event.type] as (tx: Transaction, event: DomainEvent) => Promise<void>)(tx, event),
    );

  /** In the order of the log; in each, the lists go side by side, and the events of a list one after the other. */
  const besideEachOther = (events: readonly LoggedEvent[]): readonly (readonly (readonly LoggedEvent[])[])[] => {
    const runs: LoggedEvent[][] = [];
    for (const event of events) {
      const run = runs.at(-1);
      if (run && sideBySide.includes(event.type) && sideBySide.includes(run[0]!.type)) run.push(event);
      else runs.push([event]);
    }
    return runs.map((run) => [...Map.groupBy(run, ({ key }) => key).values()]);
  };

  /** All of them have ended when it ends: nothing is sent on behalf of a transaction that is over. */
  const applyBeside = async (lists: readonly (readonly LoggedEvent[])[], applyOne: (event: LoggedEvent) => Promise<void>, onFailing: (event: LoggedEvent) => void) => {
    const failures: { readonly event: LoggedEvent; readonly error: unknown }[] = [];
    const applyList = async (list: readonly LoggedEvent[]) => {
      for (const event of list) {
        try {
          await applyOne(event);
        } catch (error) {
          failures.push({ event, error });
          return;
        }
      }
    };
    await Promise.all(lists.map(applyList));
    const failure = failures.find(({ error }) => !isEcho(error)) ?? failures[0];
    if (!failure) return;
    onFailing(failure.event);
    throw failure.error;
  };

  /** Another replica, of an older version, has heard it before this one and could not read it. */
  const applyIfWaiting = async (tx: Transaction, eventId: string) => {
    const { setAside } = tables;
    const [row] = await tx.select({ why: setAside.why }).from(setAside).where(eq(setAside.eventId, eventId));
    if (row?.why === "NEWER" || row?.why === "BEHIND") await replayWithin(tx, tables, handlers, eventId, now());
  };

  /** False when another replica has dealt with it already. */
  const setAside = async (event: LoggedEvent, why: SetAsideFor, error: unknown, tried: number) => {
    const isSetAside = await db.transaction(async (tx) => {
      const heard = await tx.insert(inbox).values({ eventId: event.id, handledAt: now(), failure: why }).onConflictDoNothing().returning();
      if (heard.length > 0) await setHeardAside(tx, tables, event, { why, error, tries: tried, since: now() });
      await advance(tx, event.position);
      return heard.length > 0;
    });
    if (isSetAside) onFailure(new EventSetAside(name, event, error), event);
    return isSetAside;
  };

  /** Tries again what waits for a process that can read it, and answers of which objects something waits on. */
  const replayWaiting = async () => {
    const held = new Set<string>();
    for (const { eventId, why, key, ...contract } of await listWaiting(db, tables)) {
      if (why === "UNREADABLE") {
        if (unopened.has(eventId)) continue;
        unopened.add(eventId);
      }
      const waits = held.has(key) || (why === "NEWER" && isNewer(contract));
      const { outcome } = waits ? { outcome: "LATER" as const } : await replay(db, tables, handlers, eventId, now());
      if (outcome === "LATER") held.add(key);
    }
    return held;
  };

  const applyOrSetAside = async (event: LoggedEvent, held: Set<string>) => {
    if (event.unread) {
      const isSetAside = await setAside(event, event.unread.why, event.unread.error, 1);
      if (isSetAside && event.unread.why === "NEWER") held.add(event.key);
      return;
    }
    if (held.has(event.key)) return void (await setAside(event, "BEHIND", new Error("one of the same object before it is told in a version that is not known yet"), 0));
    try {
      await apply([event]);
    } catch (error) {
      const tried = countFailure(event, error);
      if (tried.failed < TRIES && tried.contended < contendedTries) throw error;
      await setAside(event, "FAILED", error, tried.failed + tried.contended);
    }
    tries.delete(event.id);
  };

  /** A server that is away is no failure of the event's: it is thrown. */
  const countFailure = (event: LoggedEvent, error: unknown) => {
    const transience = transienceOfEvent(error);
    if (transience === "SERVER") throw error;
    const tried = tries.get(event.id) ?? { failed: 0, contended: 0 };
    tried[transience ? "contended" : "failed"] += 1;
    tries.set(event.id, tried);
    return tried;
  };

  /** The one that fails is tried alone from then on, so that it takes none of the others along. */
  const applyTogether = async (events: readonly LoggedEvent[]) => {
    let failing: LoggedEvent | undefined;
    try {
      await apply(events, (event) => (failing = event));
    } catch (error) {
      if (failing) countFailure(failing, error);
      throw error;
    }
  };

  /** As many together as have not failed, can be read, and wait for nothing. */
  const applyInOrder = async (events: readonly LoggedEvent[], held: Set<string>) => {
    for (let start = 0; start < events.length; ) {
      const next = events.slice(start, start + TOGETHER);
      const first = next.findIndex(({ id, unread, key }) => unread || tries.has(id) || held.has(key));
      const together = first === -1 ? next : next.slice(0, first);
      if (together.length > 1) await applyTogether(together);
      else await applyOrSetAside(next[0]!, held);
      start += Math.max(together.length, 1);
    }
  };

  const turns = worker(async () => {
    if (types.length === 0) return;
    for (;;) {
      if (log !== bus.log) registeredAt = null;
      log = bus.log;
      const position = await cursor();
      await register(position);
      // After the cursor was read: of what another replica has passed, nothing that it set aside is overlooked.
      const held = await replayWaiting();
      const events = await bus.read(position, types, BATCH);
      if (log !== bus.log) continue;
      await applyInOrder(events, held);
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
