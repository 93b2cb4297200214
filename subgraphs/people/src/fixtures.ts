import { randomUUID } from "node:crypto";
import { type PersonaName } from "@stages/demonstration/personas.ts";
import { demonstrationWorld } from "@stages/demonstration/world.ts";
import type { Bus } from "@stages/events/bus.ts";
import { type DomainEvent, domainEvent, type Events, type EventType } from "@stages/events/contracts.ts";
import { postgresBus } from "@stages/events/postgres-bus.ts";
import type { Actor, ActorOf, Role } from "@stages/kernel/actor.ts";
import type { Refusal } from "@stages/kernel/refusal.ts";
import type { Subgraph } from "@stages/subgraph/create-subgraph.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import type { Servable, SubgraphTransport } from "@stages/transport/transport.ts";
import { afterAll, beforeAll } from "vitest";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { createPeopleSubgraph } from "./subgraph.ts";

export const NOW = Temporal.Instant.from("2027-04-10T10:00:00Z");
export const world = demonstrationWorld({ today: Temporal.PlainDate.from("2027-04-10") });

export const person = (name: PersonaName) => world.persons.find(({ id }) => id === world.personas[name])!;

/** The persona's actor, made by hand from the world: what the query `actor` must answer. */
export function persona<R extends Role>(name: PersonaName): ActorOf<R> {
  const { id, grants } = person(name);
  const sorted = Object.entries(grants[0]!).map(([key, value]) => [key, Array.isArray(value) ? value.toSorted() : value]);
  return { ...Object.fromEntries(sorted), personId: id } as ActorOf<R>;
}

export const studentOf = (name: PersonaName) => world.students.find(({ id }) => id === persona<"STUDENT">(name).studentId)!;

export const told = <T extends EventType>(type: T, key: string, payload: Events[T]): DomainEvent => domainEvent(type, key, payload, NOW) as DomainEvent;

/** The subgraph, running on a database of its own that holds the demonstration. */
export function runningPeople() {
  let database: TestDatabase;
  let subgraph: Subgraph;
  let graph: SubgraphTransport;
  let bus: Bus;
  const create = (databaseUrl: string) => createPeopleSubgraph({ databaseUrl, clock: () => NOW, onFailure: (error) => console.error(error), isDemonstration: true });

  beforeAll(async () => {
    database = await freshDatabase("people_with_the_world", async (url) => {
      const loading = create(url);
      await loading.migrate();
      await loading.loadDemonstration(world);
      await loading.stop();
    });
    subgraph = create(database.url);
    await subgraph.start();
    graph = inProcessTransport(subgraph);
    bus = postgresBus(database.url);
  });

  afterAll(async () => {
    await bus.stop();
    await subgraph.stop();
    await database.drop();
  });

  return {
    /** The answer, its first code, and the code of each field refused. */
    async run<T = Record<string, unknown>>(actor: Actor, query: string, variables: Record<string, unknown> = {}, now = NOW, requestId = `test-${randomUUID()}`) {
      const { data, errors } = await graph.execute({ query, variables, caller: { actor, now, requestId } });
      const codes = Object.fromEntries((errors ?? []).map(({ path, extensions }) => [(path ?? []).join("."), extensions?.["code"]]));
      const refusals = (errors?.[0]?.extensions?.["refusals"] ?? []) as readonly Refusal[];
      return { data: data as T | null | undefined, code: errors?.[0]?.extensions?.["code"], codes, refusals };
    },
    subscribe: (actor: Actor, query: string) => graph.subscribe({ query, caller: { actor, now: NOW, requestId: "test" } }),
    publish: (...events: readonly DomainEvent[]) => bus.publish(events),
    log: (type: EventType) => bus.read(0, [type], 5_000),
    url: () => database.url,
    servable: (): Servable => subgraph,
  };
}
