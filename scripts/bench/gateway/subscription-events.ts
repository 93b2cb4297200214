import { setTimeout as delay } from "node:timers/promises";
import { type StagesClient, stagesClient } from "@stages/client/client.ts";
import { domainEvent, type Events } from "@stages/events/contracts.ts";
import { postgresBus } from "@stages/events/postgres-bus.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import type { BenchmarkRun } from "../lib/benchmark.ts";
import type { BenchWorld } from "../lib/bench-world.ts";
import { quantile } from "../lib/median.ts";
import { type Target, tokenOf } from "./targets.ts";

export interface EventFigures {
  /** CPU in ms for one event to one subscriber: of the platform's processes, PostgreSQL aside. */
  readonly cpu: number;
  /** From publication to each client, in ms. */
  readonly p50: number;
}

type Fact = Events["ConventionStatusChanged"];

export const SUBSCRIBERS = 20;
export const EVENTS_PER_ROUND = 40;
const FOLLOW = "subscription { conventionStatusChanged { to convention { status student { firstName } offer { title } } } }";
const LISTENER = "school-head";
const PROBE_MS = 100;
const QUIET_MS = 500;
const PATIENCE_MS = 10_000;

/** Events one by one, each when all subscribers have had the last: what an event costs, and how long it takes to arrive. */
export async function measureEvents(run: BenchmarkRun, world: BenchWorld, target: Target): Promise<EventFigures> {
  await using opened = new AsyncDisposableStack();
  const bus = postgresBus(world.databaseUrl);
  opened.defer(() => bus.stop());
  const token = await tokenOf(LISTENER, world);
  const clients = await Promise.all(Array.from({ length: SUBSCRIBERS }, () => stagesClient({ url: target.url, token })));
  for (const client of clients) opened.defer(() => client.close());

  const fact = await someFact(clients[0]!);
  const publish = () => bus.publish([domainEvent("ConventionStatusChanged", fact.conventionId, fact, systemClock())]);
  const audience = new Audience(clients);
  await audience.whenAllListen(publish);

  const cpu = () => target.gatewayCpu() + target.subgraphsCpu();
  const latencies: number[] = [];
  const events = run.rounds * EVENTS_PER_ROUND;
  const before = cpu();
  for (let event = 0; event < events; event++) {
    const publishedAt = performance.now();
    const arrived = audience.nextFor(SUBSCRIBERS);
    await publish();
    for (const arrivedAt of await arrived) latencies.push(arrivedAt - publishedAt);
  }
  return { cpu: (cpu() - before) / (events * SUBSCRIBERS), p50: quantile(latencies, 0.5) };
}

/** A real convention of the school, told to be as it is: nobody acts on this, and everything in the event can be selected. */
async function someFact(client: StagesClient): Promise<Fact> {
  const { conventions } = await client.need<{ conventions: { edges: { node: ConventionNode }[] } }>(`{
    conventions(first: 100) { edges { node {
      id status candidature { id } student { id } host { id } school { uai academy { code } }
    } } }
  }`);
  const node = conventions.edges.map((edge) => edge.node).find(({ status }) => status !== "CANCELLED");
  if (!node) throw new Error("the demonstration has no convention for this school");
  return {
    conventionId: node.id,
    candidatureId: node.candidature.id,
    reason: null,
    from: node.status,
    to: node.status,
    studentId: node.student.id,
    schoolUai: node.school.uai,
    academy: node.school.academy.code,
    hostId: node.host.id,
    tutorEmail: null,
    referentTeacherId: null,
  };
}

interface ConventionNode {
  readonly id: Fact["conventionId"];
  readonly status: string;
  readonly candidature: { readonly id: Fact["candidatureId"] };
  readonly student: { readonly id: Fact["studentId"] };
  readonly host: { readonly id: Fact["hostId"] };
  readonly school: { readonly uai: Fact["schoolUai"]; readonly academy: { readonly code: string } };
}

/** Everyone who listens, each over a WebSocket of their own; knows when all have heard. */
class Audience {
  readonly #heard: number[];
  #arrivals: number[] = [];
  #expected = Number.POSITIVE_INFINITY;
  #complete: (arrivals: readonly number[]) => void = () => {};
  #fail: (error: unknown) => void = () => {};

  constructor(clients: readonly StagesClient[]) {
    this.#heard = clients.map(() => 0);
    for (const [rank, client] of clients.entries()) this.#listen(rank, client).catch((error: unknown) => this.#fail(error));
  }

  async #listen(rank: number, client: StagesClient): Promise<void> {
    for await (const { data, errors } of client.follow("websocket", FOLLOW)) {
      if (errors || !data) throw new Error(`An event came with errors: ${JSON.stringify(errors)}`);
      this.#heard[rank]! += 1;
      this.#arrivals.push(performance.now());
      if (this.#arrivals.length >= this.#expected) this.#complete(this.#arrivals);
    }
  }

  /** When each of the next `expected` deliveries arrived. */
  async nextFor(expected: number): Promise<readonly number[]> {
    this.#arrivals = [];
    this.#expected = expected;
    const late = AbortSignal.timeout(PATIENCE_MS);
    return new Promise((resolve, reject) => {
      this.#complete = resolve;
      this.#fail = reject;
      late.onabort = () => reject(new Error("A subscriber did not hear of an event"));
    });
  }

  /** graphql-ws acknowledges no subscription: who hears a probe is listening. Then silence, so that none is counted later. */
  async whenAllListen(probe: () => Promise<void>): Promise<void> {
    const end = performance.now() + PATIENCE_MS;
    while (this.#heard.some((count) => count === 0)) {
      if (performance.now() > end) throw new Error("A subscriber heard of nothing");
      await probe();
      await delay(PROBE_MS);
    }
    for (let before = -1; before !== this.#total(); ) {
      before = this.#total();
      await delay(QUIET_MS);
    }
  }

  #total(): number {
    return this.#heard.reduce((sum, count) => sum + count, 0);
  }
}
