import { setTimeout as delay } from "node:timers/promises";
import type { StagesClient, Way } from "@stages/client/client.ts";
import { clientOf } from "@stages/client/personas.ts";
import { watchedListener } from "@stages/client/watched-listener.ts";
import type { PersonaName } from "@stages/demonstration/personas.ts";
import { cursorOf } from "@stages/events/cursor.ts";
import { openBus } from "@stages/events/open-bus.ts";
import postgres from "postgres";
import { allHeard, faultsOf, faultsOfChanges, faultsOfListener, toldOf } from "../kills/compare.ts";
import { cursorIn, FOLLOW, newOffer, tokenOf } from "../kills/followed-offer.ts";
import { changeSeats, type Load, publish, read } from "../kills/load.ts";
import type { Subject } from "../kills/subject.ts";
import { untilWhole } from "../kills/until-whole.ts";
import { Window } from "../kills/window.ts";
import { Outcomes, watched } from "./watched-client.ts";

export interface DrainProof {
  readonly outcomes: Outcomes;
  /** Written and answered; and what was lost, doubled or heard otherwise. */
  readonly written: number;
  readonly heard: number;
  readonly faults: readonly string[];
  /** How often someone was listening when the gateway was told to stop, and how they were let go. */
  readonly listening: number;
  readonly told: number;
  readonly untold: readonly string[];
}

export interface Draining {
  readonly victims: readonly string[];
  readonly signal: "SIGTERM" | "SIGKILL";
  readonly settleMs: number;
  readonly onStop: (stops: number) => void;
}

const PUBLISHERS = 4;
const FOLLOWED: readonly Way[] = ["websocket", "sse"];
const LISTENERS_EACH = 3;
const PAUSE_MS = 20;

/** Stops one program after the other under a steady load, then compares what was answered with what is there. */
export async function proveDrain(subject: Subject, { victims, signal, settleMs, onStop }: Draining): Promise<DrainProof> {
  await using started = new AsyncDisposableStack();
  const sql = postgres(subject.databaseUrl, { max: 1, onnotice: () => {} });
  started.defer(() => sql.end({ timeout: 1 }));
  const bus = await openBus(subject, { label: "proof", onFailure: () => {} });
  started.defer(() => bus.stop());
  const outcomes = new Outcomes();
  const clientAs = async (persona: PersonaName): Promise<StagesClient> => {
    const client = await clientOf(persona, { url: subject.url });
    started.defer(() => client.close());
    return watched(client, outcomes);
  };

  let over = false;
  const window = new Window("–");
  const load: Load = { window: () => window, isOver: () => over, pauseMs: PAUSE_MS };
  const manager = await clientAs("host-manager");
  const { viewer } = await manager.need<{ viewer: { hostIds: readonly string[] } }>("{ viewer { hostIds } }");
  const hostId = viewer.hostIds[0]!;
  const run = `Arrêt ${crypto.randomUUID().slice(0, 8)}`;
  const offers = await Promise.all(FOLLOWED.map((way) => newOffer(manager, hostId, `${run} places ${way}`, load)));
  const from = await bus.head();
  const token = await tokenOf(subject.url, "host-manager");
  const after = cursorOf(bus.log, from);
  const follow = (way: Way, offerId: string) =>
    watchedListener({ url: subject.url, token, way, query: FOLLOW, variablesFrom: (cursor) => ({ offerId, after: cursor ?? after }), cursorOf: (data) => cursorIn(data)! });
  const listeners = FOLLOWED.flatMap((way, n) =>
    Array.from({ length: LISTENERS_EACH }, () => ({ n, way, ear: follow(way, offers[n]!) })),
  );
  started.defer(async () => void (await Promise.all(listeners.map(({ ear }) => ear.stop()))));

  const publishing = Array.from({ length: PUBLISHERS }, (_, n) => publish(manager, hostId, `${run} ${n}`, true, load));
  const changing = offers.map((offerId) => changeSeats(manager, offerId, load));
  const reading = (["school-head", "rectorat"] as const).map(async (persona) => read(await clientAs(persona), load));
  const working = Promise.all([...publishing, ...changing, ...reading]);
  let failed: unknown = null;
  working.catch((error: unknown) => (failed = error));

  const farewells = () => listeners.reduce((sum, { ear }) => sum + ear.farewells.told + ear.farewells.untold.length, 0);
  let [listening, told] = [0, 0];
  const untold: string[] = [];
  for (const [stops, component] of victims.entries()) {
    await delay(settleMs);
    const open = listeners.filter(({ ear }) => ear.isOpen()).length;
    const before = farewells();
    const pid = subject.components[component]!()!;
    outcomes.signal();
    process.kill(pid, signal);
    await untilWhole(subject, component, pid, () => failed);
    if (component === "gateway") [listening, told] = [listening + open, told + farewells() - before];
    onStop(stops + 1);
  }
  over = true;
  await working;

  const publications = await Promise.all(publishing);
  const changes = await Promise.all(changing);
  const faults = await faultsOf(sql, publications, run);
  const log = await toldOf(bus, from, offers, changes);
  await allHeard(listeners.map(({ ear }) => ear.heard), listeners.map(({ n }) => log[n]!));
  for (const { way, n, ear } of listeners) {
    faults.push(...faultsOfListener(way, ear.heard, log[n]!.map(({ cursor }) => cursor)));
    untold.push(...ear.farewells.untold);
  }
  FOLLOWED.forEach((way, n) => faults.push(...faultsOfChanges(way, changes[n]!, log[n]!.map(({ seats }) => seats))));
  return {
    outcomes, faults, untold, listening, told: told - untold.length,
    written: publications.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0) + changes.flat().length,
    heard: listeners.reduce((sum, { ear }) => sum + ear.heard.length, 0),
  };
}
