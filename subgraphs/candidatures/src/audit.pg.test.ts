import type { StudentsReadFact } from "@stages/events/contracts.ts";
import type { Bus } from "@stages/events/bus.ts";
import { postgresBus } from "@stages/events/postgres-bus.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ACTORS, SUBMITTED_AT } from "./domain/fixtures.ts";
import { type Graph, startGraph } from "./graph-fixture.ts";

let graph: Graph;
let bus: Bus;
beforeAll(async () => {
  graph = await startGraph();
  bus = postgresBus(graph.url);
});
afterAll(async () => {
  await bus.stop();
  await graph.stop();
});

/** The answer, and what was told of it to the record. */
async function ask(actor: Actor, query: string, variables: Record<string, unknown>) {
  const requestId = randomUUID();
  const { data, errors } = await inProcessTransport(graph.subgraph).execute({ query, variables, caller: { actor, now: SUBMITTED_AT, requestId } });
  // What is told later has been heard when this has: the bus keeps the order in which one subgraph tells.
  const last = randomUUID();
  await inProcessTransport(graph.subgraph).execute({ query: "{ candidatures(first: 1) { edges { node { period } } } }", caller: { actor: ACTORS.ministry, now: SUBMITTED_AT, requestId: last } });
  const told = await vi.waitFor(async () => {
    const facts = (await bus.read(0, ["StudentsRead"], 5_000)).map(({ payload }) => payload as StudentsReadFact);
    expect(facts.some((fact) => fact.requestId === last)).toBe(true);
    return facts.filter((fact) => fact.requestId === requestId);
  }, { timeout: 30_000 });
  return { data, code: errors?.[0]?.extensions["code"], told };
}

const WAYS = {
  "root query": "query($id: ID!) { candidature(id: $id) { status motivation } again: candidature(id: $id) { status } }",
  "_entities": "query($c: [_Any!]!) { _entities(representations: $c) { ... on Candidature { status history { to } } } }",
  "_entities of the student": "query($s: [_Any!]!) { _entities(representations: $s) { ... on Student { candidatures { status distanceKm } } } }",
  "_entities of the offer": "query($o: [_Any!]!) { _entities(representations: $o) { ... on Offer { candidatures { edges { node { status } } } } } }",
} as const;

describe.each(["head", "teacher", "adviser", "rectorat", "ministry"] as const)("what the %s reads of a candidature", (name) => {
  it.each(Object.entries(WAYS))("by %s is told once to the record", async (_, query) => {
    const { candidature } = await graph.candidature();
    const { told } = await ask(ACTORS[name], query, waysTo(candidature));
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ role: ACTORS[name].role, reads: [{ categories: ["CANDIDATURE"], students: [{ studentId: candidature.studentId, schoolUai: candidature.schoolUai }] }] });
    // The territory's staff are refused what the student wrote: they have not read it.
    if (query.includes("motivation")) expect(told[0]!.reads[0]!.coordinates.includes("Candidature.motivation")).toBe(!["rectorat", "ministry"].includes(name));
  });
});

it.each(["student", "host", "otherHead", "otherRectorat"] as const)("nothing is told of what the %s reads, or is hidden from them", async (name) => {
  const { candidature, student } = await graph.candidature();
  for (const query of Object.values(WAYS)) expect((await ask(name === "student" ? student : ACTORS[name], query, waysTo(candidature))).told).toEqual([]);
});

function waysTo({ id, studentId, offerId }: { readonly id: string; readonly studentId: string; readonly offerId: string }) {
  return { id, c: [{ __typename: "Candidature", id }], s: [{ __typename: "Student", id: studentId }], o: [{ __typename: "Offer", id: offerId }] };
}
