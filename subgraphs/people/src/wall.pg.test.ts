import { PERSONA_NAMES, type PersonaName } from "@stages/demonstration/personas.ts";
import { demonstrationWorld } from "@stages/demonstration/world.ts";
import { type Actor, type ActorOf, actsForHost, actsForStudent, ANONYMOUS, personOf, PLATFORM, worksAtSchool } from "@stages/kernel/actor.ts";
import { AUDITED_ROLES } from "@stages/kernel/audited-roles.ts";
import { newId, uuidOf } from "@stages/kernel/ids.ts";
import { TOLD_ROLES } from "@stages/kernel/notification-kind.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { actorIn, openWall, type Party, type Wall } from "@stages/testing/wall.ts";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPeopleSubgraph } from "./subgraph.ts";

const NOW = Temporal.Instant.from("2027-03-01T09:00:00Z");
const world = demonstrationWorld({ today: Temporal.PlainDate.from("2027-03-01") });
/** Every walled table, and what names its rows below. */
const WALLED = {
  persons: "id", grants: "person_id", students: "id", legal_representatives: "person_id", staff: "person_id", exam_duties: "person_id",
  referent_teachers: "student_id", student_hosts: "student_id", student_tutors: "student_id",
  national_identifiers: "person_id", corrected_emails: "person_id", invitations: "person_id",
  access_records: "student_id", sign_ins: "person_id", territory_invitations: "email_index", host_invitations: "host_id",
  conventions: "id", erased_students: "student_id", personal_links: "convention_id", outgoing_mails: "recipient_id", link_requests: "address_index",
  notifications: "id", notification_preferences: "person_id", deliveries: "person_id", push_subscriptions: "person_id", figure_exports: "person_id",
};
const SCHOOL_HEADS: readonly PersonaName[] = ["school-head", "other-school-head"];
const academiesOf = (name: PersonaName) => (actorIn(world, name) as ActorOf<"RECTORAT">).academies;
const SCHOOL_STAFF: readonly PersonaName[] = ["school-head", "referent-teacher", "education-adviser"];
const uuids = (ids: readonly string[]) => new Set(ids.map((id) => uuidOf(id as never)));

/** In the second school, so that the two have something to keep from each other. */
const teacherOf = (persona: PersonaName) => {
  const { schoolUai } = world.staff.find(({ personId }) => personId === world.personas[persona])!;
  return world.staff.find((post) => post.schoolUai === schoolUai && post.function === "TEACHER")!.personId;
};
const TEACHERS = [teacherOf("school-head"), teacherOf("other-school-head")];
/** By the ministry, one student of each of the two schools. */
const READ = SCHOOL_HEADS.map((head) => world.students.find(({ schoolUai }) => worksAtSchool(actorIn(world, head), schoolUai))!);
interface Territory {
  readonly academy: string | null;
  readonly department: string | null;
}
const inAcademy = (academy: string): Territory => ({ academy, department: null });
const inDepartment = (department: string): Territory => ({ academy: null, department });
/** To the staff of each persona's académie, to that of two départements of the first, and to the ministry's. */
const INVITED: readonly Territory[] = [
  ...[...academiesOf("rectorat"), ...academiesOf("other-rectorat")].map(inAcademy), inDepartment("19"), inDepartment("87"), { academy: null, department: null },
];
const indexFor = ({ academy, department }: Territory) => `who is invited to ${academy} or ${department}`;
/** "rectorat and DASEN staff by academy and department": each sees its own colleagues. */
const invites = (actor: Actor, { academy, department }: Territory) =>
  actor.role === "MINISTRY" || (actor.role === "RECTORAT" && (actor.academies.some((code) => code === academy) || actor.departments.some((code) => code === department)));
const FOLLOWED = world.students.filter((_, index) => index % 3 === 0);

const hostsOf = (studentId: string) => world.candidatures.filter((one) => one.studentId === studentId).map(({ hostId }) => hostId);
const tutorsOf = (studentId: string) => world.conventions.filter((one) => one.studentId === studentId).map(({ host }) => host?.tutor.email.toLowerCase());

/** Who knows a student, in the domain's words: the family, the school, the hosts applied to, the tutors named. */
function knows(actor: Actor, { id, schoolUai }: (typeof world.students)[number]): boolean {
  if (actor.role === "HOST_MANAGER") return hostsOf(id).some((host) => actor.hostIds.includes(host));
  if (actor.role === "TUTOR") return tutorsOf(id).includes(actor.email.toLowerCase());
  return actsForStudent(actor, id) || worksAtSchool(actor, schoolUai);
}

/** Each convention has a link, to sign or to follow. */
const LINKED = world.conventions.map((convention, index) => ({ convention, purpose: index % 2 === 0 ? "FOLLOW_INTERN" : "SIGN_CONVENTION" }));
const maySendFor = (actor: Actor, { schoolUai, hostId }: (typeof world.conventions)[number]) => worksAtSchool(actor, schoolUai) || actsForHost(actor, hostId);

const isTold = ({ role }: Actor) => (TOLD_ROLES as readonly string[]).includes(role);
/** Of each persona a line in their role, one that they were told in another, and one of a bound that is theirs no more. */
const INBOXES = PERSONA_NAMES.flatMap((name) => {
  const actor = actorIn(world, name);
  const student = "studentId" in actor ? actor.studentId : "studentIds" in actor ? actor.studentIds[0]! : newId("student");
  const bounds = { student_id: uuidOf(student), host_id: uuidOf("hostIds" in actor && actor.hostIds[0] ? actor.hostIds[0] : newId("host")), school_uai: "schoolUais" in actor ? actor.schoolUais[0]! : "0000000A" };
  const elsewhere = { student_id: uuidOf(newId("student")), host_id: uuidOf(newId("host")), school_uai: "0000000B" };
  const line = (isTheirs: boolean, role: string, within: typeof bounds) => ({ id: newId("notification"), name, isTheirs, row: { person_id: uuidOf(personOf(actor)!), role, ...within } });
  return [
    line(isTold(actor), actor.role, bounds),
    line(false, actor.role === "TUTOR" ? "HOST_MANAGER" : "TUTOR", bounds),
    ...(actor.role === "TUTOR" ? [] : [line(false, actor.role, elsewhere)]),
  ];
});

function partyOf(name: PersonaName): Party {
  const actor = actorIn(world, name);
  const students = world.students.filter((student) => knows(actor, student));
  const isKnown = new Set<string>(students.map(({ id }) => id));
  // What is read of oneself, to take it away.
  const isFamily = actor.role === "STUDENT" || actor.role === "LEGAL_REPRESENTATIVE";
  const applied = students.filter(({ id }) => hostsOf(id).length > 0).map(({ id }) => id);
  const ofFamily = actor.role !== "HOST_MANAGER" && actor.role !== "TUTOR";
  const representatives = world.legalRepresentatives.filter(({ studentId }) => ofFamily && isKnown.has(studentId)).map(({ personId }) => personId);
  const staff = world.staff.map(({ personId }) => personId);
  const read = READ.filter(({ schoolUai }) => actor.role === "SCHOOL_HEAD" && worksAtSchool(actor, schoolUai));
  const readers = read.map(() => world.personas.ministry);
  const invited = INVITED.filter((territory) => invites(actor, territory));
  const colleagues = world.staff.filter(({ schoolUai }) => worksAtSchool(actor, schoolUai)).map(({ personId }) => personId);
  return {
    actor,
    own: {
      students: uuids([...isKnown]),
      grants: uuids([personOf(actor)!]),
      legal_representatives: uuids(representatives),
      staff: uuids(staff),
      persons: uuids([personOf(actor)!, ...students.map(({ personId }) => personId), ...representatives, ...staff, ...readers]),
      exam_duties: uuids(TEACHERS.filter((teacher) => colleagues.includes(teacher))),
      referent_teachers: uuids(FOLLOWED.filter(({ id }) => actor.role !== "HOST_MANAGER" && isKnown.has(id)).map(({ id }) => id)),
      student_hosts: uuids(actor.role === "HOST_MANAGER" ? [...isKnown] : isFamily ? applied : []),
      student_tutors: uuids(actor.role === "TUTOR" ? [...isKnown] : []),
      national_identifiers: uuids(isFamily ? students.map(({ personId }) => personId) : []),
      corrected_emails: uuids(isFamily ? representatives : []),
      invitations: uuids("schoolUais" in actor ? [actor.personId] : []),
      conventions: uuids(world.conventions.filter((one) => maySendFor(actor, one)).map(({ id }) => id)),
      personal_links: uuids(LINKED.filter(({ purpose, convention }) => (isFamily && isKnown.has(convention.studentId)) || maySendFor(actor, convention) && (actor.role !== "HOST_MANAGER" || purpose === "FOLLOW_INTERN")).map(({ convention }) => convention.id)),
      outgoing_mails: new Set(),
      link_requests: new Set(),
      access_records: uuids(isFamily ? READ.filter(({ id }) => isKnown.has(id)).map(({ id }) => id) : read.map(({ id }) => id)),
      sign_ins: uuids([personOf(actor)!]),
      territory_invitations: new Set(invited.map(indexFor)),
      host_invitations: uuids(actor.role === "HOST_MANAGER" ? actor.hostIds : []),
      erased_students: new Set(),
      notifications: uuids(INBOXES.filter((line) => line.name === name && line.isTheirs).map(({ id }) => id)),
      notification_preferences: uuids(isTold(actor) ? [personOf(actor)!] : []),
      deliveries: new Set(),
      push_subscriptions: uuids(isTold(actor) ? [personOf(actor)!] : []),
      figure_exports: uuids(AUDITED_ROLES.has(actor.role) ? [personOf(actor)!] : []),
    },
  };
}
const parties = new Map(PERSONA_NAMES.map((name) => [name, partyOf(name)]));
const actor = (name: PersonaName): Actor => parties.get(name)!.actor;

let database: TestDatabase;
let wall: Wall;

beforeAll(async () => {
  database = await freshDatabase("people_wall", async (url) => {
    const subgraph = createPeopleSubgraph({ databaseUrl: url, clock: () => NOW, onFailure: (error) => console.error(error) });
    await subgraph.migrate();
    await subgraph.loadDemonstration(world);
    await subgraph.stop();
  });
  wall = openWall("people", database.url, WALLED);
  // What the world does not have, so that each table has something to hide.
  const { admin } = wall;
  const someone = uuidOf(TEACHERS[0]!);
  for (const teacher of TEACHERS) await admin`insert into people.exam_duties values (${uuidOf(teacher)}, '2027-06-15')`;
  for (const { id } of FOLLOWED) await admin`insert into people.referent_teachers values (${uuidOf(id)}, ${someone}, now(), ${someone})`;
  await admin`insert into people.national_identifiers select md5(person_id::text), person_id from (select distinct person_id from people.students) s`;
  await admin`insert into people.corrected_emails (person_id, student_id, former, corrected, at, by_person_id, by_role) select person_id, student_id, '\\x00'::bytea, '\\x00'::bytea, now(), ${someone}, 'SCHOOL_HEAD' from people.legal_representatives`;
  await admin`insert into people.invitations (person_id, school_uai, function, email_index, invited_at, invited_by) select person_id, school_uai, function, md5(person_id::text), now(), ${someone} from people.staff`;
  for (const [index, { id, schoolUai, academy }] of READ.entries()) {
    await admin`insert into people.access_records (request_id, student_id, reader_id, reader_role, school_uai, academy, at, coordinates, categories)
      values (${`request ${index}`}, ${uuidOf(id)}, ${uuidOf(world.personas.ministry)}, 'MINISTRY', ${schoolUai}, ${academy}, now(), '{}', '{}')`;
  }
  await admin`insert into people.sign_ins (person_id, issuer, match, at) select id, 'educonnect', 'INE', now() from people.persons`;
  await admin`insert into people.territory_invitations ${admin(INVITED.map((territory) => ({ email_index: indexFor(territory), role: territory.academy ?? territory.department ? "RECTORAT" : "MINISTRY", ...territory, invited_at: new Date(0) })))}`;
  await admin`insert into people.host_invitations (host_id, email_index, address, recipient_id, invited_at, invited_by) select id, md5(id::text), '\\x00'::bytea, gen_random_uuid(), now(), ${someone} from people.hosts`;
  await admin`insert into people.erased_students values (gen_random_uuid(), now(), ${someone}, '\\x00'::bytea)`;
  const links = LINKED.map(({ convention: { id, studentId, schoolUai, hostId }, purpose }) => ({
    id: uuidOf(newId("link")), purpose, convention_id: uuidOf(id), student_id: uuidOf(studentId), school_uai: schoolUai, host_id: uuidOf(hostId), person_id: someone,
    token_hash: id, created_at: NOW.toString(), expires_at: NOW.toString(),
  }));
  await admin`insert into people.personal_links ${admin(links)}`;
  await admin`insert into people.outgoing_mails (recipient_id, written_at, expires_at, mail, failures) values (${someone}, now(), now(), '\\x00'::bytea, 0)`;
  await admin`delete from people.notifications`;
  await admin`insert into people.notifications ${admin(INBOXES.map(({ id, row }) => ({ ...row, id: uuidOf(id), kind: "ABSENCE", event_id: uuidOf(id), details: Buffer.from("00", "hex"), created_at: NOW.toString() })))}`;
  await admin`insert into people.notification_preferences select id, 'ABSENCE', 'MAIL', true, now() from people.persons`;
  await admin`insert into people.deliveries (id, notification_id, person_id, channel, due_at) select id, id, person_id, 'MAIL', now() from people.notifications`;
  await admin`insert into people.push_subscriptions select gen_random_uuid(), id, id::text, '\\x00'::bytea, now() from people.persons`;
  await admin`insert into people.figure_exports select id::text, id, 'MINISTRY', 'FUNNEL', '2027', '{}', now(), now(), 1 from people.persons`;
  await admin`insert into people.link_requests values (md5('a'), '\\x00'::bytea, now())`;
  await admin`analyze`;
});
afterAll(async () => {
  await wall.close();
  await database.drop();
});

describe("a row is shown to its circle alone, whatever the query asks", () => {
  it.each(PERSONA_NAMES)("%s", async (name) => {
    for (const table of Object.keys(WALLED)) expect(await wall.seen(actor(name), table), table).toEqual(parties.get(name)!.own[table]);
  });

  it.each(Object.keys(WALLED))("no row of %s without a context, under the role of any kind of actor", async (table) => {
    expect((await wall.seen(PLATFORM, table)).size).toBeGreaterThan(0);
    expect(await wall.openWithoutContext(table)).toEqual([]);
    expect((await wall.seen(ANONYMOUS, table)).size).toBe(0);
  });

  it("but counts of a territory are everyone's to know", async () => {
    const count = async (who: Actor) => wall.under(who).execute(sql`select enrolled from people.count_enrolled(array['22']::varchar[])`);
    const enrolled = world.students.filter(({ academy, campaignId }) => academy === "22" && campaignId === world.runningCampaignId).length;
    for (const who of [ANONYMOUS, actor("student"), actor("rectorat")]) expect(await count(who)).toEqual([{ enrolled }]);
    expect(await wall.under(actor("other-school-head")).execute(sql`select people.newest_campaign() as id`)).toEqual([{ id: world.runningCampaignId }]);
  });

  it.each(["student", "legal-representative", "host-manager", "tutor", "school-head"] as const)("by an index, for %s", async (name) => {
    // A small table is read whole as soon as that is cheaper: what is asked here is whether an index can serve.
    for (const table of ["students", "grants"]) {
      const plan = await wall.plan(actor(name), `select * from people.${table}`, ["enable_seqscan = off"]);
      expect(plan).toMatch(/Index Cond/);
      expect(plan).not.toContain("Seq Scan");
    }
  });

  it.each(PERSONA_NAMES)("persons known by their ids, by an index alone, for %s", async (name) => {
    const ids = world.persons.slice(0, 30).map(({ id }) => `'${uuidOf(id)}'`);
    const plan = await wall.plan(actor(name), `select * from people.persons where id in (${ids.join()})`, ["enable_seqscan = off"]);
    expect(plan).not.toContain("Seq Scan");
  });
});

describe("nothing is written outside of one's circle", () => {
  const refusedBySql = { cause: { code: "42501" } };
  const write = (who: PersonaName, statement: string) => wall.under(actor(who)).execute(sql.raw(statement));
  const familyOf = (persona: PersonaName) => {
    const head = actor(persona);
    const isOurs = new Set<string>(world.students.filter(({ schoolUai }) => worksAtSchool(head, schoolUai)).map(({ id }) => id));
    const family = world.legalRepresentatives.filter(({ studentId }) => isOurs.has(studentId));
    return family.find(({ personId }) => world.persons.find(({ id }) => id === personId)!.subject === null)!;
  };

  it("an address is corrected by the school of the representative, until they have an account", async () => {
    const correct = (id: string) => `update people.persons set email_index = null where id = '${uuidOf(id as never)}' returning id`;
    const ours = familyOf("school-head").personId;
    const theirs = familyOf("other-school-head").personId;
    for (const who of SCHOOL_STAFF) {
      expect(await write(who, correct(ours)), who).toHaveLength(1);
      expect(await write(who, correct(theirs)), who).toHaveLength(0);
    }
    await expect(write("school-head", correct(world.personas["legal-representative"]))).rejects.toMatchObject(refusedBySql);
    // A colleague can be locked, not rewritten.
    expect(await write("school-head", `select id from people.persons where id = '${uuidOf(TEACHERS[0]!)}' for update`)).toHaveLength(1);
    await expect(write("school-head", correct(TEACHERS[0]!))).rejects.toMatchObject(refusedBySql);
  });

  it("an account is nobody's to give, nor a role", async () => {
    for (const name of PERSONA_NAMES) {
      await expect(write(name, "update people.persons set subject = 'me'"), name).rejects.toMatchObject(refusedBySql);
      await expect(write(name, `insert into people.grants (person_id, role) values ('${uuidOf(personOf(actor(name))!)}', 'MINISTRY')`), name).rejects.toMatchObject(refusedBySql);
      await expect(write(name, "update people.students set class_name = 'x'"), name).rejects.toMatchObject(refusedBySql);
      await expect(write(name, "select payload from people.outbox"), name).rejects.toMatchObject(refusedBySql);
    }
  });

  it("what one was told is marked as read, by whom it was told, and no other word of it is written", async () => {
    const mine = (who: PersonaName) => INBOXES.find(({ name, isTheirs }) => name === who && isTheirs)!.id;
    const mark = (id: string) => `update people.notifications set read_at = now() where id = '${uuidOf(id as never)}' returning id`;
    expect(await write("host-manager", mark(mine("host-manager")))).toHaveLength(1);
    expect(await write("other-host-manager", mark(mine("host-manager")))).toHaveLength(0);
    for (const { id, name } of INBOXES.filter(({ isTheirs, name }) => !isTheirs && isTold(actor(name)))) expect(await write(name, mark(id)), name).toHaveLength(0);
    for (const who of ["student", "host-manager", "school-head"] as const) {
      await expect(write(who, "update people.notifications set settled_at = now()"), who).rejects.toMatchObject(refusedBySql);
      await expect(write(who, "delete from people.notifications"), who).rejects.toMatchObject(refusedBySql);
    }
    await expect(write("rectorat", mark(mine("school-head")))).rejects.toMatchObject(refusedBySql);
  });

  it("how one wants to be told is one's own to say", async () => {
    const choose = (id: string) => `insert into people.notification_preferences values ('${uuidOf(id as never)}', 'ABSENCE', 'SMS', false, now()) on conflict (person_id, kind, channel) do update set wanted = false`;
    await write("student", choose(world.personas.student));
    await expect(write("student", choose(world.personas["other-student"]))).rejects.toMatchObject(refusedBySql);
    await expect(write("rectorat", choose(world.personas.rectorat))).rejects.toMatchObject(refusedBySql);
    await wall.admin`delete from people.notification_preferences where channel = 'SMS'`;
  });

  it("a correction is remembered of one's own students, in one's own name", async () => {
    const remember = ({ personId, studentId }: { personId: string; studentId: string }, by: PersonaName) =>
      `insert into people.corrected_emails (person_id, student_id, former, corrected, at, by_person_id, by_role)
       values ('${uuidOf(personId as never)}', '${uuidOf(studentId as never)}', 'a', 'b', now(), '${uuidOf(world.personas[by])}', 'SCHOOL_HEAD')`;
    await write("school-head", remember(familyOf("school-head"), "school-head"));
    await expect(write("school-head", remember(familyOf("other-school-head"), "school-head"))).rejects.toMatchObject(refusedBySql);
    await expect(write("school-head", remember(familyOf("school-head"), "other-school-head"))).rejects.toMatchObject(refusedBySql);
  });

  it("a DASEN's staff are invited to its own départements, and to nothing of their académie", async () => {
    const invite = (by: PersonaName, { academy, department }: Territory, role = "RECTORAT") => {
      const quoted = [academy, department].map((code) => (code === null ? "null" : `'${code}'`)).join(", ");
      return `insert into people.territory_invitations (email_index, role, academy, department, invited_at, invited_by) values ('wanted in ${academy} or ${department}', '${role}', ${quoted}, now(), '${uuidOf(world.personas[by])}')`;
    };
    for (const territory of [inDepartment("87"), inAcademy("22"), { academy: "22", department: "19" }, { academy: null, department: null }]) {
      await expect(write("dasen", invite("dasen", territory)), JSON.stringify(territory)).rejects.toMatchObject(refusedBySql);
    }
    await expect(write("dasen", invite("dasen", inDepartment("19"), "MINISTRY"))).rejects.toMatchObject(refusedBySql);
    await expect(write("rectorat", invite("rectorat", inDepartment("19")))).rejects.toMatchObject(refusedBySql);
    await expect(write("rectorat", invite("rectorat", { academy: "22", department: "19" }))).rejects.toMatchObject(refusedBySql);
    await write("dasen", invite("dasen", inDepartment("19")));
    // One or the other, even for whom no policy stops.
    for (const [territory, role] of [[{ academy: "22", department: "19" }, "RECTORAT"], [{ academy: null, department: null }, "RECTORAT"], [inDepartment("19"), "MINISTRY"]] as const) {
      await expect(write("ministry", invite("ministry", territory, role)), role).rejects.toMatchObject({ cause: { code: "23514" } });
    }
    await wall.admin`delete from people.territory_invitations where email_index like 'wanted in %'`;
  });

  it("the staff of the State is invited by the ministry, and by a rectorat to its own académies", async () => {
    const [own] = academiesOf("rectorat") as [string];
    const invite = (by: PersonaName, academy: string, role = "RECTORAT") =>
      `insert into people.territory_invitations (email_index, role, academy, invited_at, invited_by) values ('wanted in ${academy}', '${role}', '${academy}', now(), '${uuidOf(world.personas[by])}')`;
    await expect(write("other-rectorat", invite("other-rectorat", own))).rejects.toMatchObject(refusedBySql);
    await expect(write("rectorat", invite("rectorat", own, "MINISTRY"))).rejects.toMatchObject(refusedBySql);
    await expect(write("rectorat", invite("other-rectorat", own))).rejects.toMatchObject(refusedBySql);
    await write("rectorat", invite("rectorat", own));
    await write("ministry", invite("ministry", academiesOf("other-rectorat")[0]!));
    for (const who of ["student", "host-manager", "school-head"] as const) await expect(write(who, invite(who, own)), who).rejects.toMatchObject(refusedBySql);
    for (const who of ["rectorat", "ministry"] as const) {
      await expect(write(who, "update people.territory_invitations set claimed_at = null"), who).rejects.toMatchObject(refusedBySql);
      await expect(write(who, "delete from people.territory_invitations"), who).rejects.toMatchObject(refusedBySql);
    }
    await wall.admin`delete from people.territory_invitations where email_index like 'wanted in %'`;
  });

  it("what was read, and who signed in, is nobody's to write", async () => {
    for (const name of PERSONA_NAMES) {
      await expect(write(name, "insert into people.sign_ins (person_id, issuer, match, at) values (gen_random_uuid(), 'x', 'INE', now())"), name).rejects.toMatchObject(refusedBySql);
      await expect(write(name, "insert into people.access_records (request_id, student_id, reader_id, reader_role, at, coordinates, categories) values ('x', gen_random_uuid(), gen_random_uuid(), 'MINISTRY', now(), '{}', '{}')"), name).rejects.toMatchObject(refusedBySql);
    }
  });

  it("a link, its mail and who asked for it are nobody's to write", async () => {
    const changes = [
      "update people.personal_links set revoked_at = null",
      "delete from people.personal_links",
      "update people.conventions set status = 'VALIDATED'",
      "update people.outgoing_mails set mail = null",
      "delete from people.link_requests",
    ];
    for (const name of PERSONA_NAMES) for (const change of changes) await expect(write(name, change), `${name}: ${change}`).rejects.toMatchObject(refusedBySql);
  });

  it("duties and referent teachers are written by the head of that school", async () => {
    const [ours, theirs] = TEACHERS as [string, string];
    const duty = (teacher: string) => `insert into people.exam_duties values ('${uuidOf(teacher as never)}', '2027-06-17')`;
    await write("school-head", duty(ours));
    await expect(write("school-head", duty(theirs))).rejects.toMatchObject(refusedBySql);
    await expect(write("referent-teacher", duty(ours))).rejects.toMatchObject(refusedBySql);
    expect(await write("school-head", `delete from people.exam_duties where person_id = '${uuidOf(theirs as never)}' returning day`)).toHaveLength(0);
    const follow = (student: string) =>
      `insert into people.referent_teachers values ('${uuidOf(student as never)}', '${uuidOf(ours as never)}', now(), '${uuidOf(world.personas["school-head"])}')
       on conflict (student_id) do update set teacher_id = excluded.teacher_id`;
    await write("school-head", follow(familyOf("school-head").studentId));
    await expect(write("school-head", follow(familyOf("other-school-head").studentId))).rejects.toMatchObject(refusedBySql);
    await expect(write("school-head", follow(newId("student")))).rejects.toMatchObject(refusedBySql);
  });
});

describe("10 000 transactions of everyone, one in four aborted, on four connections", () => {
  it("leak nothing", async () => {
    expect(await wall.leaks(10_000, [...parties.values()])).toBe(0);
  });

  it("leak a great deal when a session keeps its standing: the control", async () => {
    expect(await wall.naiveLeaks(2_000, [...parties.values()])).toBeGreaterThan(10);
  });
});
