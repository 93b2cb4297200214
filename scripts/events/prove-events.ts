import { setTimeout as delay } from "node:timers/promises";
import type { Way } from "@stages/client/client.ts";
import { clientOf } from "@stages/client/personas.ts";
import { followResuming } from "@stages/client/resuming.ts";
import { conventions, messaging } from "@stages/conventions/persistence/tables.ts";
import { connect, type Connection, writer } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import type { PersonaName } from "@stages/demonstration/personas.ts";
import { type Random, randomStream } from "@stages/demonstration/random.ts";
import type { Bus } from "@stages/events/bus.ts";
import { type DomainEvent, domainEvent } from "@stages/events/contracts.ts";
import { cursorOf as cursorIn } from "@stages/events/cursor.ts";
import { tell } from "@stages/events/outbox.ts";
import { uuidOf } from "@stages/kernel/ids.ts";

export interface ProofOptions {
  /** Of a prepared demonstration, under a platform of several processes. */
  readonly databaseUrl: string;
  /** The platform's log of facts. */
  readonly bus: Bus;
  readonly url: string;
  /** Kills it without a word, and returns once it answers again. */
  readonly kill: (component: "gateway" | "conventions") => Promise<void>;
  readonly tokenOf: (persona: PersonaName) => Promise<string>;
  readonly events: number;
  readonly seed: number;
  /** Between two kills, in milliseconds: from half of it to one and a half. */
  readonly killEveryMs: number;
  /** The mean time between two events of one writer. */
  readonly pauseMs: number;
  /** At least so many, however soon the events have all been told: the gateway first, then the subgraph, then whichever. */
  readonly kills: number;
  readonly onProgress?: (line: string) => void;
}

export interface Proof {
  readonly events: number;
  readonly kills: number;
  /** How often a subscriber had to open anew. */
  readonly reopened: number;
  readonly delivered: number;
  /** What a subscriber missed, saw twice, saw out of order or saw although it may not; nothing, in a proof that holds. */
  readonly faults: readonly string[];
  /** How long it took to tell them all, and then until each subscriber had the last of theirs. */
  readonly tellingSeconds: number;
  readonly arrivingSeconds: number;
  /** What those missed who opened anew without saying after what: the control. */
  readonly lostWithoutCursor: number;
}

const WRITERS = 8;
const MOST_MS_BEFORE_COMMIT = 30;
const FROM_EACH = 12;
const SUBSCRIBERS: readonly PersonaName[] = ["student", "host-manager", "school-head", "referent-teacher", "rectorat", "ministry"];
const WAYS: readonly Way[] = ["websocket", "sse"];
const PATIENCE_MS = 120_000;
const SHOWN_EVERY_MS = 10_000;
const FOLLOW = "subscription($after: String) { conventionStatusChanged(after: $after) { at cursor } }";

type ConventionRow = Pick<typeof conventions.$inferSelect, "id" | "candidatureId" | "studentId" | "schoolUai" | "academy" | "hostId" | "referentTeacherId">;

interface Subscriber {
  readonly name: string;
  readonly sees: ReadonlySet<string>;
  readonly seen: number[];
  reopened: number;
  stop(): Promise<void>;
}

/** Changes of status of real conventions, told in the order of each, while what carries them is killed at random. */
export async function proveEvents(options: ProofOptions): Promise<Proof> {
  const { databaseUrl, bus, url, tokenOf, events, seed, onProgress = () => {} } = options;
  await using started = new AsyncDisposableStack();
  const random = randomStream(seed, "prove-events");
  const connection = connect({ url: databaseUrl, name: "prove events", max: WRITERS, role: roleOf("conventions", "PLATFORM") });
  started.defer(() => connection.close());

  const sights = new Map<PersonaName, ReadonlySet<string>>();
  for (const persona of SUBSCRIBERS) sights.set(persona, await sightOf(persona, url, connection));
  const chosen = await chooseConventions(connection, sights, random);
  const keyOf = (index: number) => at(begun, index).toString();
  const begun = Temporal.Now.instant().round("millisecond");
  const indexes = new Map(Array.from({ length: events }, (_, index) => [keyOf(index), index]));
  const after = cursorIn(bus.log, await bus.head());

  const subscribers = await Promise.all(SUBSCRIBERS.flatMap((persona) => WAYS.map(async (way): Promise<Subscriber> => {
    const subscriber: Subscriber = { name: `${persona} ${way}`, sees: sights.get(persona)!, seen: [], reopened: 0, stop: async () => {} };
    subscriber.stop = followResuming({
      url, way, token: await tokenOf(persona), query: FOLLOW,
      variablesFrom: (cursor) => ({ after: cursor ?? after }), cursorOf, onData: (data) => note(data, indexes, subscriber), onReopen: () => (subscriber.reopened += 1),
    });
    return subscriber;
  })));
  const naive: Subscriber = { name: "without a cursor", sees: sights.get("ministry")!, seen: [], reopened: 0, stop: async () => {} };
  naive.stop = followResuming({ url, way: "websocket", token: await tokenOf("ministry"), query: FOLLOW, variablesFrom: () => ({}), cursorOf, onData: (data) => note(data, indexes, naive) });
  const all = [...subscribers, naive];
  started.defer(async () => void (await Promise.all(all.map(({ stop }) => stop()))));

  const killing = new Killing(options, random);
  const begunAt = performance.now();
  const told = await writeAll(connection, chosen, killing, options, begun);
  const toldAt = performance.now();
  const killed = await killing.stop();
  onProgress(`${told.size} events told, ${killed} kills: waiting for the last to arrive`);

  const expected = new Map(subscribers.map((subscriber) => [subscriber, [...told].filter(([, { id }]) => subscriber.sees.has(id)).map(([index]) => index)]));
  await allSeen(expected, onProgress);
  const arrivedAt = performance.now();
  // What is told twice may come after the last.
  await delay(1_000);
  const faults = subscribers.flatMap((subscriber) => faultsOf(subscriber, expected.get(subscriber)!, told));
  if (told.size !== events) faults.push(`${events - told.size} events were not told`);
  if (subscribers.some((one) => expected.get(one)!.length === 0)) faults.push("a subscriber may see nothing");
  return {
    events, kills: killed, faults,
    reopened: subscribers.reduce((sum, { reopened }) => sum + reopened, 0),
    delivered: subscribers.reduce((sum, { seen }) => sum + seen.length, 0),
    tellingSeconds: Math.round((toldAt - begunAt) / 1_000),
    arrivingSeconds: Math.round((arrivedAt - toldAt) / 1_000),
    lostWithoutCursor: told.size - new Set(naive.seen).size,
  };
}

/** An instant of its own tells each event from the others in whatever a subscriber is shown. */
const at = (begun: Temporal.Instant, index: number) => begun.add({ milliseconds: index });
const cursorOf = (data: Record<string, unknown>) => (data["conventionStatusChanged"] as { cursor: string } | null)?.cursor ?? null;

function note(data: Record<string, unknown>, indexes: ReadonlyMap<string, number>, { seen }: Subscriber): void {
  const { at: when } = data["conventionStatusChanged"] as { at: string };
  const index = indexes.get(Temporal.Instant.from(when).toString());
  if (index !== undefined) seen.push(index);
}

/** What the lists of the graph show, whose queries stand behind row policies: another way than the one that judges an event. */
async function sightOf(persona: PersonaName, url: string, { db }: Connection): Promise<ReadonlySet<string>> {
  if (persona === "ministry") return new Set((await db.select({ id: conventions.id }).from(conventions)).map(({ id }) => id));
  const client = await clientOf(persona, { url });
  try {
    const ids = new Set<string>();
    for (let after: string | null = null; ; ) {
      const { conventions: page }: { conventions: { edges: { node: { id: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } = await client.need(
        "query($after: String) { conventions(first: 50, after: $after) { edges { node { id } } pageInfo { hasNextPage endCursor } } }", { after },
      );
      for (const { node } of page.edges) ids.add(node.id);
      if (!page.pageInfo.hasNextPage) return ids;
      after = page.pageInfo.endCursor;
    }
  } finally {
    await client.close();
  }
}

/** Some that each may see, and as many that only the ministry may. */
async function chooseConventions({ db }: Connection, sights: ReadonlyMap<PersonaName, ReadonlySet<string>>, random: Random): Promise<readonly ConventionRow[]> {
  const { id, candidatureId, studentId, schoolUai, academy, hostId, referentTeacherId } = conventions;
  const rows = await db.select({ id, candidatureId, studentId, schoolUai, academy, hostId, referentTeacherId }).from(conventions);
  rows.sort((one, other) => one.id.localeCompare(other.id));
  const chosen = new Map<string, ConventionRow>();
  for (const sight of sights.values()) {
    const visible = rows.filter((row) => sight.has(row.id));
    for (let n = 0; n < Math.min(FROM_EACH, visible.length); n += 1) {
      const row = random.pick(visible);
      chosen.set(row.id, row);
    }
  }
  return [...chosen.values()];
}

/** As an act of the subgraph does: the convention's row is locked, its change told in the same transaction, and the commit comes when it comes. */
async function writeAll({ db }: Connection, chosen: readonly ConventionRow[], killing: Killing, { events, seed, pauseMs, kills, onProgress = () => {} }: ProofOptions, begun: Temporal.Instant) {
  const told = new Map<number, ConventionRow>();
  const write = writer(db, () => {});
  let next = 0;
  const writeSome = async (random: Random) => {
    while (next < events) {
      // An equal part before the first kill, after each of those there must be, and thus while what was killed is away.
      await killing.begun(Math.floor((next * (kills + 1)) / events));
      const row = random.pick(chosen);
      await write(async (tx) => {
        await tx.execute(`select from conventions.conventions where id = '${uuidOf(row.id)}' for update`);
        // Drawn under the lock: the events of one convention are numbered in their order.
        if (next >= events) return;
        const index = next++;
        const isReturned = random.chance(0.5);
        const { id, ...concerned } = row;
        const payload = { ...concerned, conventionId: id, reason: null, from: isReturned ? "HOST_COMPLETED" : "RETURNED", to: isReturned ? "RETURNED" : "HOST_COMPLETED", by: "SCHOOL" as const, tutorEmail: null };
        await tell(tx, messaging, [domainEvent("ConventionStatusChanged", id, payload, at(begun, index)) as DomainEvent]);
        await tx.execute(`select pg_sleep(${(random.next() * MOST_MS_BEFORE_COMMIT) / 1_000})`);
        told.set(index, row);
        if (index > 0 && index % 2_000 === 0) onProgress(`${index} of ${events}`);
      });
      if (pauseMs > 0) await delay(random.next() * 2 * pauseMs);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, n) => writeSome(randomStream(seed, `writer ${n}`))));
  return told;
}

class Killing {
  #begun = 0;
  #wanted: { readonly count: number; resolve(): void }[] = [];
  readonly #stopping = new AbortController();
  readonly #done: Promise<number>;

  constructor(options: ProofOptions, random: Random) {
    this.#done = this.#killNowAndThen(options, random);
  }

  /** Once so many kills have begun: what was killed is away, or was. */
  async begun(count: number): Promise<void> {
    if (this.#begun < count) await new Promise<void>((resolve) => this.#wanted.push({ count, resolve }));
  }

  async stop(): Promise<number> {
    this.#stopping.abort();
    return await this.#done;
  }

  async #killNowAndThen({ kill, killEveryMs, kills: least }: ProofOptions, random: Random): Promise<number> {
    const { signal } = this.#stopping;
    for (;;) {
      await delay(random.int(killEveryMs / 2, (killEveryMs * 3) / 2), undefined, { signal }).catch(() => {});
      if (signal.aborted && this.#begun >= least) return this.#begun;
      const component = this.#begun === 0 ? "gateway" : this.#begun === 1 ? "conventions" : random.chance(0.5) ? "gateway" : "conventions";
      const killed = kill(component);
      this.#begun += 1;
      for (const { count, resolve } of this.#wanted) if (count <= this.#begun) resolve();
      this.#wanted = this.#wanted.filter(({ count }) => count > this.#begun);
      await killed;
    }
  }
}

/** Until each has as many as it should, or none of them gets more. */
async function allSeen(expected: ReadonlyMap<Subscriber, readonly number[]>, onProgress: (line: string) => void): Promise<void> {
  let before = -1;
  let since = performance.now();
  let shown = since;
  for (;;) {
    const waiting = [...expected].filter(([{ seen }, wanted]) => seen.length < wanted.length);
    if (waiting.length === 0) return;
    const count = [...expected.keys()].reduce((sum, { seen }) => sum + seen.length, 0);
    const now = performance.now();
    if (count !== before) since = now;
    if (now - since > PATIENCE_MS) return;
    if (now - shown > SHOWN_EVERY_MS) {
      onProgress(waiting.map(([{ name, seen, reopened }, wanted]) => `${name} ${seen.length} of ${wanted.length}, opened anew ${reopened} times`).join("; "));
      shown = now;
    }
    before = count;
    await delay(100);
  }
}

function faultsOf({ name, seen }: Subscriber, wanted: readonly number[], told: ReadonlyMap<number, ConventionRow>): string[] {
  const faults: string[] = [];
  const distinct = new Set(seen);
  const missed = wanted.filter((index) => !distinct.has(index));
  if (missed.length > 0) faults.push(`${name} missed ${missed.length} of ${wanted.length}`);
  if (distinct.size < seen.length) faults.push(`${name} saw ${seen.length - distinct.size} twice`);
  const may = new Set(wanted);
  const strange = [...distinct].filter((index) => !may.has(index));
  if (strange.length > 0) faults.push(`${name} saw ${strange.length} that it may not`);
  const last = new Map<string, number>();
  for (const index of seen) {
    const id = told.get(index)?.id;
    if (id === undefined) continue;
    if ((last.get(id) ?? -1) > index) faults.push(`${name} saw ${id} go back from ${last.get(id)} to ${index}`);
    last.set(id, index);
  }
  return faults;
}
