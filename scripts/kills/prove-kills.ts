import { setTimeout as delay } from "node:timers/promises";
import type { StagesClient, Way } from "@stages/client/client.ts";
import { clientOf } from "@stages/client/personas.ts";
import { followResuming } from "@stages/client/resuming.ts";
import type { PersonaName } from "@stages/demonstration/personas.ts";
import { cursorOf } from "@stages/events/cursor.ts";
import { openBus } from "@stages/events/open-bus.ts";
import postgres from "postgres";
import { allHeard, faultsOf, faultsOfChanges, faultsOfListener, publishedTwice, toldOf } from "./compare.ts";
import { cursorIn, FOLLOW, newOffer, tokenOf } from "./followed-offer.ts";
import { changeSeats, type Load, publish, read } from "./load.ts";
import { probe } from "./probe.ts";
import type { Subject } from "./subject.ts";
import { untilWhole } from "./until-whole.ts";
import { Window } from "./window.ts";

export interface KillProof {
  /** One a kill, in their order. */
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
  /** For how long clients were without some of it; next to nothing where another does the same. */
  readonly answeredMs: number;
  /** For how long not everything was there, by what it says of itself, which it remembers for a second. */
  readonly awayMs: number;
  readonly writes: number;
  readonly reads: number;
  /** How often a client had to ask again, by what it was told. */
  readonly refusals: Readonly<Record<string, number>>;
  readonly writeGapMs: number;
  readonly readGapMs: number;
}

const PUBLISHERS = 2;
const CARELESS = 4;
const CHANGERS: readonly Way[] = ["websocket", "sse"];
const PAUSE_MS = 40;

export interface Killing {
  /** Names of components, in the order in which they are killed; some more than once. */
  readonly victims: readonly string[];
  /** How long the load goes on before each kill, and after it once all is back. */
  readonly settleMs: number;
  readonly onKill: (row: KillRow) => void;
}

/** Kills one component after the other without a word, under a bounded load, then compares what was answered with what is there. */
export async function proveKills(subject: Subject, { victims, settleMs, onKill }: Killing): Promise<KillProof> {
  await using started = new AsyncDisposableStack();
  const sql = postgres(subject.databaseUrl, { max: 1, onnotice: () => {} });
  started.defer(() => sql.end({ timeout: 1 }));
  const bus = await openBus({ databaseUrl: subject.databaseUrl, natsUrl: subject.natsUrl }, { label: "proof", onFailure: () => {} });
  started.defer(() => bus.stop());
  const clientAs = async (persona: PersonaName): Promise<StagesClient> => {
    const client = await clientOf(persona, { url: subject.url });
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
  const token = await tokenOf(subject.url, "host-manager");
  const follow = (way: Way, offerId: string, into: string[], resumes: boolean) =>
    followResuming({
      url: subject.url, way, token, query: FOLLOW, cursorOf: cursorIn, onData: (data) => into.push(cursorIn(data)!),
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

  const rows: KillRow[] = [];
  const ended: string[] = [];
  for (const component of victims) {
    if (failed) throw failed;
    window = new Window(component);
    await delay(settleMs / 2);
    const others = subject.programs.filter((name) => name !== component).map((name) => [name, subject.components[name]!()] as const);
    const pid = subject.components[component]!()!;
    const killedAt = performance.now();
    process.kill(pid, "SIGKILL");
    const answered = probe(manager, hostId, `${run} sonde ${rows.length}`, window, () => failed !== null).then(() => (window.answeredMs = performance.now() - killedAt));
    await Promise.all([answered, untilWhole(subject, component, pid, () => failed)]);
    window.awayMs = performance.now() - killedAt;
    await delay(settleMs);
    ended.push(...others.filter(([name, before]) => subject.components[name]!() !== before).map(([name]) => `${name} ended when ${component} was killed`));
    rows.push(rowOf(window));
    onKill(rows.at(-1)!);
  }
  over = true;
  await working;

  const publications = await Promise.all(publishing);
  const faults = [...ended, ...(await faultsOf(sql, publications.slice(0, PUBLISHERS), run))];
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

function rowOf(window: Window): KillRow {
  const { write, read: reading } = window.longestGaps;
  return {
    component: window.component, answeredMs: window.answeredMs, awayMs: window.awayMs, writes: window.writes, reads: window.reads,
    refusals: Object.fromEntries(window.refusals), writeGapMs: write, readGapMs: reading,
  };
}
