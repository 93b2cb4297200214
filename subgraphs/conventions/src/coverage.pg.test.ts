import { connect, type Connection, type Transaction } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import { COUNTRY_KEY, academyKey, departmentKey, schoolKey } from "@stages/kernel/territory-key.ts";
import { type Actor, PLATFORM, personOf } from "@stages/kernel/actor.ts";
import { sha256 } from "@stages/kernel/digest.ts";
import { type ConventionId, newId, type StudentId, uuidOf } from "@stages/kernel/ids.ts";
import type { Period } from "@stages/kernel/period.ts";
import { type Uai, uaiChecksum } from "@stages/kernel/uai.ts";
import { codeToSign } from "@stages/testing/signature-code.ts";
import { untilCounted } from "@stages/testing/until-counted.ts";
import { sql as statement } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { COMPLETE, type ConventionsUnderTest, conventionsUnderTest, fact, hostPartInput, INSURANCE, MAY } from "./conventions-fixture.ts";
import { ACTORS, aWeek, HOST, OFFER, SCHOOL, TEACHER } from "./domain/fixtures.ts";
import { completeStages } from "./operations/complete-stages.ts";
import { type Counts, COUNTS, inOrder, KEYS, type Place, plainFigures, type StatusCount } from "./figures-fixture.ts";
import { findByIds, saveConvention } from "./persistence/conventions.ts";

/** Whatever happens, the figures say it within moments, and say what plain SQL counts; whoever follows a territory is told. */

const JUNE = Temporal.Instant.from("2027-06-16T10:00:00Z");
const SEPTEMBER = Temporal.Instant.from("2027-09-06T10:00:00Z");
const LATER = Temporal.PlainDate.from("2028-01-01");
const ELSEWHERE = `0870002${uaiChecksum("0870002")}` as Uai;
const PATIENCE = { timeout: 30_000, interval: 20 };

let world: ConventionsUnderTest;
let sql: postgres.Sql;
let platform: Connection;

beforeAll(async () => {
  world = await conventionsUnderTest("conventions_coverage");
  await world.heard();
  sql = postgres(world.database.url, { max: 1, onnotice: () => {} });
  platform = connect({ url: world.database.url, name: "test", max: 3, role: roleOf("conventions", "PLATFORM") });
});
afterAll(async () => {
  await platform.close();
  await sql.end();
  await world.stop();
});

const PLACES: readonly Place[] = [
  { type: "Campaign", key: "2027" }, { type: "Academy", key: "22" }, { type: "Department", key: "19" }, { type: "Department", key: "87" }, { type: "School", key: SCHOOL }, { type: "School", key: ELSEWHERE },
];

interface Told {
  readonly coverage: Counts;
  readonly conventionFigures: { readonly byStatus: readonly StatusCount[]; readonly absences: number; readonly familiesInformed: number; readonly feedbackGiven: number; readonly feedbackPublished: number };
}

async function told(place: Place): Promise<Told> {
  const query = `query($r: [_Any!]!) { _entities(representations: $r) { ... on ${place.type} { coverage { ${COUNTS} } conventionFigures { byStatus { status count } absences familiesInformed feedbackGiven feedbackPublished } } } }`;
  const { data, code } = await world.run<{ _entities: [Told] }>(ACTORS.ministry, query, { r: [{ __typename: place.type, [KEYS[place.type]]: place.key }] });
  expect(code).toBeUndefined();
  return data._entities[0];
}

/** Of every territory, once what happened is counted; and a recount finds nothing else. */
async function expectAgreement(): Promise<void> {
  await untilCounted(world.database.url, "conventions");
  for (const place of PLACES) {
    const { coverage, conventionFigures } = await told(place);
    const plain = await plainFigures(sql, "2027", place, LATER);
    expect({ coverage, byStatus: inOrder(conventionFigures.byStatus) }, `${place.type} ${place.key}`).toEqual(plain);
  }
  expect((await world.subgraph.recount()).differences).toEqual([]);
}

const academy = () => told({ type: "Academy", key: "22" });
const need = async (by: Actor, query: string, variables: Record<string, unknown>, at?: Temporal.Instant) => {
  const { data, code } = await world.run<Record<string, Record<string, unknown>>>(by, query, variables, at);
  if (code) throw new Error(`${String(code)}: ${query}`);
  return Object.values(data)[0]!;
};

/** Another of that student's, for that week, as far as it can come without a signature. */
async function anotherValidated(studentId: StudentId, period: Period): Promise<ConventionId> {
  const candidatureId = newId("candidature");
  const about = { candidatureId, offerId: OFFER, hostId: HOST, studentId, schoolUai: SCHOOL, academy: "22", campaignId: "2027", period } as const;
  await world.bus.publish([fact("CandidatureAccepted", candidatureId, { ...about, acceptedByPersonId: personOf(ACTORS.host) }), fact("CandidatureConfirmed", candidatureId, about)]);
  await world.heard();
  const { id } = (await world.conventionsOf(studentId)).at(-1)!;
  await validated(id, period);
  return id;
}

async function validated(id: ConventionId, period: Period): Promise<void> {
  await need(ACTORS.host, COMPLETE, { input: { conventionId: id, hostPart: hostPartInput({ timetable: aWeek(period === "WEEK_2" ? "2027-06-21" : "2027-06-14") }) } });
  await need(ACTORS.head, "mutation($input: ValidateConventionInput!) { validateConvention(input: $input) { id status } }", { input: { conventionId: id, referentTeacherId: TEACHER, liabilityInsurance: INSURANCE } });
}

async function sign(id: ConventionId, studentId: StudentId): Promise<void> {
  for (const by of [ACTORS.head, ACTORS.host, { ...ACTORS.representative, personId: newId("person"), studentIds: [studentId] }] as const) {
    const code = await codeToSign(world.database.url, by.personId, id, async (query, variables) => (await world.run(by, query, variables)).data);
    await need(by, "mutation($id: ID!, $code: String!) { signConvention(input: { conventionId: $id, code: $code }) { status } }", { id, code });
  }
}

async function aStudent(): Promise<{ readonly studentId: StudentId; readonly id: ConventionId }> {
  const opened = await world.openConvention();
  await validated(opened.id, "WEEK_1");
  return opened;
}

describe("the figures follow what is done through the graph", () => {
  it("signed, on the platform and on paper, and cancelled", async () => {
    await expectAgreement();
    const before = (await academy()).coverage;
    const { studentId, id } = await aStudent();
    await expectAgreement();
    await sign(id, studentId);
    // Within moments, without anything else being asked.
    await vi.waitFor(async () => expect((await academy()).coverage.partlyCovered).toBe(before.partlyCovered + 1), PATIENCE);
    await expectAgreement();

    const second = await anotherValidated(studentId, "WEEK_2");
    const scan = Buffer.from("%PDF-1.7\n1 0 obj<<>>endobj\n% scan\nstartxref\n9\n%%EOF\n", "latin1");
    const { url } = await need(ACTORS.head, "mutation($input: RequestUploadInput!) { requestUpload(input: $input) { url } }", { input: { purpose: "PAPER_CONVENTION", conventionId: second, bytes: scan.length } });
    const { data } = await world.run<{ receiveUpload: { fileId: string } }>(PLATFORM, "mutation($h: String!, $c: String!) { receiveUpload(tokenHash: $h, content: $c) }", { h: sha256((url as string).split("/").at(-1)!), c: scan.toString("base64") });
    await need(ACTORS.head, "mutation($input: RecordPaperConventionInput!) { recordPaperConvention(input: $input) { status } }", { input: { conventionId: second, fileId: data.receiveUpload.fileId, signedOn: "2027-05-20" } });
    await expectAgreement();
    expect((await academy()).coverage).toMatchObject({ covered: before.covered + 1, partlyCovered: before.partlyCovered, onPaper: before.onPaper + 1 });

    await need(ACTORS.head, 'mutation($id: ID!) { cancelConvention(input: { conventionId: $id, cause: HOST_UNABLE, reason: "Fermeture." }) { status } }', { id: second });
    await expectAgreement();
    expect((await academy()).coverage).toMatchObject({ covered: before.covered, partlyCovered: before.partlyCovered + 1, onPaper: before.onPaper });
  });

  it("the absence chain, corrected or told to the family; the stage, then feedback", async () => {
    const [one, other] = [await aStudent(), await aStudent()];
    for (const { id, studentId } of [one, other]) await sign(id, studentId);
    await untilCounted(world.database.url, "conventions");
    const before = (await academy()).conventionFigures;
    const absence = async (conventionId: string) => (await need(ACTORS.tutor, 'mutation($id: ID!) { reportAbsence(input: { conventionId: $id, day: "2027-06-15", kind: ABSENT }) { id } }', { id: conventionId }, JUNE))["id"] as string;
    const [kept, corrected] = [await absence(one.id), await absence(other.id)];
    const step = (by: Actor, name: string, absenceId: string, at = JUNE) => need(by, `mutation($id: ID!) { ${name}(input: { absenceId: $id, note: "Vu." }) { step } }`, { id: absenceId }, at);
    await step(ACTORS.teacher, "relayAbsence", kept, JUNE.add({ minutes: 4 }));
    await step(ACTORS.adviser, "informFamily", kept, JUNE.add({ minutes: 11 }));
    await need(ACTORS.tutor, 'mutation($id: ID!) { correctAbsence(input: { absenceId: $id, reason: "Il était là." }) { step } }', { id: corrected }, JUNE.add({ minutes: 12 }));
    await expectAgreement();
    expect((await academy()).conventionFigures).toMatchObject({ absences: before.absences + 1, familiesInformed: before.familiesInformed + 1 });

    await completeStages((work) => platform.db.transaction(work as never) as never, Temporal.Instant.from("2027-06-19T08:00:00Z"));
    const { id: feedbackId } = await need({ ...ACTORS.student, studentId: one.studentId }, "mutation($input: GiveFeedbackInput!) { giveFeedback(input: $input) { id } }", { input: { conventionId: one.id, rating: 4, recommends: true, comment: "Une équipe attentive." } }, SEPTEMBER);
    await expectAgreement();
    expect((await academy()).conventionFigures).toMatchObject({ feedbackGiven: before.feedbackGiven + 1, feedbackPublished: before.feedbackPublished });
    await need(ACTORS.adviser, "mutation($input: ModerateFeedbackInput!) { moderateFeedback(input: $input) { id } }", { input: { feedbackId, publish: true } }, SEPTEMBER);
    await expectAgreement();
    expect((await academy()).conventionFigures).toMatchObject({ feedbackGiven: before.feedbackGiven + 1, feedbackPublished: before.feedbackPublished + 1 });
  });

  it("a student who changes schools is counted at the other, with what covers them; one who is erased, nowhere", async () => {
    const { studentId, id } = await aStudent();
    await sign(id, studentId);
    const moved = { id: studentId, firstName: "Zoé", lastName: "Mazaud", birthDate: "2011-09-01", className: "2de 1", schoolUai: ELSEWHERE, academy: "22", campaignId: "2027", home: { latitude: 45.83, longitude: 1.26 } };
    await world.bus.publish([fact("StudentEnrolled", studentId, { student: moved })]);
    await world.heard();
    await expectAgreement();
    const there = { ...ACTORS.head, schoolUais: [ELSEWHERE] } as Actor;
    const LIST = "query($r: [_Any!]!) { _entities(representations: $r) { ... on School { uncoveredStudents { totalCount edges { node { missing student { id } conventions { id } } } } } } }";
    const listed = async (by: Actor, uai: Uai) => (await world.run<{ _entities: [{ uncoveredStudents: { totalCount: number; edges: readonly { node: { missing: string; student: { id: string } } }[] } }] }>(by, LIST, { r: [{ __typename: "School", uai }] })).data._entities[0].uncoveredStudents;
    // Their school learns which week is missing, though another school's head signed for the other.
    expect(await listed(there, ELSEWHERE)).toEqual({ totalCount: 1, edges: [{ node: { missing: "WEEK_2", student: { id: studentId }, conventions: [] } }] });
    expect((await listed(ACTORS.head, SCHOOL)).edges.map(({ node }) => node.student.id)).not.toContain(studentId);

    const before = await told({ type: "School", key: ELSEWHERE });
    expect(before.coverage).toMatchObject({ enrolled: 1, partlyCovered: 1 });
    await world.bus.publish([fact("StudentErased", studentId, { studentId, personIds: [] })]);
    await vi.waitFor(async () => expect((await told({ type: "School", key: ELSEWHERE })).coverage.enrolled).toBe(0), PATIENCE);
    await expectAgreement();
    expect((await listed(there, ELSEWHERE)).totalCount).toBe(0);
  });
});

describe("both weeks, by two conventions of one week", () => {
  it.each([["the first first", 0], ["the second first", 1]] as const)("%s", async (_, which) => {
    const { studentId, id } = await aStudent();
    const both = [id, await anotherValidated(studentId, "WEEK_2")] as const;
    await untilCounted(world.database.url, "conventions");
    const before = (await academy()).coverage;
    await sign(both[which], studentId);
    await untilCounted(world.database.url, "conventions");
    expect((await academy()).coverage).toMatchObject({ covered: before.covered, partlyCovered: before.partlyCovered + 1 });
    await sign(both[1 - which]!, studentId);
    await expectAgreement();
    expect((await academy()).coverage).toMatchObject({ covered: before.covered + 1, partlyCovered: before.partlyCovered });
  });

  it("in two transactions at the same instant: who counts while writing sees nobody covered, the fold does", async () => {
    const { studentId, id } = await aStudent();
    const other = await anotherValidated(studentId, "WEEK_2");
    await untilCounted(world.database.url, "conventions");
    const before = (await academy()).coverage;
    /** Lets the second of two go on, and the first with it. */
    const meeting = () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      let there = 0;
      return () => (++there === 2 ? resolve() : undefined, promise);
    };
    const [written, counted] = [meeting(), meeting()];
    /** Signs, and counts as a writer would: whether all of the student's weeks are signed now. */
    const signAndCount = (conventionId: ConventionId) =>
      platform.db.transaction(async (transaction) => {
        const tx = transaction as unknown as Transaction;
        const [convention] = await findByIds(tx, [conventionId]);
        const signing = { ...convention!, status: "SIGNING" } as const;
        await saveConvention(tx, convention!, signing as never, { actor: PLATFORM, now: MAY });
        await saveConvention(tx, signing as never, { ...signing, status: "SIGNED" } as never, { actor: PLATFORM, now: MAY });
        await written();
        const signed = await tx.execute(statement`select distinct period from conventions.conventions where status = 'SIGNED' and student_id = ${uuidOf(studentId)}`);
        await counted();
        return signed.length === 2 ? 1 : 0;
      });
    const naive: readonly number[] = await Promise.all([signAndCount(id), signAndCount(other)]);
    expect(naive).toEqual([0, 0]);
    await expectAgreement();
    expect((await academy()).coverage).toMatchObject({ covered: before.covered + 1, partlyCovered: before.partlyCovered });
  });
});

interface News {
  readonly cursor: string;
  readonly campaign: { readonly id: string };
  readonly academy: { readonly code: string } | null;
  readonly department: { readonly code: string } | null;
  readonly school: { readonly uai: string } | null;
  readonly coverage: Counts & { readonly campaignId: string };
}

describe("live", () => {
  const FOLLOW = (args: string) => `subscription { coverageChanged${args} { cursor at campaign { id } academy { code } department { code } school { uai } coverage { campaignId ${COUNTS} } } }`;
  /** Open when this returns; what is refused is the code. */
  async function follow(by: Actor, args = "") {
    const stream = world.graph.subscribe({ query: FOLLOW(args), caller: { actor: by, now: MAY, requestId: "test" } });
    const { value: begun } = await stream.next();
    const next = async (): Promise<News> => {
      const { value } = await stream.next();
      if (value?.errors) throw new Error(JSON.stringify(value.errors));
      return (value!.data as { coverageChanged: News }).coverageChanged;
    };
    return { code: begun?.errors?.[0]?.extensions?.["code"], next, stop: () => stream.return?.() };
  }
  const publish = (territories: readonly string[], campaignId = "2027") => world.bus.publish([fact("CoverageChanged", campaignId, { campaignId, territories })]);
  const nameOf = ({ academy: a, department: d, school: s }: News) => a?.code ?? d?.code ?? s?.uai ?? "the country";

  it("whoever follows a territory is told, with its coverage as it then stands", async () => {
    const { studentId, id } = await aStudent();
    await untilCounted(world.database.url, "conventions");
    const before = (await academy()).coverage;
    const cases = [[ACTORS.rectorat, "", "22"], [ACTORS.dasen, "", "19"], [ACTORS.rectorat, '(department: "19")', "19"], [ACTORS.ministry, "", "the country"], [ACTORS.ministry, `(schoolUai: "${SCHOOL}")`, SCHOOL], [ACTORS.head, "", SCHOOL], [ACTORS.teacher, "", SCHOOL]] as const;
    const followers = await Promise.all(cases.map(([by, args]) => follow(by, args)));
    expect(followers.map(({ code }) => code)).toEqual(cases.map(() => undefined));
    await sign(id, studentId);
    for (const [index, { next, stop }] of followers.entries()) {
      // A fold between two signatures is told too: the last one says that the student is covered for the week.
      for (let news = await next(); news.coverage.partlyCovered !== before.partlyCovered + 1; news = await next()) expect(nameOf(news)).toBe(cases[index]![2]);
      await stop();
    }
  });

  it("of nothing else: neither another territory, nor another campaign", async () => {
    const { next, stop } = await follow(ACTORS.ministry, '(department: "87")');
    await publish([COUNTRY_KEY, academyKey("22"), departmentKey("19"), schoolKey(SCHOOL)]);
    await publish([departmentKey("87")], "2024");
    await publish([COUNTRY_KEY, academyKey("22"), departmentKey("87"), schoolKey(ELSEWHERE)]);
    const heard = await next();
    expect([nameOf(heard), heard.campaign.id, heard.coverage.campaignId]).toEqual(["87", "2027", "2027"]);
    const [{ position }] = (await sql`select max(position)::int as position from bus.events where type = 'CoverageChanged'`) as unknown as [{ position: number }];
    expect(heard.cursor).toBe(String(position));
    await stop();
    const { next: nextOf, stop: stopOf } = await follow(ACTORS.ministry, `(campaignId: "2024", department: "87", after: "0")`);
    expect((await nextOf()).campaign.id).toBe("2024");
    await stopOf();
  });

  it("each of one's territories, and taken up between two of one event: none missed, none twice", async () => {
    const head = { ...ACTORS.head, schoolUais: [SCHOOL, ELSEWHERE] } as Actor;
    const live = await follow(head);
    await publish([COUNTRY_KEY, academyKey("22"), schoolKey(SCHOOL), schoolKey(ELSEWHERE)]);
    const both = [await live.next(), await live.next()] as const;
    await live.stop();
    expect(both.map(nameOf)).toEqual([SCHOOL, ELSEWHERE]);
    expect(both[0].cursor).toBe(`${both[1].cursor}~1`);
    const between = await follow(head, `(after: "${both[0].cursor}")`);
    expect(await between.next()).toEqual(both[1]);
    await between.stop();
    const after = await follow(head, `(after: "${both[1].cursor}")`);
    await publish([schoolKey(SCHOOL)]);
    expect(nameOf(await after.next())).toBe(SCHOOL);
    await after.stop();
  });

  it.each<readonly [string, Actor, string, string]>([
    ["an académie that is another's", ACTORS.rectorat, '(academy: "10")', "FORBIDDEN"],
    ["the académie, for who has a part of it", ACTORS.dasen, '(academy: "22")', "FORBIDDEN"],
    ["a département that is another's", ACTORS.otherDasen, '(department: "19")', "FORBIDDEN"],
    ["a school that is another's", ACTORS.head, `(schoolUai: "${ELSEWHERE}")`, "FORBIDDEN"],
    ["one's académie, for a school's staff", ACTORS.head, '(academy: "22")', "FORBIDDEN"],
    ["a school that is none", ACTORS.ministry, '(schoolUai: "0190001A")', "INVALID_UAI"],
    ["anything, for a student", ACTORS.student, "", "FORBIDDEN"],
    ["anything, for a family", ACTORS.representative, "", "FORBIDDEN"],
    ["anything, for a host", ACTORS.host, "", "FORBIDDEN"],
    ["anything, for a tutor", ACTORS.tutor, "", "FORBIDDEN"],
    ["anything, for a visitor", ACTORS.anonymous, "", "UNAUTHENTICATED"],
    ["from a cursor that is none", ACTORS.ministry, '(after: "~1")', "INVALID_CURSOR"],
    ["from before the first event", ACTORS.ministry, '(after: "0~1")', "INVALID_CURSOR"],
  ])("not %s", async (_, by, args, code) => {
    expect((await follow(by, args)).code).toBe(code);
  });
});
