import { connect, type Connection } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import { type AbsenceId, uuidOf } from "@stages/kernel/ids.ts";
import type { Subgraph } from "@stages/subgraph/create-subgraph.ts";
import { freshDatabase, migratedBy, type TestDatabase } from "@stages/testing/database.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import type { SubgraphTransport } from "@stages/transport/transport.ts";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { absenceNet } from "./absence-net.ts";
import { ACTORS } from "./domain/fixtures.ts";
import { escalateAbsence } from "./operations/escalate-absences.ts";
import { forgetStudent } from "./operations/forget-student.ts";
import { signedStages } from "./persistence/signed-stages.ts";
import { createConventionsSubgraph } from "./subgraph.ts";

/** A Wednesday of the stage, at noon in Paris. Nothing runs: time passes by the calls of its tasks alone. */
const NOON = Temporal.Instant.from("2027-06-16T10:00:00Z");
const at = (minutes: number) => NOON.add({ minutes });

let database: TestDatabase;
let subgraph: Subgraph;
let graph: SubgraphTransport;
let platform: Connection;
const write = <T>(work: (tx: never) => Promise<T>) => platform.db.transaction(work as never) as Promise<T>;

beforeAll(async () => {
  const create = (databaseUrl: string) => createConventionsSubgraph({ databaseUrl, clock: () => NOON, onFailure: (error) => console.error(error) });
  database = await freshDatabase("conventions", migratedBy(create));
  subgraph = create(database.url);
  graph = inProcessTransport(subgraph);
  platform = connect({ url: database.url, name: "test", max: 4, role: roleOf("conventions", "PLATFORM") });
});
afterAll(async () => {
  await platform.close();
  await subgraph.stop();
  await database.drop();
});
beforeEach(async () => {
  await platform.db.execute(sql`update conventions.absences set next_escalation_at = null`);
  await platform.db.execute(sql`delete from conventions_jobs._private_jobs`);
});

const run = async (actor: Actor, query: string, id: string, now: Temporal.Instant) => {
  const { data, errors } = await graph.execute({ query, variables: { id }, caller: { actor, now, requestId: "test" } });
  expect(errors).toBeUndefined();
  return data as Record<string, { id: AbsenceId }>;
};
const report = async () => {
  const [stage] = await signedStages(database.url, 1);
  const data = await run(ACTORS.tutor, 'mutation($id: ID!) { reportAbsence(input: { conventionId: $id, day: "2027-06-16", kind: ABSENT }) { id } }', stage!.id, NOON);
  return { id: data["reportAbsence"]!.id, stage: stage! };
};
const step = (actor: Actor, act: string, id: string, now: Temporal.Instant) => run(actor, `mutation($id: ID!) { ${act} { id } }`, id, now);
const RELAY = "relayAbsence(input: { absenceId: $id })";
const INFORM = "informFamily(input: { absenceId: $id })";
const CLOSE = "closeAbsence(input: { absenceId: $id, cause: ILLNESS })";
const CORRECT = 'correctAbsence(input: { absenceId: $id, reason: "Erreur." })';
/** At which minute its job is to run; null where it has none. */
const jobOf = async (id: AbsenceId) => {
  const rows = await platform.db.execute<{ at: string; key: string }>(sql`select to_json(run_at) #>> '{}' as at, key from conventions_jobs._private_jobs where payload ->> 'id' = ${uuidOf(id)}`);
  expect(rows.length).toBeLessThan(2);
  return rows[0] ? Temporal.Instant.from(rows[0].at).since(NOON).total("minutes") : null;
};
const raised = async (id: AbsenceId) => (await platform.db.execute<{ step: string }>(sql`select step || ' ' || level as step from conventions.absence_escalations where absence_id = ${uuidOf(id)} order by due_at, level`)).map((row) => row.step);

it("a chain has one job, which each step and each level moves, and its end takes away", async () => {
  const { id } = await report();
  expect(await jobOf(id)).toBe(15);
  await escalateAbsence(write as never, id, at(15));
  expect([await raised(id), await jobOf(id)]).toEqual([["REPORTED 1"], 30]);
  await step(ACTORS.teacher, RELAY, id, at(20));
  expect(await jobOf(id)).toBe(50);
  await step(ACTORS.adviser, INFORM, id, at(25));
  expect(await jobOf(id)).toBe(85);
  await step(ACTORS.adviser, CLOSE, id, at(30));
  expect(await jobOf(id)).toBeNull();
  const other = await report();
  await step(ACTORS.tutor, CORRECT, other.id, at(1));
  expect(await jobOf(other.id)).toBeNull();
});

it("a job that comes too early, or a second time, raises nothing and sets the next", async () => {
  const { id } = await report();
  await platform.db.execute(sql`delete from conventions_jobs._private_jobs`);
  await escalateAbsence(write as never, id, at(14));
  expect([await raised(id), await jobOf(id)]).toEqual([[], 15]);
  await Promise.all([1, 2, 3, 4].map(() => escalateAbsence(write as never, id, at(20))));
  expect([await raised(id), await jobOf(id)]).toEqual([["REPORTED 1"], 30]);
});

it("a clock that is put forward an hour raises early what would have come, one that is put back waits, and neither raises anything twice", async () => {
  const { id } = await report();
  await escalateAbsence(write as never, id, at(75));
  const early = await raised(id);
  expect(early).toEqual(["REPORTED 1", "REPORTED 2"]);
  // Put right again: what was raised stays, what comes next has its hour from the clock that was wrong, and a net looks each minute.
  for (const minutes of [15, 16, 30, 45]) await escalateAbsence(write as never, id, at(minutes));
  expect(await raised(id)).toEqual(early);
  for (const minutes of [75, 15, 75, 200]) await escalateAbsence(write as never, id, at(minutes));
  const all = await raised(id);
  expect(all.slice(0, early.length)).toEqual(early);
  expect(new Set(all).size).toBe(all.length);
  // A step that is taken by the clock put back has its own hour by it, and its chain goes on.
  await step(ACTORS.teacher, RELAY, id, at(10));
  expect(await jobOf(id)).toBe(40);
});

it("one job takes along all that is late, whose own then have nothing to do", async () => {
  const chains = [await report(), await report(), await report()];
  await escalateAbsence(write as never, chains[1]!.id, at(16));
  for (const { id } of chains) expect([await raised(id), await jobOf(id)]).toEqual([["REPORTED 1"], 30]);
});

it("the job of a student who was erased does nothing", async () => {
  const { id, stage } = await report();
  await write((tx) => forgetStudent(tx, { studentId: stage.studentId, personIds: [] }, at(5)));
  await escalateAbsence(write as never, id, at(15));
  expect(await raised(id)).toEqual([]);
});

it("what has no job is raised by the net half a minute late, which tells of it but for what came about before the process did", async () => {
  const told: unknown[] = [];
  const net = absenceNet((error) => told.push(error));
  const pass = (minutes: number) => net.run({ write } as never, NOON.add({ seconds: minutes * 60 }));
  const { id } = await report();
  await platform.db.execute(sql`delete from conventions_jobs._private_jobs`);
  await pass(15.25);
  expect(await raised(id)).toEqual([]);
  await pass(15.5);
  expect([await raised(id), await jobOf(id), told.length]).toEqual([["REPORTED 1"], 30, 1]);
  expect(String(told[0])).toContain("1 late absences had no job");
  const next = absenceNet((error) => told.push(error));
  await next.run({ write } as never, at(31));
  expect([await raised(id), told.length]).toEqual([["REPORTED 1", "REPORTED 2"], 1]);
});
