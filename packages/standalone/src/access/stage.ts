import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { NO_LIMITS, NO_RATES } from "@stages/gateway/limits.ts";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Act } from "@stages/database/act.ts";
import { PERSONA_NAMES, type PersonaName } from "@stages/demonstration/personas.ts";
import { demonstrationWorld } from "@stages/demonstration/world.ts";
import { type Actor, ANONYMOUS, PLATFORM } from "@stages/kernel/actor.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import type { RequestContext } from "@stages/subgraph/context.ts";
import { freshDatabase } from "@stages/testing/database.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import { type Servable, SUBGRAPH_NAMES, type SubgraphTransports } from "@stages/transport/transport.ts";
import { buildSchema, type GraphQLSchema } from "graphql";
import { prepareDatabase } from "../prepare-database.ts";
import { startConfiguredGateway } from "../start-configured-gateway.ts";
import { createSubgraphs, type Subgraphs } from "../subgraphs.ts";
import { samplesFor, type Visitor, visitor } from "./matrix.ts";
import type { Kind } from "./oracle.ts";
import { type Facts, factsOf } from "./reach.ts";
import { startChains } from "./start-chains.ts";

/** One instant for all: the world made for that day is the same in every run. */
export const NOW = Temporal.Instant.from("2027-03-01T09:00:00Z");

/** The whole platform in this process, with a visitor a persona, an anonymous one and the platform itself. */
export interface Stage {
  readonly databaseUrl: string;
  readonly subgraphs: Subgraphs;
  readonly facts: Facts;
  readonly visitors: readonly Visitor[];
  readonly samples: Readonly<Record<Kind, readonly string[]>>;
  readonly gatewayUrl: string;
  /** What the gateway shows. */
  readonly api: GraphQLSchema;
  stop(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  await using begun = new AsyncDisposableStack();
  const clock = () => NOW;
  const database = await freshDatabase("access", (databaseUrl) => prepareDatabase({ databaseUrl, clock }));
  begun.defer(() => database.drop());
  const subgraphs = createSubgraphs({ databaseUrl: database.url, clock, isDemonstration: true });
  for (const subgraph of Object.values(subgraphs)) {
    begun.defer(() => subgraph.stop());
    await subgraph.start();
  }
  const world = demonstrationWorld({ today: civilDateOf(NOW) });
  const bare = factsOf(world, []);
  const facts = factsOf(world, await startChains(subgraphs.conventions, bare, database.url));
  const everyone = [...PERSONA_NAMES.map((name) => [name, actorOf(world, name)] as const), ["visitor", ANONYMOUS] as const, ["platform", PLATFORM] as const];
  const visitors = everyone.map(([name, actor]) => visitor(name, actor, facts, NOW));

  const dataDir = mkdtempSync(join(tmpdir(), "stages-access-"));
  begun.defer(() => rmSync(dataDir, { recursive: true, force: true }));
  const entries = SUBGRAPH_NAMES.map((name) => [name, inProcessTransport(subgraphs[name])] as const);
  const transports = Object.fromEntries(entries) as unknown as SubgraphTransports;
  const gateway = await startConfiguredGateway({ host: "127.0.0.1", port: 0, dataDir, identity: { development: true, issuers: [] }, transports, door: { limits: NO_LIMITS, liveLimits: NO_RATES } });
  begun.defer(() => gateway.stop());
  const running = begun.move();
  return {
    databaseUrl: database.url,
    subgraphs,
    facts,
    visitors,
    samples: samplesFor(visitors, facts),
    gatewayUrl: gateway.url,
    api: publicSchema(),
    stop: () => running.disposeAsync(),
  };
}

export const publicSchema = (): GraphQLSchema => buildSchema(readFileSync(join(import.meta.dirname, "../../../../schema/api.graphql"), "utf8"));

function actorOf(world: Facts["world"], name: PersonaName): Actor {
  const person = world.persons.find(({ id }) => id === world.personas[name])!;
  if (person.grants.length !== 1) throw new Error(`${name} has not one role`);
  return { personId: person.id, ...person.grants[0]! } as Actor;
}

/** What the gateway answers to a visitor, as it came over the wire. */
export async function posterOf(gatewayUrl: string, { name, actor, now }: Pick<Visitor, "name" | "actor" | "now">): Promise<(query: string, variables?: Record<string, unknown>) => Promise<string>> {
  const headers: Record<string, string> = { "content-type": "application/json", accept: "application/json", "x-stages-now": now.toString() };
  if (actor.role !== "ANONYMOUS") {
    const token = await fetch(new URL("/development/token", gatewayUrl), { method: "POST", headers, body: JSON.stringify({ persona: name }) });
    headers["authorization"] = `Bearer ${((await token.json()) as { token: string }).token}`;
  }
  return async (query, variables) => (await fetch(gatewayUrl, { method: "POST", headers, body: JSON.stringify({ query, variables }) })).text();
}

/**
 * The same subgraph, reading with the platform's eyes: where row policies stand behind, they would hide what a cell lets
 * through, and the cell would never be found wrong. The gateway's ways in go through both.
 */
export function withoutRowPolicies(subgraph: Servable): Servable {
  const known = seeingAll.get(subgraph);
  if (known) return known;
  const made: Servable = {
    ...subgraph,
    contextOf(caller, subscription) {
      const all = subgraph.contextOf({ ...caller, actor: PLATFORM }, subscription) as RequestContext & { readonly act: Act };
      return { ...all, actor: caller.actor, caller, act: { ...all.act, actor: caller.actor } };
    },
  };
  seeingAll.set(subgraph, made);
  return made;
}

/** One a subgraph, so that its documents are prepared once. */
const seeingAll = new WeakMap<Servable, Servable>();
