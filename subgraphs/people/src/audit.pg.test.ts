import type { PersonaName } from "@stages/demonstration/personas.ts";
import { connectSql, type Sql } from "@stages/database/connection.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import { type StudentId, uuidOf } from "@stages/kernel/ids.ts";
import { NOTHING, type PersonalData } from "@stages/subgraph/audit.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { NOW, person, persona, runningPeople, studentOf, told, world } from "./fixtures.ts";
import { personalData } from "./personal.ts";
import { policy } from "./policy.ts";
import { federatedUnder } from "./subgraph.ts";

const { run, publish, servable, url } = runningPeople();
let sql: Sql;
beforeAll(() => {
  sql = connectSql({ url: url(), name: "test" });
});
afterAll(() => sql.end());

const head = persona<"SCHOOL_HEAD">("school-head");
const uai = head.schoolUais[0]!;
const student = studentOf("student");
const isBefore = (a: readonly [string, string], b: readonly [string, string]) => (a[0] === b[0] ? a[1] < b[1] : a[0] < b[0]);
/** In the order of the lists. */
const inSchool = world.students
  .filter(({ schoolUai, campaignId }) => schoolUai === uai && campaignId === world.runningCampaignId)
  .toSorted((a, b) => (isBefore([a.className, a.id], [b.className, b.id]) ? -1 : 1));
const withoutAccount = world.legalRepresentatives.find(({ studentId, personId }) => inSchool.some(({ id }) => id === studentId) && world.persons.find(({ id }) => id === personId)!.subject === null)!;

interface Way {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  /** Students shown. */
  readonly students: number;
}
const FIELDS = "firstName lastName className isMinor home { communeName } legalRepresentatives { email }";
/** Every way by which a member of the school's staff reaches a student here. */
const WAYS: Readonly<Record<string, Way>> = {
  "root query": { query: `query($id: ID!) { student(id: $id) { ${FIELDS} } }`, variables: { id: student.id }, students: 1 },
  "root query, several times over": { query: `query($id: ID!) { student(id: $id) { firstName } again: student(id: $id) { ${FIELDS} } third: student(id: $id) { first: firstName } }`, variables: { id: student.id }, students: 1 },
  "list of 30": { query: `query($uai: ID!) { school(uai: $uai) { students(first: 30) { edges { node { ${FIELDS} } } } } }`, variables: { uai }, students: 30 },
  "nested path": { query: `{ viewer { schools { students(first: 3) { edges { node { school { name students(first: 5) { edges { node { firstName } } } } } } } } } }`, students: 5 },
  "_entities": { query: `query($r: [_Any!]!) { _entities(representations: $r) { ... on Student { ${FIELDS} } } }`, variables: { r: [{ __typename: "Student", id: student.id }, { __typename: "Student", id: student.id }] }, students: 1 },
  "_entities of its school": { query: `query($r: [_Any!]!) { _entities(representations: $r) { ... on School { students(first: 2) { edges { node { ${FIELDS} } } } } } }`, variables: { r: [{ __typename: "School", uai }] }, students: 2 },
  "mutation payload": {
    query: `mutation($input: CorrectRepresentativeEmailInput!) { correctRepresentativeEmail(input: $input) { ${FIELDS} } }`,
    variables: { input: { studentId: withoutAccount.studentId, representativeId: withoutAccount.personId, email: "corrigee@familles.example" } },
    students: 1,
  },
};

const rowsOf = (requestId: string) => sql<{ student_id: string; reader_id: string; reader_role: string; school_uai: string; academy: string; coordinates: string[]; categories: string[] }[]>`
  select student_id, reader_id, reader_role, school_uai, academy, coordinates, categories from people.access_records where request_id = ${requestId}`;

/** What was answered, and the rows that it left. */
async function ask(actor: Actor, { query, variables = {} }: Pick<Way, "query" | "variables">) {
  const requestId = randomUUID();
  const answer = await run(actor, query, variables, NOW, requestId);
  return { ...answer, rows: await rowsOf(requestId) };
}

const STAFF = ["school-head", "referent-teacher", "education-adviser"] as const satisfies readonly PersonaName[];

describe.each(STAFF)("what a %s reads", (name) => {
  it.each(Object.entries(WAYS))("by %s leaves exactly one record a student", async (_, way) => {
    const actor = persona<"SCHOOL_HEAD">(name);
    const { code, rows } = await ask(actor, way);
    expect(code).toBeUndefined();
    expect(rows).toHaveLength(way.students);
    expect(new Set(rows.map(({ student_id }) => student_id)).size).toBe(way.students);
    for (const row of rows) expect(row).toMatchObject({ reader_id: uuidOf(actor.personId), reader_role: actor.role, school_uai: uai, academy: "22" });
  });
});

it("the record says what was read, all of it and nothing else", async () => {
  const { rows } = await ask(head, WAYS["root query"]!);
  expect(rows[0]).toMatchObject({
    coordinates: ["Student.className", "Student.firstName", "Student.home", "Student.isMinor", "Student.lastName", "Student.legalRepresentatives"],
    categories: ["HOME", "IDENTITY", "LEGAL_REPRESENTATIVES", "SCHOOLING"],
  });
});

describe("no record is left", () => {
  const ONE = WAYS["root query"]!;
  it.each(["student", "legal-representative"] as const)("by the %s, of their own data", async (name) => {
    const { data, rows } = await ask(persona(name), ONE);
    expect(data).toMatchObject({ student: { firstName: expect.any(String) } });
    expect(rows).toEqual([]);
  });

  it("by a host and by a tutor, of what they were sent", async () => {
    const [host, tutor] = [persona<"HOST_MANAGER">("host-manager"), persona<"TUTOR">("tutor")];
    const appliedThere = world.candidatures.find(({ hostId }) => host.hostIds.includes(hostId))!.studentId;
    const followed = world.conventions.find((convention) => convention.host?.tutor.email.toLowerCase() === tutor.email.toLowerCase())!.studentId;
    for (const [actor, id] of [[host, appliedThere], [tutor, followed]] as const) {
      const { data, rows } = await ask(actor, { query: "query($id: ID!) { student(id: $id) { firstName className } }", variables: { id } });
      expect(data).toMatchObject({ student: { firstName: expect.any(String) } });
      expect(rows).toEqual([]);
    }
  });

  it.each(["other-school-head", "rectorat", "ministry"] as const)("of a student hidden from the %s", async (name) => {
    for (const way of ["root query", "_entities", "list of 30"]) expect((await ask(persona(name), WAYS[way]!)).rows).toEqual([]);
  });

  it("of fields refused, or null, and of ids alone", async () => {
    const { data, code, rows } = await ask(persona("other-school-head"), { query: "query($uai: ID!) { school(uai: $uai) { name students { edges { node { firstName } } } } }", variables: { uai } });
    expect([data, code, rows]).toEqual([{ school: { name: expect.any(String), students: null } }, "FORBIDDEN", []]);
    expect((await ask(head, { query: "query($id: ID!) { student(id: $id) { id __typename } }", variables: { id: student.id } })).rows).toEqual([]);
    const unfollowed = inSchool.find(({ id }) => !world.conventions.some(({ studentId }) => studentId === id))!;
    expect(await ask(head, { query: "query($id: ID!) { student(id: $id) { id referentTeacher { lastName } } }", variables: { id: unfollowed.id } })).toMatchObject({ data: { student: { referentTeacher: null } }, rows: [] });
  });
});

describe("a request that crosses subgraphs", () => {
  const read = (coordinates: string[], categories: ("CONVENTION" | "CANDIDATURE")[], ...studentIds: StudentId[]) => ({ coordinates, categories, students: studentIds.map((studentId) => ({ studentId, schoolUai: uai })) });
  const event = (requestId: string, ...reads: ReturnType<typeof read>[]) => told("StudentsRead", requestId, { requestId, readerId: head.personId, role: head.role, reads });

  it("is one record, whoever is heard first, and however often", async () => {
    const requestId = randomUUID();
    const convention = event(requestId, read(["Convention.status", "Convention.history"], ["CONVENTION"], student.id));
    await publish(convention);
    await vi.waitFor(async () => expect(await rowsOf(requestId)).toHaveLength(1), { timeout: 30_000 });
    await run(head, "query($id: ID!) { student(id: $id) { firstName } }", { id: student.id }, NOW, requestId);
    await publish(event(requestId, read(["Candidature.status"], ["CANDIDATURE"], student.id)), { ...convention, id: randomUUID() });
    await vi.waitFor(async () => expect(await rowsOf(requestId)).toMatchObject([{ categories: ["CANDIDATURE", "CONVENTION", "IDENTITY"] }]), { timeout: 30_000 });
    expect(await rowsOf(requestId)).toMatchObject([{ coordinates: ["Candidature.status", "Convention.history", "Convention.status", "Student.firstName"], reader_role: "SCHOOL_HEAD", academy: "22" }]);
  });

  it("keeps what is told of a student whom people does not know", async () => {
    const requestId = randomUUID();
    await publish(event(requestId, read(["Convention.status"], ["CONVENTION"], "student_01m1cxc7r0fmythv6g60cxajqm" as StudentId)));
    await vi.waitFor(async () => expect(await rowsOf(requestId)).toMatchObject([{ school_uai: uai, academy: "22" }]), { timeout: 30_000 });
  });

  it("whose subgraphs write at once never has two of them wait for each other", async () => {
    const requestId = randomUUID();
    const many = inSchool.slice(0, 30).map(({ id }) => id);
    await publish(event(requestId, read(["Convention.status"], ["CONVENTION"], ...many.toReversed())), event(requestId, read(["Candidature.status"], ["CANDIDATURE"], ...many)));
    await Promise.all(Array.from({ length: 8 }, () => run(head, WAYS["list of 30"]!.query, { uai }, NOW, requestId)));
    await vi.waitFor(async () => {
      const rows = await rowsOf(requestId);
      for (const { id } of inSchool.slice(0, 30)) expect(rows.find(({ student_id }) => student_id === uuidOf(id))?.coordinates).toEqual(expect.arrayContaining(["Convention.status", "Candidature.status"]));
    }, { timeout: 30_000 });
  });
});

describe("what cannot be written down", () => {
  it("is not answered: no data, and a coded refusal", async () => {
    await sql`alter table people.access_records add constraint closed check (false) not valid`;
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    try {
      for (const way of Object.values(WAYS)) {
        const { data, code, rows } = await ask(head, way);
        expect([data, code, rows]).toEqual([undefined, "TEMPORARILY_UNAVAILABLE", []]);
      }
      // Nobody else waits for it.
      expect((await ask(persona("student"), WAYS["root query"]!)).code).toBeUndefined();
      expect((await ask(head, { query: "query($uai: ID!) { school(uai: $uai) { name } }", variables: { uai } })).code).toBeUndefined();
      expect(logged).toHaveBeenCalledTimes(Object.keys(WAYS).length);
    } finally {
      logged.mockRestore();
      await sql`alter table people.access_records drop constraint closed`;
    }
  });

  it.each([
    ["changed", "update people.access_records set reader_role = 'MINISTRY'"],
    ["shortened", "update people.access_records set coordinates = '{}'"],
    ["moved", "update people.access_records set school_uai = null"],
    ["deleted", "delete from people.access_records"],
    ["emptied", "truncate people.access_records"],
  ])("a record is not %s, even by SQL", async (_, statement) => {
    await ask(head, WAYS["root query"]!);
    await expect(sql.unsafe(statement)).rejects.toThrow("append-only");
  });
});

describe("the record, for the head", () => {
  const RECORDS = `query($uai: ID!, $first: Int, $after: String, $studentId: ID) { school(uai: $uai) { accessRecords(first: $first, after: $after, studentId: $studentId) {
    pageInfo { hasNextPage endCursor } edges { node { at reader { displayName role } student { id } coordinates categories } } } } }`;
  interface Page {
    readonly school: { readonly accessRecords: { pageInfo: { hasNextPage: boolean; endCursor: string }; edges: { node: { at: string; student: { id: string } } }[] } | null };
  }
  const list = (actor: Actor, variables: object) => run<Page>(actor, RECORDS, { uai, first: 20, ...variables });
  /** In the last class: no list above comes so far. */
  const someone = inSchool.findLast(({ id }) => id !== student.id && id !== withoutAccount.studentId)!;

  it("says who read what of whom, newest first, page by page", async () => {
    const READ = "query($id: ID!) { student(id: $id) { firstName home { communeName } } }";
    for (const minute of [3, 1, 2, 2]) await run(persona<"EDUCATION_ADVISER">("education-adviser"), READ, { id: someone.id }, NOW.add({ minutes: minute }), randomUUID());
    await publish(told("StudentsRead", "r", { requestId: randomUUID(), readerId: persona<"RECTORAT">("rectorat").personId, role: "RECTORAT", reads: [{ coordinates: ["Convention.status"], categories: ["CONVENTION"], students: [{ studentId: someone.id, schoolUai: uai }] }] }));
    await vi.waitFor(async () => expect((await list(head, { studentId: someone.id })).data!.school.accessRecords!.edges).toHaveLength(5), { timeout: 30_000 });
    const pages: Page["school"]["accessRecords"][] = [];
    for (let after: string | null = null, more = true; more; ) {
      const page: NonNullable<Page["school"]["accessRecords"]> = (await list(head, { studentId: someone.id, first: 2, after })).data!.school.accessRecords!;
      pages.push(page);
      ({ hasNextPage: more, endCursor: after } = page.pageInfo);
    }
    const nodes = pages.flatMap((page) => page!.edges.map(({ node }) => node));
    expect(nodes.map(({ at }) => NOW.until(Temporal.Instant.from(at)).total("minutes"))).toEqual([3, 2, 2, 1, 0]);
    const displayName = (name: PersonaName) => `${person(name).firstName} ${person(name).lastName}`;
    expect(nodes[0]).toEqual({
      at: expect.any(String), reader: { displayName: displayName("education-adviser"), role: "EDUCATION_ADVISER" }, student: { id: someone.id },
      coordinates: ["Student.firstName", "Student.home"], categories: ["Identité", "Domicile"],
    });
    expect(nodes[4]).toMatchObject({ reader: { displayName: displayName("rectorat"), role: "RECTORAT" }, categories: ["Convention"] });
  });

  it.each(["referent-teacher", "education-adviser", "other-school-head", "rectorat", "ministry", "student", "host-manager"] as const)("is not for the %s", async (name) => {
    expect(await list(persona(name), {})).toMatchObject({ code: "FORBIDDEN", data: { school: { accessRecords: null } } });
  });

  it("shows another school's head nothing of this one's students", async () => {
    const other = persona<"SCHOOL_HEAD">("other-school-head");
    expect((await list(other, { uai: other.schoolUais[0], studentId: someone.id })).data!.school.accessRecords!.edges).toEqual([]);
  });

  it.each([
    [{ studentId: "convention_x" }, "NOT_FOUND"],
    [{ after: Buffer.from('["accessRecords","hier","1"]').toString("base64url") }, "INVALID_CURSOR"],
    [{ after: Buffer.from('["accessRecords","2027-01-01T00:00:00Z","un"]').toString("base64url") }, "INVALID_CURSOR"],
    [{ first: 0 }, "INVALID_PAGE_SIZE"],
  ])("refuses %j as %s", async (variables, code) => {
    expect((await list(head, variables)).code).toBe(code);
  });
});

it("control: without the notes compiled into it, the same graph leaves nothing by any way", async () => {
  const unnoted: PersonalData = Object.fromEntries(Object.keys(personalData).map((name) => [name, NOTHING]));
  const naive = inProcessTransport({ ...servable(), schema: federatedUnder(policy, unnoted).schema });
  for (const { query, variables } of Object.values(WAYS)) {
    const requestId = randomUUID();
    const { data } = await naive.execute({ query, variables, caller: { actor: head, now: NOW, requestId } });
    expect(data).toBeTruthy();
    expect(await rowsOf(requestId)).toEqual([]);
  }
});
