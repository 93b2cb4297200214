import type { PersonaName } from "@stages/demonstration/personas.ts";
import { demonstrationWorld } from "@stages/demonstration/world.ts";
import type { Actor, ActorOf } from "@stages/kernel/actor.ts";
import { newId, uuidOf } from "@stages/kernel/ids.ts";
import { departmentOf, type Uai } from "@stages/kernel/uai.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { actorIn, openWall, type Party, type Wall } from "@stages/testing/wall.ts";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isConcerned } from "./domain/audience.ts";
import { isConcernedByBooking } from "./domain/booking.ts";
import { createCandidaturesSubgraph } from "./subgraph.ts";

const NOW = Temporal.Instant.from("2027-03-01T09:00:00Z");
const WALLED = { candidatures: "id", history: "candidature_id", students: "id", offers: "id", host_managers: "host_id", transfers: "candidature_id", bookings: "id" };
const PERSONAS: readonly PersonaName[] = [
  "student", "adult-student", "legal-representative", "host-manager", "tutor", "school-head", "referent-teacher", "education-adviser",
  "rectorat", "ministry", "other-student", "other-host-manager", "other-school-head", "other-rectorat", "dasen",
];
const world = demonstrationWorld({ today: Temporal.PlainDate.from("2027-03-01") });
const uuids = (ids: readonly string[]) => new Set(ids.map((id) => uuidOf(id as never)));

/** Given to the one manager of their host. */
const GIVEN = world.candidatures.filter(({ status }) => status === "READ");

/** Whose rows are whose, from the world and the first wall's own rule. */
function partyOf(name: PersonaName): Party {
  const actor = actorIn(world, name);
  const candidatures = uuids(world.candidatures.filter((one) => isConcerned(actor, one)).map(({ id }) => id));
  const booksForSchool = actor.role === "SCHOOL_HEAD" || actor.role === "REFERENT_TEACHER" ? world.students.filter(({ schoolUai }) => actor.schoolUais.includes(schoolUai)) : [];
  const students = actor.role === "STUDENT" ? [actor.studentId] : actor.role === "LEGAL_REPRESENTATIVE" ? actor.studentIds : booksForSchool.map(({ id }) => id);
  const bookings = uuids(world.bookings.filter((one) => isConcernedByBooking(actor, one)).map(({ id }) => id));
  const offers = world.offers.filter(({ publishedAt }) => publishedAt !== null).map(({ id }) => id);
  const hosts = actor.role === "HOST_MANAGER" ? actor.hostIds : [];
  const given = uuids(world.candidatures.filter((one) => hosts.includes(one.hostId) && GIVEN.includes(one)).map(({ id }) => id));
  return { actor, own: { candidatures, history: candidatures, students: uuids(students), offers: uuids(offers), host_managers: uuids(hosts), transfers: given, bookings } };
}
const parties = new Map(PERSONAS.map((name) => [name, partyOf(name)]));
const actor = (name: PersonaName): Actor => parties.get(name)!.actor;

let database: TestDatabase;
let wall: Wall;

beforeAll(async () => {
  database = await freshDatabase("candidatures_wall", async (url) => {
    const subgraph = createCandidaturesSubgraph({ databaseUrl: url, clock: () => NOW, onFailure: (error) => console.error(error) });
    await subgraph.migrate();
    await subgraph.loadDemonstration(world);
    await subgraph.stop();
  });
  wall = openWall("candidatures", database.url, WALLED);
  for (const { id, hostId } of GIVEN) {
    const manager = uuidOf(world.hosts.find((host) => host.id === hostId)!.managerPersonId);
    await wall.admin`insert into candidatures.transfers (candidature_id, at, by_person_id, to_person_id) values (${uuidOf(id)}, now(), ${manager}, ${manager})`;
  }
  await wall.admin`analyze`;
});
afterAll(async () => {
  await wall.close();
  await database.drop();
});

describe("a row is shown to its circle alone, whatever the query asks", () => {
  it.each(PERSONAS)("%s", async (name) => {
    for (const table of Object.keys(WALLED)) expect(await wall.seen(actor(name), table), table).toEqual(parties.get(name)!.own[table]);
  });

  it.each(Object.keys(WALLED))("no row of %s without a context, under the role of any kind of actor", async (table) => {
    expect(await wall.openWithoutContext(table)).toEqual([]);
  });

  it("but of an offer, how many seats are taken is everyone's to know, and nothing more", async () => {
    const { offerId } = world.candidatures.find(({ status }) => status === "CONFIRMED")!;
    const taken = async (who: Actor) => wall.under(who).execute(sql`select taken from candidatures.seats_taken(array[${uuidOf(offerId)}]::uuid[], '2027-03-01')`);
    const [counted] = await taken(actor("ministry"));
    expect(counted!["taken"]).toBeGreaterThan(0);
    expect(await taken(actor("other-student"))).toEqual([counted]);
    expect(await taken(actor("tutor"))).toEqual([counted]);
  });

  it.each(["student", "legal-representative", "host-manager", "school-head", "rectorat", "dasen"] as const)("by an index, for %s", async (name) => {
    // A small table is read whole as soon as that is cheaper: what is asked here is whether an index can serve.
    const plan = await wall.plan(actor(name), "select id from candidatures.candidatures", ["enable_seqscan = off"]);
    expect(plan).toMatch(/Index Cond/);
    expect(plan).not.toContain("Seq Scan");
  });
});

describe("the département of a candidature", () => {
  it("is that of its school, by PostgreSQL's rule as by the kernel's", async () => {
    const [rule] = await wall.admin<{ rule: string }[]>`select pg_get_expr(adbin, adrelid) as rule from pg_attrdef d join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
      where d.adrelid = 'candidatures.candidatures'::regclass and attname = 'department'`;
    const uais = Array.from({ length: 1_000 }, (_, prefix) => `${String(prefix).padStart(3, "0")}0001A`);
    const rows = await wall.admin.unsafe<{ uai: string; department: string }[]>(`select school_uai as uai, ${rule!.rule} as department from unnest($1::varchar[]) school_uai`, [uais]);
    expect(rows.map(({ department }) => department)).toEqual(uais.map((uai) => departmentOf(uai as Uai)));
  });

  it("is nobody's to write", async () => {
    await expect(wall.admin`update candidatures.candidatures set department = '87'`).rejects.toMatchObject({ code: "428C9" });
  });
});

describe("nothing is written outside of one's circle", () => {
  const refusedBySql = { cause: { code: "42501" } };
  const write = (who: PersonaName, statement: string) => wall.under(actor(who)).execute(sql.raw(statement));
  const others = () => world.candidatures.find((one) => !isConcerned(actor("host-manager"), one) && !isConcerned(actor("student"), one))!;

  it("another's candidature is not touched", async () => {
    const id = uuidOf(others().id);
    for (const who of ["student", "host-manager"] as const) {
      expect(await write(who, `update candidatures.candidatures set status = 'WITHDRAWN' where id = '${id}' returning id`)).toHaveLength(0);
      expect(await write(who, `select id from candidatures.candidatures where id = '${id}' for update`)).toHaveLength(0);
    }
  });

  it("a candidature is sent for oneself alone, and is never given to another", async () => {
    const { studentId: other } = others();
    const copy = (student: string) =>
      `insert into candidatures.candidatures (id, offer_id, host_id, student_id, school_uai, academy, campaign_id, period, status, motivation, submitted_at, last_day_to_answer, distance_km)
       select '${uuidOf(newId("candidature"))}', '${uuidOf(newId("offer"))}', host_id, '${student}', school_uai, academy, campaign_id, period,
       'SUBMITTED', motivation, submitted_at, last_day_to_answer, distance_km from candidatures.candidatures limit 1`;
    const undone = new Error("undone");
    const sending = wall.under(actor("student")).transaction(async (tx) => {
      expect((await tx.execute(sql.raw(copy(uuidOf((actor("student") as ActorOf<"STUDENT">).studentId))))).count).toBe(1);
      throw undone;
    });
    await expect(sending).rejects.toBe(undone);
    await expect(write("student", copy(uuidOf(other)))).rejects.toMatchObject(refusedBySql);
    await expect(write("host-manager", copy(uuidOf(other)))).rejects.toMatchObject(refusedBySql);
    await expect(write("student", `update candidatures.candidatures set student_id = '${uuidOf(other)}'`)).rejects.toMatchObject(refusedBySql);
    await expect(write("host-manager", "update candidatures.candidatures set motivation = 'x'")).rejects.toMatchObject(refusedBySql);
  });

  it("who reads without deciding writes nothing", async () => {
    for (const who of ["legal-representative", "tutor", "school-head", "referent-teacher", "education-adviser", "rectorat", "ministry"] as const) {
      await expect(write(who, "update candidatures.candidatures set status = 'WITHDRAWN'"), who).rejects.toMatchObject(refusedBySql);
      await expect(write(who, "delete from candidatures.candidatures"), who).rejects.toMatchObject(refusedBySql);
    }
  });

  it("bookings are written by nobody's request", async () => {
    for (const who of PERSONAS) {
      await expect(write(who, "insert into candidatures.bookings (id) values (gen_random_uuid())"), who).rejects.toMatchObject(refusedBySql);
      await expect(write(who, "update candidatures.bookings set host_id = host_id"), who).rejects.toMatchObject(refusedBySql);
      await expect(write(who, "delete from candidatures.bookings"), who).rejects.toMatchObject(refusedBySql);
    }
  });

  it("nothing is remembered of another's candidature, nor in another's name", async () => {
    const mine = world.candidatures.find((one) => isConcerned(actor("student"), one))!;
    const remember = (candidature: string, by: string) =>
      `insert into candidatures.history (candidature_id, "to", at, by_person_id, by_role) values ('${candidature}', 'READ', now(), '${by}', 'STUDENT')`;
    const me = uuidOf(world.personas.student);
    await expect(write("student", remember(uuidOf(others().id), me))).rejects.toMatchObject(refusedBySql);
    await expect(write("student", remember(uuidOf(mine.id), uuidOf(world.personas["host-manager"])))).rejects.toMatchObject(refusedBySql);
  });

  it("a step is taken by whose it is, whatever the rules above let through", async () => {
    const [one] = await write("host-manager", "select id, status from candidatures.candidatures where status in ('SUBMITTED', 'READ') limit 1");
    const { id } = one as { id: string };
    const illegal = { cause: { code: "23001" } };
    for (const status of ["CONFIRMED", "WITHDRAWN", "EXPIRED", "SUPERSEDED"]) {
      await expect(write("host-manager", `update candidatures.candidatures set status = '${status}' where id = '${id}'`), status).rejects.toMatchObject(illegal);
    }
    const mine = world.candidatures.find((candidature) => isConcerned(actor("student"), candidature) && ["SUBMITTED", "READ"].includes(candidature.status))!;
    for (const status of ["ACCEPTED", "CONFIRMED", "REFUSED", "EXPIRED"]) {
      await expect(write("student", `update candidatures.candidatures set status = '${status}' where id = '${uuidOf(mine.id)}'`), status).rejects.toMatchObject(illegal);
    }
    const born = `insert into candidatures.candidatures (id, offer_id, host_id, student_id, school_uai, academy, campaign_id, period, status, motivation, submitted_at, last_day_to_answer, last_day_to_confirm, distance_km)
      select '${uuidOf(newId("candidature"))}', '${uuidOf(newId("offer"))}', host_id, student_id, school_uai, academy, campaign_id, period, 'ACCEPTED', motivation, submitted_at, last_day_to_answer, last_day_to_answer, distance_km from candidatures.candidatures limit 1`;
    await expect(write("student", born)).rejects.toMatchObject(illegal);
  });

  it("a candidature is given in one's own name, and to a manager of its host", async () => {
    const [mine] = await write("host-manager", "select id from candidatures.candidatures limit 1");
    const me = uuidOf(world.personas["host-manager"]);
    const stranger = uuidOf(world.personas["other-host-manager"]);
    const give = (candidature: string, by: string, to: string) => write("host-manager", `insert into candidatures.transfers (candidature_id, at, by_person_id, to_person_id) values ('${candidature}', now(), '${by}', '${to}')`);
    const { id } = mine as { id: string };
    await expect(give(id, stranger, me)).rejects.toMatchObject(refusedBySql);
    await expect(give(id, me, stranger)).rejects.toMatchObject(refusedBySql);
    await expect(give(uuidOf(others().id), me, me)).rejects.toMatchObject(refusedBySql);
    expect((await write("host-manager", "select person_id from candidatures.host_managers for share")).length).toBeGreaterThan(0);
    await expect(write("host-manager", "update candidatures.host_managers set person_id = person_id")).rejects.toMatchObject(refusedBySql);
    await expect(write("host-manager", "delete from candidatures.transfers")).rejects.toMatchObject(refusedBySql);
  });

  it("the copies of what others own can be locked, not changed", async () => {
    for (const table of ["offers", "students"]) {
      expect((await write("student", `select id from candidatures.${table} limit 1 for update`)).length, table).toBe(1);
      await expect(write("student", `update candidatures.${table} set id = id`), table).rejects.toMatchObject(refusedBySql);
    }
    await expect(write("host-manager", "update candidatures.offers set seats = 100")).rejects.toMatchObject(refusedBySql);
  });

  it("events are written, and read by the platform alone", async () => {
    for (const name of PERSONAS) await expect(write(name, "select payload from candidatures.outbox"), name).rejects.toMatchObject(refusedBySql);
  });
});

describe("with 100 000 candidatures, those of a territory", () => {
  const LIST = "select id from candidatures.candidatures";
  const first = (bound: string) => `${LIST} where ${bound} order by id limit 21`;
  let crowded: TestDatabase;
  let crowd: Wall;

  beforeAll(async () => {
    crowded = await freshDatabase("candidatures_crowd", async (url) => {
      const subgraph = createCandidaturesSubgraph({ databaseUrl: url, clock: () => NOW, onFailure: (error) => console.error(error) });
      await subgraph.migrate();
      await subgraph.stop();
    });
    crowd = openWall("candidatures", crowded.url, WALLED);
    // One in a hundred at Limoges' académie, of which a third in Corrèze, as in the country.
    await crowd.admin`
      insert into candidatures.candidatures (id, offer_id, host_id, student_id, school_uai, academy, campaign_id, period, status, motivation, submitted_at, last_day_to_answer, distance_km)
      select uuidv7(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
        case when n % 300 = 0 then '0190001A' when n % 100 = 0 then '0870001A' else '09' || lpad((n % 95)::text, 2, '0') || '001A' end,
        case when n % 100 = 0 then '22' else '24' end, '2027', 'WEEK_1', 'SUBMITTED', '\\x00', now(), '2027-03-10', '\\x00'
      from generate_series(1, 100000) n`;
    await crowd.admin`analyze`;
  });
  afterAll(async () => {
    await crowd.close();
    await crowded.drop();
  });

  it.each([
    ["rectorat", "academy in ('22')", /academy_id_index/],
    ["dasen", "department in ('19')", /department_id_index/],
  ] as const)("are found by indexes, by the %s: all of them, and a page", async (name, bound, index) => {
    const all = await crowd.plan(actor(name), LIST);
    expect(all).toMatch(/BitmapOr/);
    expect(all).not.toContain("Seq Scan");
    const page = await crowd.plan(actor(name), first(bound));
    expect(page).toMatch(index);
    expect(page).not.toContain("Seq Scan");
    const rows = await crowd.under(actor(name)).execute(sql.raw(LIST));
    expect(rows).toHaveLength(name === "dasen" ? 333 : 1_000);
  });

  it("would be looked for in the whole table if the département were asked of a function: the control", async () => {
    await crowd.admin`drop policy rectorat on candidatures.candidatures`;
    await crowd.admin.unsafe(`create policy rectorat on candidatures.candidatures for select to stages_candidatures_rectorat
      using (academy = any (nullif(current_setting('stages.academies', true), '')::varchar[]) or substr(school_uai, 2, 2) = any (nullif(current_setting('stages.departments', true), '')::varchar[]))`);
    expect(await crowd.plan(actor("dasen"), LIST)).toContain("Seq Scan");
  });
});

describe("10 000 transactions of everyone, one in four aborted, on four connections", () => {
  it("leak nothing", async () => {
    expect(await wall.leaks(10_000, [...parties.values()])).toBe(0);
  });

  it("leak a great deal when a session keeps its standing: the control", async () => {
    expect(await wall.naiveLeaks(2_000, [...parties.values()])).toBeGreaterThan(100);
  });
});
