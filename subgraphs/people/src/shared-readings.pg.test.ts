import { connectSql, type Sql } from "@stages/database/connection.ts";
import type { ActorOf } from "@stages/kernel/actor.ts";
import { PLATFORM } from "@stages/kernel/actor.ts";
import { newId, type PersonId, uuidOf } from "@stages/kernel/ids.ts";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { NOW, persona, runningPeople, studentOf, told } from "./fixtures.ts";

const { run, publish, url } = runningPeople();
let sql: Sql;
beforeAll(() => {
  sql = connectSql({ url: url(), name: "test", max: 4 });
});
afterAll(() => sql.end());

const head = persona<"SCHOOL_HEAD">("school-head");
const student = studentOf("student");
const NOTE = "mutation($requestId: String!, $readerIds: [ID!]!) { noteReaders(requestId: $requestId, readerIds: $readerIds) }";

const note = (requestId: string, ...readerIds: readonly PersonId[]) => run(PLATFORM, NOTE, { requestId, readerIds });
const readHere = (requestId: string, actor: ActorOf<"SCHOOL_HEAD"> = head) => run(actor, "query($id: ID!) { student(id: $id) { firstName } }", { id: student.id }, NOW, requestId);
const readElsewhere = (requestId: string, coordinate: string) =>
  publish(told("StudentsRead", requestId, { requestId, readerId: head.personId, role: head.role, reads: [{ coordinates: [coordinate], categories: ["CONVENTION"], students: [{ studentId: student.id, schoolUai: student.schoolUai }] }] }));

/** Of each reader, what they read. */
const readers = async (requestId: string) => {
  const rows = await sql<{ reader_id: string; reader_role: string; school_uai: string; student_id: string; coordinates: string[] }[]>`
    select reader_id, reader_role, school_uai, student_id, coordinates from people.access_records where request_id = ${requestId}`;
  for (const row of rows) expect(row).toMatchObject({ reader_role: "SCHOOL_HEAD", school_uai: student.schoolUai, student_id: uuidOf(student.id) });
  return Object.fromEntries(rows.map(({ reader_id, coordinates }) => [reader_id, coordinates]));
};
const allOf = (ids: readonly PersonId[], coordinates: readonly string[]) => Object.fromEntries(ids.map((id) => [uuidOf(id), coordinates]));
const eventually = (requestId: string, ids: readonly PersonId[], coordinates: readonly string[]) =>
  vi.waitFor(async () => expect(await readers(requestId)).toEqual(allOf(ids, coordinates)), { timeout: 30_000 });

describe("who was handed an answer that was made once for several", () => {
  it("is recorded as its reader, where what it reads was written down before", async () => {
    const [requestId, colleague] = [randomUUID(), newId("person")];
    await readHere(requestId);
    // The control: until then, the one as whom it was read is the only reader.
    expect(await readers(requestId)).toEqual(allOf([head.personId], ["Student.firstName"]));
    await note(requestId, head.personId, colleague);
    expect(await readers(requestId)).toEqual(allOf([head.personId, colleague], ["Student.firstName"]));
  });

  it("is recorded as its reader, where the subgraphs tell later what it reads", async () => {
    const [requestId, colleague, other] = [randomUUID(), newId("person"), newId("person")];
    await note(requestId, colleague, other);
    expect(await readers(requestId)).toEqual({});
    await readElsewhere(requestId, "Convention.status");
    await eventually(requestId, [head.personId, colleague, other], ["Convention.status"]);
  });

  it("is one reader, of all that it reads, in whichever order they come and however often", async () => {
    const [requestId, colleague, late] = [randomUUID(), newId("person"), newId("person")];
    await readHere(requestId);
    await note(requestId, colleague);
    await readElsewhere(requestId, "Convention.status");
    await eventually(requestId, [head.personId, colleague], ["Convention.status", "Student.firstName"]);
    await note(requestId, late, colleague);
    await note(requestId, late);
    await readHere(requestId);
    expect(await readers(requestId)).toEqual(allOf([head.personId, colleague, late], ["Convention.status", "Student.firstName"]));
  });

  it("is missed by neither where both come at once", async () => {
    const colleagues = Array.from({ length: 30 }, () => newId("person"));
    const requests = colleagues.map((colleague) => [randomUUID(), colleague] as const);
    await Promise.all(requests.flatMap(([requestId, colleague]) => [readHere(requestId), note(requestId, colleague)]));
    for (const [requestId, colleague] of requests) expect(await readers(requestId)).toEqual(allOf([head.personId, colleague], ["Student.firstName"]));
  });

  it("is missed by both where each looks for the other without waiting: the control", async () => {
    await sql`create table public.naive_reads (request text)`;
    await sql`create table public.naive_notes (request text)`;
    const [reading, noting] = [await sql.reserve(), await sql.reserve()];
    for (const one of [reading, noting]) await one`begin`;
    await reading`insert into public.naive_reads values ('r')`;
    await noting`insert into public.naive_notes values ('r')`;
    expect([...(await reading`select from public.naive_notes`), ...(await noting`select from public.naive_reads`)]).toEqual([]);
    for (const one of [reading, noting]) {
      await one`commit`;
      one.release();
    }
  });

  it("is said by the platform alone, and nothing is noted of what is no person", async () => {
    const requestId = randomUUID();
    expect(await run(head, NOTE, { requestId, readerIds: [newId("person")] })).toMatchObject({ code: "FORBIDDEN" });
    expect(await run(PLATFORM, NOTE, { requestId, readerIds: ["?", student.id] })).toMatchObject({ data: { noteReaders: true } });
    expect(await sql`select from people.shared_readings where request_id = ${requestId}`).toHaveLength(0);
  });
});
