import { setTimeout as delay } from "node:timers/promises";
import type { StagesClient, Way } from "@stages/client/client.ts";
import { clientOf } from "@stages/client/personas.ts";
import { followResuming } from "@stages/client/resuming.ts";
import type { PersonaName } from "@stages/demonstration/personas.ts";
import { cursorOf } from "@stages/events/cursor.ts";
import { type NatsStream, openNatsStream } from "@stages/events/nats-stream.ts";
import { openBus } from "@stages/events/open-bus.ts";
import { uuidOf } from "@stages/kernel/ids.ts";
import type { Cluster } from "@stages/standalone/cluster/start-cluster.ts";
import postgres from "postgres";
import { changeSeats, type Load, type Publications, publish, read, untilAnswered } from "./load.ts";
import { Window } from "./window.ts";

export interface KillProof {
  /** One a component, in the order of the kills. */
  readonly rows: readonly KillRow[];
  readonly written: number;
  readonly heard: number;
  /** What should not have happened; nothing, in a proof that holds. */
  readonly faults: readonly string[];
  /** What goes wrong without what protects from it. */
  readonly controls: { readonly publishedTwiceWithoutKey: number; readonly missedWithoutCursor: number };
}

export interface KillRow {
  readonly component: string;
  readonly awayMs: number;
  readonly writes: number;
  readonly reads: number;
  readonly refused: number;
  readonly writeGapMs: number;
  readonly readGapMs: number;
}

const PUBLISHERS = 2;
const CARELESS = 4;
const CHANGERS: readonly Way[] = ["websocket", "sse"];
const PAUSE_MS = 40;
const SETTLE_MS = 2_000;
const BACK_LIMIT_MS = 90_000;
const HEARD_LIMIT_MS = 60_000;
const FOLLOW = "subscription($after: String, $offerId: ID!) { offerSeatsChanged(after: $after, offerId: $offerId) { at cursor } }";

/** Kills each component in turn without a word, under a bounded load, then compares what was answered with what is there. */
export async function proveKills(cluster: Cluster, only: readonly string[] | null, log: (line: string) => void): Promise<KillProof> {
  await using started = new AsyncDisposableStack();
  const sql = postgres(cluster.databaseUrl, { max: 1, onnotice: () => {} });
  started.defer(() => sql.end({ timeout: 1 }));
  const bus = await openBus({ databaseUrl: cluster.databaseUrl, natsUrl: cluster.natsUrl }, { label: "proof", onFailure: () => {} });
  started.defer(() => bus.stop());
  const clientAs = async (persona: PersonaName): Promise<StagesClient> => {
    const client = await clientOf(persona, { url: cluster.url });
    started.defer(() => client.close());
    return client;
  };

  let window = new Window("–");
  let over = false;
  const load: Load = { window: () => window, isOver: () => over, pauseMs: PAUSE_MS };
  const manager = await clientAs("host-manager");
  const { viewer } = await manager.need<{ viewer: { hostIds: readonly string[] } }>("{ viewer { hostIds } }");
  const hostId = viewer.hostIds[0]!;
  const run = `Preuve ${crypto.randomUUID().slice(0, 8)}`;

  const offers = await Promise.all(CHANGERS.map((way) => newOffer(manager, hostId, `${run} places ${way}`, load)));
  const from = await bus.head();
  const after = cursorOf(bus.log, from);
  const heard = CHANGERS.map(() => [] as string[]);
  const careless: string[] = [];
  const token = await tokenOf(cluster.url, "host-manager");
  const follow = (way: Way, offerId: string, into: string[], resumes: boolean) =>
    followResuming({
      url: cluster.url, way, token, query: FOLLOW, cursorOf: cursorIn, onData: (data) => into.push(cursorIn(data)!),
      variablesFrom: (cursor) => ({ offerId, ...(resumes ? { after: cursor ?? after } : {}) }),
    });
  const stopFollowing = [...CHANGERS.map((way, n) => follow(way, offers[n]!, heard[n]!, true)), follow("websocket", offers[0]!, careless, false)];
  started.defer(async () => void (await Promise.all(stopFollowing.map((stop) => stop()))));

  const publishing = [
    ...Array.from({ length: PUBLISHERS }, (_, n) => publish(manager, hostId, `${run} ${n}`, true, load)),
    ...Array.from({ length: CARELESS }, (_, n) => publish(manager, hostId, `${run} sans clé ${n}`, false, load)),
  ];
  const changing = offers.map((offerId) => changeSeats(manager, offerId, load));
  const reading = (["school-head", "rectorat"] as const).map(async (persona) => read(await clientAs(persona), load));
  const working = Promise.all([...publishing, ...changing, ...reading]);
  // What is asked at the end is awaited below; a failure before is told at once.
  let failed: unknown = null;
  working.catch((error: unknown) => (failed = error));

  const stream = await openNatsStream({ databaseUrl: cluster.databaseUrl, natsUrl: cluster.natsUrl, label: "proof" });
  started.defer(() => stream.close());
  const rows: KillRow[] = [];
  for (const component of inOrder(cluster, (await stream.look()).cluster?.leader ?? "", only)) {
    if (failed) throw failed;
    window = new Window(component);
    await delay(SETTLE_MS / 2);
    const pid = cluster.components[component]!()!;
    const killedAt = performance.now();
    process.kill(pid, "SIGKILL");
    await untilBack(cluster, stream, component, pid, () => failed);
    window.awayMs = performance.now() - killedAt;
    await delay(SETTLE_MS);
    rows.push(rowOf(window));
    log(lineOf(rows.at(-1)!));
  }
  over = true;
  await working;

  const publications = await Promise.all(publishing);
  const faults = await faultsOf(sql, publications.slice(0, PUBLISHERS), run);
  const changes = await Promise.all(changing);
  const told = await toldOf(bus, from, offers, changes);
  await allHeard(heard, told);
  faults.push(...CHANGERS.flatMap((way, n) => faultsOfListener(way, heard[n]!, told[n]!.map(({ cursor }) => cursor)).concat(faultsOfChanges(way, changes[n]!, told[n]!.map(({ seats }) => seats)))));
  const careful = publications.slice(0, PUBLISHERS);
  return {
    rows, faults,
    written: careful.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0) + changes.flat().length,
    heard: heard.flat().length,
    controls: {
      publishedTwiceWithoutKey: await publishedTwice(sql, `${run} sans clé %`),
      missedWithoutCursor: told[0]!.length - new Set(careless).size,
    },
  };
}

const cursorIn = (data: Record<string, unknown>): string | null => (data["offerSeatsChanged"] as { cursor: string } | null)?.cursor ?? null;

/** The stream's leader first among the servers of the log; the entrance last. */
function inOrder({ components }: Cluster, leader: string, only: readonly string[] | null): readonly string[] {
  const rank = (name: string) => (name === leader ? 0 : name.startsWith("nats") ? 1 : name === "haproxy" ? 4 : name.startsWith("gateway") ? 3 : 2);
  return Object.keys(components).filter((name) => only === null || only.includes(name)).toSorted((one, other) => rank(one) - rank(other));
}

/** Whole again: the next kill is of one among all. */
async function untilBack(cluster: Cluster, stream: NatsStream, component: string, former: number, failed: () => unknown): Promise<void> {
  const end = performance.now() + BACK_LIMIT_MS;
  const ok = (path: string) => (url: string) => fetch(new URL(path, url)).then((answer) => answer.ok, () => false);
  const isReady = async () => (await ok("/ready")(cluster.url)) && (await Promise.all([...cluster.gatewayUrls.map(ok("/ready")), ...Object.values(cluster.subgraphUrls).flat().map(ok("/health"))])).every(Boolean);
  const hasThreeCopies = () => stream.look().then(({ cluster: log }) => log?.replicas?.length === 2 && log.replicas.every(({ current, offline }) => current && !offline), () => false);
  for (;;) {
    if (failed()) throw failed();
    const pid = cluster.components[component]!();
    if (pid !== null && pid !== former && cluster.isReplicaRead() && (await hasThreeCopies()) && (await isReady())) return;
    if (performance.now() > end) throw new Error(`${component} did not come back within ${BACK_LIMIT_MS / 1_000} s`);
    await delay(50);
  }
}

async function newOffer(manager: StagesClient, hostId: string, title: string, load: Load): Promise<string> {
  const publications = await publish(manager, hostId, title, true, { ...load, isOver: oneTurn() });
  const id = [...publications.acknowledged.values()][0]!;
  const known = "query($id: ID!) { offer(id: $id) { seatsLeft } }";
  while (((await untilAnswered(manager, known, { id }, load))!["offer"] as { seatsLeft: number | null } | null)?.seatsLeft == null) await delay(PAUSE_MS);
  return id;
}

/** Asked before each turn, and while an answer is waited for. */
function oneTurn(): () => boolean {
  let asked = 0;
  return () => (asked += 1) > 1;
}

async function tokenOf(url: string, persona: PersonaName): Promise<string> {
  const response = await fetch(new URL("/development/token", url), { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ persona }) });
  return ((await response.json()) as { token: string }).token;
}

async function faultsOf(sql: postgres.Sql, publications: readonly Publications[], run: string): Promise<string[]> {
  const rows = await sql<{ id: string; title: string }[]>`select id::text, title from offers.offers where title like ${`${run}%`}`;
  const ids = new Map(rows.map(({ id, title }) => [title, id]));
  const faults: string[] = [];
  for (const { acknowledged, asked, notShown } of publications) {
    const lost = [...acknowledged].filter(([title, id]) => ids.get(title) !== uuidOf(id as never));
    const twice = asked.filter((title) => rows.filter((row) => row.title === title).length > 1);
    if (lost.length > 0) faults.push(`${lost.length} publications were answered and are not there`);
    if (twice.length > 0) faults.push(`${twice.length} publications with a key are there twice`);
    if (notShown.length > 0) faults.push(`${notShown.length} publications were answered, and not shown to their author at once`);
  }
  return faults;
}

async function publishedTwice(sql: postgres.Sql, like: string): Promise<number> {
  const rows = await sql`select title from offers.offers where title like ${like} group by title having count(*) > 1`;
  return rows.length;
}

/** What the log holds of each offer, once what was answered last is told, which follows its answer. */
async function toldOf(bus: Awaited<ReturnType<typeof openBus>>, from: number, offers: readonly string[], answered: readonly (readonly number[])[]) {
  const told = offers.map(() => [] as { readonly cursor: string; readonly seats: number }[]);
  const end = performance.now() + HEARD_LIMIT_MS;
  for (let after = from; ; ) {
    const events = await bus.read(after, ["OfferSeatsChanged"], 500);
    for (const event of events) {
      if (event.type === "OfferSeatsChanged") told[offers.indexOf(event.payload.offerId)]?.push({ cursor: cursorOf(bus.log, event.position), seats: event.payload.seats });
      after = event.position;
    }
    const isWhole = events.length < 500 && told.every((one, n) => one.length >= answered[n]!.length);
    if (isWhole || performance.now() > end) return told;
    if (events.length < 500) await delay(100);
  }
}

async function allHeard(heard: readonly (readonly string[])[], told: readonly (readonly unknown[])[]): Promise<void> {
  const end = performance.now() + HEARD_LIMIT_MS;
  while (heard.some((one, n) => one.length < told[n]!.length) && performance.now() < end) await delay(100);
}

function faultsOfListener(way: Way, heard: readonly string[], told: readonly string[]): string[] {
  const faults: string[] = [];
  const distinct = new Set(heard);
  const missed = told.filter((cursor) => !distinct.has(cursor)).length;
  if (missed > 0) faults.push(`over ${way}, ${missed} of ${told.length} events were missed`);
  if (distinct.size < heard.length) faults.push(`over ${way}, ${heard.length - distinct.size} events came twice`);
  if (missed === 0 && distinct.size === heard.length && heard.some((cursor, n) => cursor !== told[n])) faults.push(`over ${way}, events came out of order`);
  return faults;
}

/** Each that was answered was told once, in its order: the numbers differ from one to the next. */
function faultsOfChanges(way: Way, answered: readonly number[], told: readonly number[]): string[] {
  const isSame = answered.every((seats, n) => told[n] === seats);
  return isSame && told.length <= answered.length + 1 ? [] : [`of the offer followed over ${way}, ${answered.length} changes were answered and ${told.length} told, or not the same`];
}

function rowOf(window: Window): KillRow {
  const { write, read: reading } = window.longestGaps;
  return {
    component: window.component, awayMs: window.awayMs, writes: window.writes, reads: window.reads,
    refused: [...window.refusals.values()].reduce((sum, count) => sum + count, 0), writeGapMs: write, readGapMs: reading,
  };
}

const COLUMNS = ["composant", "de retour (s)", "écritures", "lectures", "à redemander", "trou d'écriture (ms)", "trou de lecture (ms)"] as const;
export const HEAD = COLUMNS.map((name, n) => (n === 0 ? name.padEnd(16) : name.padStart(name.length + 2))).join("");

function lineOf({ component, awayMs, writes, reads, refused, writeGapMs, readGapMs }: KillRow): string {
  const cells = [component, (awayMs / 1_000).toFixed(1).replace(".", ","), String(writes), String(reads), String(refused), writeGapMs.toFixed(0), readGapMs.toFixed(0)];
  return cells.map((cell, n) => (n === 0 ? cell.padEnd(16) : cell.padStart(COLUMNS[n]!.length + 2))).join("");
}
