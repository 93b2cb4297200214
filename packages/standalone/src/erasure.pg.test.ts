import type { PersonaName } from "@stages/demonstration/personas.ts";
import { type Connection, connect, writer } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import { civilDateOf, systemClock } from "@stages/kernel/civil-time.ts";
import { uuidOf } from "@stages/kernel/ids.ts";
import { sweepErasedStudents } from "@stages/people/operations/sweep-erased-students.ts";
import { freshDatabase } from "@stages/testing/database.ts";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { LAST_NAME, MARK, OTHER, type PlantedWorld, plantedWorld } from "./erasure/planted-world.ts";
import { rowsWith, undeclaredTables } from "./erasure/traces.ts";
import { earOn } from "./listening.ts";
import { MODES, type PlatformUnderTest, platformUnderTest } from "./platform-under-test.ts";
import { createSubgraphs } from "./subgraphs.ts";

const EXPORT = "{ exportMyData { personId people candidatures conventions offers } }";
const ERASE = "mutation($input: EraseStudentInput!) { eraseStudent(input: $input) { studentId erasedAt } }";

/** The convention that is over: the only one of the student's that has everything. */
const OVER = (item: unknown) => (item as { readonly Statut?: string }).Statut === "COMPLETED";
type Path = readonly (string | number | typeof OVER)[];

function at(document: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => (typeof step === "function" ? (value as readonly unknown[]).find(step) : (value as Record<string | number, unknown>)[step]), document);
}

/** Where what a table holds of a student stands in what the student takes away. */
const EXPORTED: Readonly<Record<string, Path>> = {
  "people.persons": ["people", "Élève", "Personne"],
  "people.grants": ["people", "Rôles"],
  "people.students": ["people", "Élève", "Domicile"],
  "people.legal_representatives": ["people", "Élève", "Représentants légaux"],
  "people.referent_teachers": ["people", "Élève", "Professeur référent"],
  "people.student_hosts": ["people", "Élève", "Structures qui vous connaissent"],
  "people.access_records": ["people", "Élève", "Consultations par des personnels"],
  "people.corrected_emails": ["people", "Élève", "Adresses de représentants corrigées"],
  "people.national_identifiers": ["people", "Élève", "INE"],
  "people.sign_ins": ["people", "Premières connexions"],
  "people.notifications": ["people", "Avertissements"],
  "people.notification_preferences": ["people", "Préférences d'avertissement"],
  "people.push_subscriptions": ["people", "Navigateurs inscrits"],
  "candidatures.candidatures": ["candidatures", "Candidatures"],
  "candidatures.history": ["candidatures", "Candidatures", 0, "Histoire"],
  "candidatures.students": ["candidatures", "Positions"],
  "offers.favourites": ["offers", "Offres mises de côté"],
  "conventions.conventions": ["conventions", "Conventions"],
  "conventions.documents": ["conventions", "Conventions", OVER, "Document", "Texte"],
  "conventions.evidence": ["conventions", "Conventions", OVER, "Signatures"],
  "conventions.history": ["conventions", "Conventions", OVER, "Histoire"],
  "conventions.absences": ["conventions", "Conventions", OVER, "Absences"],
  "conventions.absence_steps": ["conventions", "Conventions", OVER, "Absences", 0, "Suivi"],
  "conventions.students": ["conventions", "Identité"],
};

/** What tells of a student and is not in the export, and why. */
const NOT_EXPORTED: Readonly<Record<string, string>> = {
  "people.student_tutors": "the index of an address, which nobody can read: the tutor is named in the conventions",
  "people.conventions": "a copy of the conventions' status",
  "conventions.representatives": "a copy of the legal representatives that people exports",
  "conventions.evidence_chains": "how long a chain of evidence is and where it ends, under the platform's key: its records are exported",
  "people.awaited_conventions": "what a mail will remind of: of what the conventions hold",
  "people.deliveries": "by which ways the notifications that are exported reached them",
  "bus.events": "on its way from one part of the platform to another, and of what the tables hold",
  "people.outbox": "as bus.events",
  "candidatures.outbox": "as bus.events",
  "conventions.outbox": "as bus.events",
  ...Object.fromEntries(["people", "candidatures", "conventions"].flatMap((schema) => [
    [`${schema}.statistics`, "on its way to the sums of a territory, and of what the tables hold"],
    [`${schema}.counted_students`, "how many of their candidatures and conventions were counted, which are exported themselves"],
  ])),
};

const planted: PlantedWorld = plantedWorld(civilDateOf(systemClock()));

const plantedDatabase = () =>
  freshDatabase(`planted_${process.pid}`, async (databaseUrl) => {
    const subgraphs = Object.values(createSubgraphs({ databaseUrl, clock: systemClock }));
    for (const subgraph of subgraphs) {
      await subgraph.migrate();
      await subgraph.loadDemonstration(planted.world);
      await subgraph.stop();
    }
  });

const { student, twin, other, mother, father, world } = planted;
const ids = [
  student.id, student.personId, father,
  ...world.candidatures.filter(({ studentId }) => studentId === student.id).map(({ id }) => id),
  ...world.conventions.filter(({ studentId }) => studentId === student.id).map(({ id }) => id),
];
const needles = [...ids, ...ids.map(uuidOf), MARK];

describe.each(MODES)("%s", (mode) => {
  let platform: PlatformUnderTest;
  let admin: Connection;
  let people: Connection;
  beforeAll(async () => {
    platform = await platformUnderTest(mode, [], plantedDatabase);
    admin = connect({ url: platform.databaseUrl, name: "test" });
    people = connect({ url: platform.databaseUrl, name: "test as people", role: roleOf("people", "PLATFORM") });
  });
  afterAll(async () => {
    await people.close();
    await admin.close();
    await platform.stop();
  });

  const exported = async (persona: PersonaName) => (await (await platform.as(persona)).need<{ exportMyData: object }>(EXPORT)).exportMyData;
  const childrenIn = (document: unknown) => (at(document, ["people", "Enfants"]) as { Identifiant: string }[]).map(({ Identifiant }) => Identifiant).toSorted();
  const erase = async (persona: PersonaName, over: object = {}) => {
    const input = { studentId: student.id, reason: "À la demande de la famille.", confirmLastName: LAST_NAME, ...over };
    return (await platform.as(persona)).ask<{ eraseStudent: { studentId: string; erasedAt: string } | null }>(ERASE, { input });
  };

  it("looks over every table", async () => {
    // Jobs are graphile-worker's tables, and name rows alone: `walls.pg.test.ts` says what they may hold.
    expect((await undeclaredTables(admin.db)).filter((name) => !name.endsWith(".migrations") && !name.startsWith("standalone.") && !/^[a-z]+_jobs\._private_/.test(name))).toEqual([]);
  });

  it("gives the student every value of theirs to take away, from every table, and none of another student", async () => {
    // So that there is a read to tell of.
    await (await platform.as("school-head")).need("query($id: ID!) { student(id: $id) { lastName home { communeName } } }", { id: student.id });
    const document = await exported("student");
    const text = JSON.stringify(document);
    for (const [what, value] of Object.entries(planted.planted)) expect(text, what).toContain(value);
    expect(text).not.toContain(OTHER);
    const foreign = world.students.filter(({ id }) => id !== student.id).flatMap(({ id, personId }) => [id, personId]);
    expect(foreign.filter((id) => text.includes(id))).toEqual([]);

    const tables = [...new Set((await rowsWith(admin.db, needles)).map(({ table }) => table))];
    expect(tables.filter((table) => !(table in EXPORTED) && !(table in NOT_EXPORTED))).toEqual([]);
    const missing = tables.filter((table) => {
      const part = table in EXPORTED && at(document, EXPORTED[table]!);
      return table in EXPORTED && (Array.isArray(part) ? part.length === 0 : !part);
    });
    expect(missing).toEqual([]);
    expect(tables).toEqual(expect.arrayContaining(["people.access_records", "people.persons", "candidatures.history", "conventions.absence_steps", "conventions.documents"]));
  });

  it("gives a legal representative both children's, the others what is theirs, and a visitor nothing", async () => {
    const family = await exported("legal-representative");
    expect(childrenIn(family)).toEqual([student.id, twin.id].toSorted());
    expect(JSON.stringify(family)).toContain(planted.planted["motivation"]);
    expect(at(await exported("school-head"), ["people", "Postes", 0, "Fonction"])).toBe("SCHOOL_HEAD");
    expect(at(await exported("host-manager"), ["offers", "Structures", 0, "Offres", 0, "Titre"])).toBeTruthy();
    expect(at(await exported("host-manager"), ["candidatures", "Réponses données", 0, "Candidature"])).toBeTruthy();
    expect(at(await exported("tutor"), ["conventions", "Conventions qui vous nomment", 0, "Tuteur", "Nom"])).toBeTruthy();
    expect(at(await exported("rectorat"), ["offers"])).toEqual({});
    for (const persona of ["school-head", "referent-teacher", "tutor", "rectorat", "ministry"] as const) expect(JSON.stringify(await exported(persona)), persona).not.toContain(MARK);
    expect((await platform.post({ query: EXPORT })).errors).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
  });

  it("lets the head of the student's school alone erase, with the last name typed and no live stage", async () => {
    for (const persona of ["legal-representative", "referent-teacher", "student"] as const) expect((await erase(persona)).errors, persona).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
    expect((await erase("other-school-head")).errors).toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
    expect((await erase("school-head", { confirmLastName: "Durand" })).errors).toMatchObject([{ extensions: { code: "LAST_NAME_NOT_CONFIRMED", field: "confirmLastName" } }]);
    expect((await erase("school-head", { reason: " " })).errors).toMatchObject([{ extensions: { code: "TEXT_REQUIRED", field: "reason" } }]);
    const agreed = world.conventions.find(({ status, schoolUai, campaignId }) => status === "SIGNED" && schoolUai === student.schoolUai && campaignId === world.runningCampaignId)!;
    const { lastName } = world.students.find(({ id }) => id === agreed.studentId)!;
    expect((await erase("school-head", { studentId: agreed.studentId, confirmLastName: lastName.toLowerCase() })).errors).toMatchObject([{ extensions: { code: "STUDENT_HAS_LIVE_STAGE" } }]);
  });

  it("erases the student everywhere, and nobody else", async () => {
    const head = await platform.as("school-head");
    const others = [twin.id, uuidOf(twin.id), other.id, uuidOf(other.id), OTHER];
    // Beside what comes and goes by itself.
    const ofOthers = async () => (await rowsWith(admin.db, others)).filter(({ table }) => !/outbox|events|access_records|awaited_conventions/.test(table));
    const before = await ofOthers();
    const seated = world.candidatures.find(({ studentId, status }) => studentId === student.id && status === "ACCEPTED")!;
    const seatsTaken = async () => (await head.need<{ offer: { seatsTaken: number } }>("query($id: ID!) { offer(id: $id) { seatsTaken } }", { id: seated.offerId })).offer.seatsTaken;
    const taken = await seatsTaken();
    const { conventions } = await head.need<{ conventions: { edges: { node: { id: string } }[] } }>("{ conventions(first: 100, status: HOST_COMPLETED) { edges { node { id } } } }");
    const elsewhere = conventions.edges.map(({ node }) => node.id).find((id) => !needles.includes(id))!;
    type Heard = { readonly to: string; readonly convention: { readonly id: string } | null };
    const ear = earOn<Heard>(head.follow("sse", 'subscription { conventionStatusChanged(after: "0") { to cursor convention { id } } }'), "conventionStatusChanged");

    const { data, errors } = await erase("school-head");
    expect(errors).toBeUndefined();
    expect(data!.eraseStudent!.studentId).toBe(student.id);
    // What was under way is cancelled before it goes.
    await ear.until(({ to, convention }) => to === "CANCELLED" && convention === null);
    const left = () => rowsWith(admin.db, needles);
    await vi.waitFor(async () => expect((await left()).filter(({ table }) => table !== "bus.events").map(({ table }) => table)).toEqual(["people.erased_students"]), { timeout: 30_000, interval: 200 });
    expect((await left()).filter(({ row }) => row.includes(MARK))).toEqual([]);
    const log = async () => (await left()).filter(({ table }) => table === "bus.events").map(({ row }) => (JSON.parse(row) as { type: string }).type);
    // What the head has just been shown is on its way to the record, and then forgotten.
    await vi.waitFor(async () => expect(new Set(await log())).toEqual(new Set(["ActorChanged", "ConventionStatusChanged", "StudentErased"])), { timeout: 30_000, interval: 200 });
    await sweepErasedStudents(writer(people.db, () => {}), systemClock().add({ hours: 1 }));
    expect(await log()).toEqual(["StudentErased"]);

    expect(await ofOthers()).toEqual(before);
    expect((await rowsWith(admin.db, [mother])).map(({ table }) => table)).toContain("people.persons");
    expect((await rowsWith(admin.db, [father])).map(({ table }) => table)).toEqual(["bus.events"]);
    expect(await seatsTaken()).toBe(taken - 1);
    expect(childrenIn(await exported("legal-representative"))).toEqual([twin.id]);

    // Others' conventions live on, and their news arrive.
    await head.need('mutation($id: ID!) { returnConvention(input: { conventionId: $id, reason: "Horaires à revoir." }) { id } }', { id: elsewhere });
    await ear.until(({ to, convention }) => to === "RETURNED" && convention?.id === elsewhere);
    await ear.leave();

    expect((await erase("school-head", { confirmLastName: "peu importe" })).data).toEqual(data);
    expect((await erase("other-school-head")).errors).toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
    await vi.waitFor(async () => expect((await (await platform.as("student")).ask(EXPORT)).errors).toBeDefined(), { timeout: 30_000, interval: 100 });
  });
});
