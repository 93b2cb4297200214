import { connect, writer } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import type { PersonaName } from "@stages/demonstration/personas.ts";
import { demonstrationWorld } from "@stages/demonstration/world.ts";
import { type Actor, type ActorOf, ANONYMOUS } from "@stages/kernel/actor.ts";
import { type CandidatureId, newId } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { SECTORS } from "@stages/reference/sectors.ts";
import { foldOnce } from "@stages/statistics/fold.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { actorIn } from "@stages/testing/wall.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Offer } from "./domain/apply.ts";
import { ACTORS, anOffer, aStudent, HOST } from "./domain/fixtures.ts";
import { ACCEPT, CANCEL, CONFIRM, READ, REFUSE, SUBMIT, WITHDRAW } from "./graph-fixture.ts";
import { endOverdueCandidatures } from "./operations/end-overdue-candidatures.ts";
import { forgetStudent } from "./operations/forget-student.ts";
import { MEASURES } from "./persistence/measures.ts";
import { mirrorStudent } from "./persistence/mirror.ts";
import { studentRow } from "./persistence/rows.ts";
import * as tables from "./persistence/tables.ts";
import { createCandidaturesSubgraph } from "./subgraph.ts";

const LOADED = Temporal.Instant.from("2027-03-01T09:00:00Z");
/** When the figures are read: once everything of the world was told, and before the acts below. */
const NOW = Temporal.Instant.from("2027-04-10T10:00:00Z");
const world = demonstrationWorld({ today: Temporal.PlainDate.from("2027-03-01") });
const actorOf = (name: PersonaName) => actorIn(world, name);
const ministry = actorOf("ministry");
const TULLE = world.schools.find(({ communeCode }) => communeCode === "19272")!.uai as Uai;
const LIMOGES = world.schools.find(({ communeCode }) => communeCode === "87085")!.uai as Uai;

const create = (databaseUrl: string) => createCandidaturesSubgraph({ databaseUrl, clock: () => NOW, onFailure: (error) => console.error(error) });
let database: TestDatabase;
let subgraph: ReturnType<typeof create>;
let sql: postgres.Sql;
let platform: ReturnType<typeof connect>;

beforeAll(async () => {
  database = await freshDatabase("candidatures_with_the_world", async (url) => {
    const loading = createCandidaturesSubgraph({ databaseUrl: url, clock: () => LOADED, onFailure: (error) => console.error(error) });
    await loading.migrate();
    await loading.loadDemonstration(world);
    await loading.stop();
  });
  subgraph = create(database.url);
  sql = postgres(database.url, { max: 2 });
  platform = connect({ url: database.url, name: "test platform", role: roleOf("candidatures", "PLATFORM"), max: 2 });
});
afterAll(async () => {
  await Promise.all([sql.end(), platform.close(), subgraph.stop()]);
  await database.drop();
});

async function run<T = Record<string, { readonly id: string }>>(actor: Actor, query: string, variables: Record<string, unknown> = {}, now = NOW) {
  const { data, errors } = await inProcessTransport(subgraph).execute({ query, variables, caller: { actor, now, requestId: "test" } });
  return { data: data as T, code: errors?.[0]?.extensions?.["code"] };
}

interface Counts {
  readonly studentsApplied: number | null;
  readonly studentsAccepted: number | null;
  readonly studentsConfirmed: number | null;
  readonly candidatures: number;
  readonly expired: number;
  readonly farFromHome: number;
  readonly farFromHomeShare: number | null;
  readonly byStatus: readonly { readonly status: string; readonly count: number }[];
  readonly medianDaysToAnswer?: number | null;
}
interface Figures extends Counts {
  readonly day: string;
  readonly by: readonly { readonly key: string; readonly figures: Figures }[] | null;
  readonly series: Readonly<Record<"days" | "studentsApplied" | "studentsConfirmed" | "candidatures" | "expired", readonly (number | string)[] | null>> | null;
  readonly onSameDayOf: Figures | null;
}
const COUNTS = "studentsApplied studentsAccepted studentsConfirmed candidatures expired farFromHome farFromHomeShare byStatus { status count }";
const ALL = `${COUNTS} medianDaysToAnswer`;

async function figuresOf(type: string, key: Record<string, string>, { fields = ALL, args = "", as = ministry, now = NOW } = {}) {
  const { data, code } = await run<{ _entities: readonly { candidatureFigures: Figures | null }[] }>(as, `query($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { candidatureFigures${args} { ${fields} } } } }`, { r: [{ __typename: type, ...key }] }, now);
  return { figures: data._entities[0]!.candidatureFigures, code };
}
const of = async (...asked: Parameters<typeof figuresOf>) => (await figuresOf(...asked)).figures!;

interface Where {
  readonly campaign?: string;
  readonly academy?: string;
  readonly department?: string;
  readonly school?: string;
  readonly sector?: string;
  readonly hostKind?: string;
  readonly period?: string;
  /** At the end of that day, by the histories. */
  readonly on?: string;
}

/** What the tables hold, read once after each act, and counted below by whoever knows nothing of rollups. */
interface Held {
  readonly candidatures: readonly (Required<Pick<Where, "campaign" | "academy" | "department" | "school" | "sector" | "hostKind" | "period">> & { readonly student: string; readonly far: boolean; readonly sentOn: string; readonly path: readonly { readonly from: string | null; readonly to: string; readonly on: string }[] })[];
  readonly students: readonly (Required<Pick<Where, "campaign" | "academy" | "department" | "school">> & { readonly id: string })[];
}
let held: Promise<Held> | null = null;
const read = async (): Promise<Held> => ({
  candidatures: await sql`
    select c.campaign_id as campaign, c.academy, c.department, c.school_uai as school, c.sector, c.host_kind as "hostKind", c.period, c.student_id as student, c.far_from_home as far, (c.submitted_at at time zone 'Europe/Paris')::date::text as "sentOn", h.path
    from candidatures.candidatures c
    join (select candidature_id, json_agg(json_build_object('from', "from", 'to', "to", 'on', (at at time zone 'Europe/Paris')::date) order by id) as path from candidatures.history group by candidature_id) h on h.candidature_id = c.id`,
  students: await sql`select id, campaign_id as campaign, academy, department, school_uai as school from candidatures.students`,
});

async function naive({ campaign = "2027", on = "9999-12-31", ...where }: Where): Promise<Counts> {
  const { candidatures: all, students } = await (held ??= read());
  const isIn = (one: object) => Object.entries(where).every(([name, value]) => value === undefined || one[name as never] === value);
  const standing = all.filter((one) => one.campaign === campaign).flatMap(({ path, ...one }) => path.filter((step) => step.on <= on).slice(-1).map(({ to }) => ({ ...one, path, status: to })));
  const ofStudent = Map.groupBy(standing, ({ student }) => student);
  const isPart = Object.keys(where).some((name) => ["sector", "hostKind", "period"].includes(name));
  const studentsWith = (statuses: readonly string[]) => (isPart ? null : students.filter((one) => one.campaign === campaign && isIn(one) && (ofStudent.get(one.id) ?? []).some(({ status }) => statuses.includes(status))).length);
  const within = standing.filter(isIn);
  const byStatus = STATUSES.map((status) => ({ status, count: within.filter((one) => one.status === status).length })).filter(({ count }) => count > 0);
  const days = within.flatMap(({ path, sentOn }) => path.filter(({ from, to }) => (from === "SUBMITTED" || from === "READ") && (to === "ACCEPTED" || to === "REFUSED")).map((step) => Temporal.PlainDate.from(step.on).since(sentOn).days)).toSorted((a, b) => a - b);
  const far = within.filter((one) => one.far).length;
  return {
    studentsApplied: studentsWith(STATUSES), studentsAccepted: studentsWith(["ACCEPTED", "CONFIRMED"]), studentsConfirmed: studentsWith(["CONFIRMED"]),
    candidatures: within.length, expired: byStatus.find(({ status }) => status === "EXPIRED")?.count ?? 0, farFromHome: far, farFromHomeShare: within.length ? far / within.length : null, byStatus,
    ...(on === "9999-12-31" ? { medianDaysToAnswer: days.length ? (days[(days.length - 1) >> 1]! + days[days.length >> 1]!) / 2 : null } : {}),
  };
}
const STATUSES = ["SUBMITTED", "READ", "ACCEPTED", "CONFIRMED", "REFUSED", "EXPIRED", "WITHDRAWN", "LAPSED", "SUPERSEDED", "CANCELLED_BY_HOST", "CANCELLED_BY_SCHOOL"];

const partsOf = async (column: "sector" | "hostKind" | "period", keys: readonly string[], where: Where) => {
  const all = await Promise.all(keys.map(async (key) => ({ key, figures: await naive({ ...where, [column]: key }) })));
  return all.filter(({ figures }) => figures.candidatures > 0).toSorted((a, b) => (a.key < b.key ? -1 : 1));
};
const LETTERS = SECTORS.map(({ code }) => code);

describe("over the demonstration, the candidatures", () => {
  it("of the country, its académies, départements and schools are what the tables hold", async () => {
    for (const campaign of ["2024", "2027"]) {
      expect(await of("Campaign", { id: campaign })).toEqual(await naive({ campaign }));
      for (const academy of new Set(world.schools.map((one) => one.academy))) expect({ academy, ...(await of("Academy", { code: academy }, { args: `(campaignId: "${campaign}")` })) }).toEqual({ academy, ...(await naive({ campaign, academy })) });
    }
    for (const code of ["19", "23", "87", "94"]) expect({ code, ...(await of("Department", { code })) }).toEqual({ code, ...(await naive({ department: code })) });
    for (const { uai } of world.schools) expect({ uai, ...(await of("School", { uai })) }).toEqual({ uai, ...(await naive({ school: uai })) });
    expect((await naive({})).candidatures).toBeGreaterThan(1_000);
    expect((await naive({})).expired).toBeGreaterThan(0);
  });

  it.each([["SECTOR", "sector", LETTERS], ["HOST_KIND", "hostKind", ["COMPANY", "ADMINISTRATION", "ASSOCIATION", "ECOLE", "SCHOOL", "ACADEMIC_SERVICE"]], ["PERIOD", "period", ["BOTH_WEEKS", "WEEK_1", "WEEK_2"]]] as const)(
    "by %s too, without their students, who apply in several",
    async (dimension, column, keys) => {
      const fields = `by(dimension: ${dimension}) { key figures { ${ALL} } }`;
      expect((await of("Campaign", { id: "2027" }, { fields })).by).toEqual(await partsOf(column, keys, {}));
      expect((await of("Department", { code: "19" }, { fields })).by).toEqual(await partsOf(column, keys, { department: "19" }));
      expect((await of("School", { uai: TULLE }, { fields })).by).toEqual(await partsOf(column, keys, { school: TULLE }));
    },
  );

  it("of a sector, everywhere and in one territory", async () => {
    for (const code of ["C", "Q"]) {
      expect(await of("Sector", { code })).toEqual(await naive({ sector: code }));
      expect(await of("Sector", { code }, { args: '(academy: "24")' })).toEqual(await naive({ sector: code, academy: "24" }));
      expect(await of("Sector", { code }, { args: '(department: "19")' })).toEqual(await naive({ sector: code, department: "19" }));
    }
  });

  it("stood on a past day as their histories tell, without a median, and on the same day of the campaign before", async () => {
    for (const on of ["2026-11-02", "2027-01-31", "2027-02-20"]) {
      const args = `(on: "${on}")`;
      expect(await of("Academy", { code: "22" }, { args, fields: `day ${ALL}` })).toEqual({ day: on, ...(await naive({ academy: "22", on })), medianDaysToAnswer: null });
      expect(await of("School", { uai: TULLE }, { args, fields: COUNTS })).toEqual(await naive({ school: TULLE, on }));
      expect((await of("Academy", { code: "22" }, { args, fields: `by(dimension: SECTOR) { key figures { ${COUNTS} } }` })).by).toEqual(await partsOf("sector", LETTERS, { academy: "22", on }));
      expect(await of("School", { uai: TULLE }, { args, fields: "by(dimension: SECTOR) { key }" })).toEqual({ by: null });
    }
    // Ten days before the first Monday of each.
    const { onSameDayOf } = await of("Academy", { code: "22" }, { now: Temporal.Instant.from("2027-06-04T10:00:00Z"), fields: `onSameDayOf(campaignId: "2024") { day ${COUNTS} }` });
    expect(onSameDayOf).toEqual({ day: "2024-06-07", ...(await naive({ campaign: "2024", academy: "22", on: "2024-06-07" })) });
    expect(onSameDayOf!.candidatures).toBeGreaterThan(0);
  });

  it("make a series by day and by week, in columns; of a part without its students", async () => {
    const { series, ...now } = await of("Academy", { code: "22" }, { fields: `${COUNTS} series { days studentsApplied studentsConfirmed candidatures expired }` });
    const days = series!.days as readonly string[];
    expect(days.at(-1)).toBe("2027-04-10");
    expect((["studentsApplied", "studentsConfirmed", "candidatures", "expired"] as const).map((name) => series![name]!.at(-1))).toEqual([now.studentsApplied, now.studentsConfirmed, now.candidatures, now.expired]);
    for (const on of ["2026-10-20", "2026-12-24", "2027-02-28"]) {
      const at = days.indexOf(on);
      const then = await naive({ academy: "22", on });
      expect({ on, counts: [series!.studentsApplied![at], series!.studentsConfirmed![at], series!.candidatures![at], series!.expired![at]] }).toEqual({ on, counts: [then.studentsApplied, then.studentsConfirmed, then.candidatures, then.expired] });
    }
    const weeks = (await of("Academy", { code: "22" }, { fields: 'series(by: WEEK, from: "2027-01-01", until: "2027-01-20") { days candidatures }' })).series!;
    expect(weeks).toEqual({ days: ["2027-01-03", "2027-01-10", "2027-01-17", "2027-01-20"], candidatures: ["2027-01-03", "2027-01-10", "2027-01-17", "2027-01-20"].map((day) => series!.candidatures![days.indexOf(day)]) });
    const part = await of("Academy", { code: "22" }, { fields: 'by(dimension: PERIOD) { figures { series(from: "2027-02-01", until: "2027-02-02") { days studentsApplied candidatures } } }' });
    for (const { figures } of part.by!) expect(figures.series).toMatchObject({ studentsApplied: null, candidatures: [expect.any(Number), expect.any(Number)] });
  });
});

describe("are shown", () => {
  const ASKED = [["Academy", { code: "22" }], ["Academy", { code: "24" }], ["Department", { code: "19" }], ["Department", { code: "87" }], ["School", { uai: TULLE }], ["School", { uai: LIMOGES }], ["Campaign", { id: "2027" }], ["Sector", { code: "Q" }]] as const;
  const name = ([type, key]: readonly [string, object]) => `${type} ${Object.values(key)[0] === TULLE ? "Tulle" : Object.values(key)[0] === LIMOGES ? "Limoges" : Object.values(key)[0]}`;
  const STAFF = ["School Tulle"];
  const ALLOWED: Partial<Record<PersonaName, readonly string[]>> = {
    ministry: ASKED.map(name),
    rectorat: ["Academy 22", "Department 19", "Department 87", "School Tulle", "School Limoges"],
    dasen: ["Department 19", "School Tulle"],
    "other-rectorat": ["Academy 24"],
    "school-head": STAFF,
    "referent-teacher": STAFF,
    "education-adviser": STAFF,
  };
  const PEOPLE = ["ministry", "rectorat", "dasen", "other-rectorat", "school-head", "referent-teacher", "education-adviser", "other-school-head", "student", "legal-representative", "host-manager", "tutor"] as const satisfies readonly PersonaName[];

  it.each([...PEOPLE.map((one) => [one, actorOf(one)] as const), ["visitor", ANONYMOUS] as const])("to the %s as far as their territory or their school goes", async (who, as) => {
    const shown: string[] = [];
    for (const asked of ASKED) {
      const { figures, code } = await figuresOf(asked[0], asked[1], { as });
      if (!figures) expect(code).toBe(who === "visitor" ? "UNAUTHENTICATED" : "FORBIDDEN");
      else {
        shown.push(name(asked));
        // A row that is hidden would count nothing.
        expect(figures.candidatures).toBeGreaterThan(0);
        expect(figures.medianDaysToAnswer).not.toBeNull();
      }
    }
    expect(shown).toEqual(ALLOWED[who as PersonaName] ?? []);
  });
});

describe("after each act", () => {
  const fold = () => platform.db.transaction((tx) => foldOnce(tx, MEASURES));
  const write: ReturnType<typeof writer> = (work) => writer(platform.db, () => {})(work);
  const host = ACTORS.host;
  const head: ActorOf<"SCHOOL_HEAD"> = { ...ACTORS.head, schoolUais: [TULLE] };
  const motivation = "J'aimerais découvrir ce métier.";

  /** At Tulle; the second one far away. */
  const offers: Offer[] = [];
  const students: ActorOf<"STUDENT">[] = [];
  const sent: CandidatureId[] = [];
  beforeAll(async () => {
    const far = { latitude: 48.85, longitude: 2.35 };
    offers.push(...[{}, { ...far, period: "WEEK_2" as const }, { period: "WEEK_1" as const }, { mode: "SMALL_GROUP" as const, seats: 4, period: "WEEK_1" as const }].map((over) => anOffer({ id: newId("offer"), hostId: HOST, ...over })));
    for (const offer of offers) await platform.db.insert(tables.offers).values({ ...offer, sector: "R", hostKind: "ASSOCIATION" });
    for (const schoolUai of [TULLE, TULLE, TULLE, LIMOGES]) {
      const student = aStudent({ id: newId("student"), schoolUai });
      await platform.db.insert(tables.students).values(studentRow(student));
      students.push({ role: "STUDENT", personId: newId("person"), studentId: student.id, schoolUai });
    }
  });
  const submit = async (student: number, offer: number) => {
    const { data, code } = await run(students[student]!, SUBMIT, { offerId: offers[offer]!.id, motivation });
    sent.push(data["submitCandidature"]?.id as CandidatureId);
    return code;
  };
  const told = async (...asked: Parameters<typeof run>) => (await run(...asked)).code;
  const LATER = NOW.add({ hours: 24 * 3 });
  const MUCH_LATER = NOW.add({ hours: 24 * 25 });

  it.each<[string, () => Promise<unknown>]>([
    ["students are enrolled", async () => undefined],
    ["one applies", () => submit(0, 0)],
    ["and far from home", () => submit(0, 1)],
    ["others apply", async () => [await submit(1, 0), await submit(2, 2), await submit(3, 2)].find(Boolean)],
    ["the host reads", () => told(host, READ, { id: sent[0] })],
    ["says yes after three days", () => told(host, ACCEPT, { id: sent[0] }, LATER)],
    ["says no", () => told(host, REFUSE, { id: sent[2], reason: "Plus de place." }, LATER)],
    ["yes to a third", () => told(host, ACCEPT, { id: sent[3] }, LATER)],
    ["a student confirms", () => told(students[0]!, CONFIRM, { id: sent[0] }, LATER)],
    ["another gives up", () => told(students[2]!, WITHDRAW, { id: sent[3] }, LATER)],
    ["a school books for two", () => told(head, "mutation($offerId: ID!, $studentIds: [ID!]!) { bookOffer(input: { offerId: $offerId, studentIds: $studentIds }) { id } }", { offerId: offers[3]!.id, studentIds: [students[1]!.studentId, students[2]!.studentId] }, LATER)],
    ["the host cancels what was confirmed", () => told(host, CANCEL, { id: sent[0], reason: "Fermeture." }, LATER)],
    ["one who applied changes schools", () => platform.db.transaction((tx) => mirrorStudent(tx, { ...aStudent({ id: students[1]!.studentId, schoolUai: LIMOGES }), firstName: "", lastName: "", birthDate: "2011-01-01", className: "2de 1", home: { latitude: 45.83, longitude: 1.26 } }))],
    ["time passes, and the sweep ends what was not answered or confirmed", () => endOverdueCandidatures(write, MUCH_LATER)],
    ["a student is erased", () => write((tx) => forgetStudent(tx, { studentId: students[0]!.studentId, personIds: [students[0]!.personId] }, MUCH_LATER))],
  ])("%s: every territory and part says what the tables hold", async (_, act) => {
    expect((await act()) ?? undefined).toBeUndefined();
    await fold();
    held = null;
    const now = MUCH_LATER;
    expect(await of("Campaign", { id: "2027" }, { now })).toEqual(await naive({}));
    for (const code of ["19", "87"]) expect({ code, ...(await of("Department", { code }, { now })) }).toEqual({ code, ...(await naive({ department: code })) });
    for (const uai of [TULLE, LIMOGES]) expect({ uai, ...(await of("School", { uai }, { now })) }).toEqual({ uai, ...(await naive({ school: uai })) });
    expect(await of("Sector", { code: "R" }, { now, args: '(academy: "22")' })).toEqual(await naive({ sector: "R", academy: "22" }));
  });

  it("a recount finds nothing to mend", async () => {
    expect((await subgraph.recount()).differences).toEqual([]);
  });
});
