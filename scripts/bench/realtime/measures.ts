import { setTimeout as delay } from "node:timers/promises";
import { domainEvent } from "@stages/events/contracts.ts";
import type { Bus } from "@stages/events/bus.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { newId } from "@stages/kernel/ids.ts";
import { quantile } from "../lib/median.ts";
import type { Audience, Publish } from "./audience.ts";
import { type Group, type Population, SEATS } from "./population.ts";
import type { Targets } from "./targets.ts";

/** CPU of each so far, in ms. */
export interface Clocks {
  readonly gateway: () => number;
  readonly subgraph: () => number;
  readonly postgres: () => number;
}

export interface Throughput {
  readonly rate: number;
  /** In µs of a processor for one event to one client. */
  readonly gatewayCpu: number;
  readonly subgraphCpu: number;
  readonly postgresCpu: number;
  readonly clientsCpu: number;
}

export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

/** As a relay does: told together, in one publication. That nothing changed but the telling is nothing to who listens. */
export const publisher = (bus: Bus, groups: readonly Group[]): Publish => async (ranks) =>
  bus.publish(ranks.map((rank) => domainEvent("OfferSeatsChanged", groups[rank]!.offerId, { offerId: groups[rank]!.offerId, seats: SEATS }, systemClock())));

/** Of one publication. */
const DELIVERIES_AT_ONCE = 500;
const IN_FLIGHT = 4;

/** As many events as can be had: four publications are under way at any time, until time is up; then what was told is waited for. */
export async function flood(audience: Audience, publish: Publish, groups: readonly Group[], ranks: readonly number[], clocks: Clocks, seconds: number): Promise<Throughput> {
  const delivered = audience.delivered;
  const cpuNow = () => ({ gateway: clocks.gateway(), subgraph: clocks.subgraph(), postgres: clocks.postgres(), clients: audience.cpu() });
  const [from, before] = [performance.now(), cpuNow()];
  const marks: number[] = [];
  let told = delivered;
  const atOnce = Math.ceil(DELIVERIES_AT_ONCE / groups[ranks[0]!]!.listeners.length);
  for (let next = 0; performance.now() - from < seconds * 1_000; next += atOnce) {
    const wave = Array.from({ length: Math.min(atOnce, ranks.length) }, (_, place) => ranks[(next + place) % ranks.length]!);
    if (marks.length >= IN_FLIGHT) await audience.until((report) => report.delivered >= marks[marks.length - IN_FLIGHT]!);
    told += wave.reduce((sum, rank) => sum + groups[rank]!.listeners.length, 0);
    marks.push(told);
    await publish(wave);
  }
  await audience.until((report) => report.delivered >= told);
  const [elapsed, after, count] = [performance.now() - from, cpuNow(), told - delivered];
  const each = (of: keyof typeof after) => ((after[of] - before[of]) * 1_000) / count;
  return { rate: (count * 1_000) / elapsed, gatewayCpu: each("gateway"), subgraphCpu: each("subgraph"), postgresCpu: each("postgres"), clientsCpu: each("clients") };
}

const CHANGE = "mutation ($input: ChangeOfferSeatsInput!) { changeOfferSeats(input: $input) { id } }";
export const MUTATIONS_A_SECOND = 20;

/** The host's mutations at a steady pace, straight to the subgraph, each of another offer: from before it is sent until each client has its event. `seats` must be other than they are. */
export async function measureLatency(audience: Audience, { candidatures }: Targets, { groups, host }: Population, ranks: readonly number[], seconds: number, seats: number): Promise<Latency> {
  audience.record("arrivals");
  const sentAt = new Map<number, number>();
  const asked = ranks.slice(0, Math.ceil(seconds * MUTATIONS_A_SECOND));
  const wanted = asked.reduce((sum, rank) => sum + groups[rank]!.listeners.length, 0);
  const from = performance.now();
  const answers = asked.map(async (rank, place) => {
    await delay(Math.max(0, from + (place * 1_000) / MUTATIONS_A_SECOND - performance.now()));
    sentAt.set(rank, now());
    const caller = { actor: host, now: systemClock(), requestId: newId("event") };
    const { errors } = await candidatures.transport.execute({ query: CHANGE, variables: { input: { offerId: groups[rank]!.offerId, seats } }, caller });
    if (errors?.[0]) throw new Error(errors[0].message);
  });
  await Promise.all(answers);
  await audience.until(() => audience.arrivals.length >= wanted);
  const latencies = audience.arrivals.map(([group, at]) => at - sentAt.get(group)!);
  audience.record("nothing");
  return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
}

/** As the clients' process has it. */
const now = () => Number(process.hrtime.bigint()) / 1e6;
