import { connect, type Connection, type Transaction } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import { campaignFact } from "@stages/events/campaign-fact.ts";
import { type Actor, personOf } from "@stages/kernel/actor.ts";
import { newId, type PersonId, uuidOf } from "@stages/kernel/ids.ts";
import type { Subgraph } from "@stages/subgraph/create-subgraph.ts";
import { freshDatabase, migratedBy, type TestDatabase } from "@stages/testing/database.ts";
import { lastSignatureCode } from "@stages/testing/signature-code.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import { nextKey } from "@stages/testing/next-key.ts";
import { emailIndex, useDevelopmentKeys, useKeyring } from "@stages/vault/vault.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FrozenConvention, HostPart } from "./domain/convention.ts";
import { aCampaign, aConvention, ACTORS, aHostPart, aSchoolPart, SCHOOL, TEACHER } from "./domain/fixtures.ts";
import type { Status } from "./domain/lifecycle.ts";
import { conventionContent } from "./operations/convention-content.ts";
import { freezeDocument, newDocumentCode } from "./operations/freeze-document.ts";
import { developmentPapers } from "./papers.ts";
import { insertDocument } from "./persistence/documents.ts";
import { conventionRow, staffRow, studentRow } from "./persistence/rows.ts";
import { campaigns, conventions, schools, staff, students } from "./persistence/tables.ts";
import { createConventionsSubgraph } from "./subgraph.ts";

const JUNE = Temporal.Instant.from("2027-06-15T10:00:00Z");
const JULY = Temporal.Instant.from("2027-07-01T10:00:00Z");
const OTHER_TEACHER = (ACTORS.otherTeacher as { personId: PersonId }).personId;
const school = { uai: SCHOOL, name: "Lycée des Monédières", address: "1 place Jean Tavé, 19000 Tulle", academy: "22" };
const staffOf = (personId: PersonId, role: "SCHOOL_HEAD" | "REFERENT_TEACHER", name: string) => ({ personId, schoolUai: SCHOOL, role, name, email: `${role}@lycee.example`.toLowerCase(), phone: null });
const teacher = staffOf(TEACHER, "REFERENT_TEACHER", "Léa Faure");
const host = { legalName: "Atelier Delmas", siret: "12345678901237", country: null, address: "2 rue des Tilleuls, 19000 Tulle" };

let database: TestDatabase;
let subgraph: Subgraph;
/** As the superuser that tests log in as. */
let admin: Connection;

const create = (databaseUrl: string) => createConventionsSubgraph({ databaseUrl, clock: () => JUNE, onFailure: (error) => console.error(error) });

beforeAll(async () => {
  database = await freshDatabase("conventions", migratedBy(create));
  subgraph = create(database.url);
  admin = connect({ url: database.url, name: "test", max: 2 });
  await admin.db.insert(campaigns).values({ id: aCampaign.id, campaign: campaignFact(aCampaign) });
  await admin.db.insert(schools).values(school);
  const people = [staffOf(ACTORS.head.personId, "SCHOOL_HEAD", "Anne Chirac"), teacher, staffOf(OTHER_TEACHER, "REFERENT_TEACHER", "Jean Vialle")];
  await admin.db.insert(staff).values(people.map(staffRow));
});
afterAll(async () => {
  await subgraph.stop();
  await admin.close();
  await database.drop();
});

type Answer = Record<string, Record<string, unknown> | null>;
async function run<T = Answer>(actor: Actor, query: string, variables: Record<string, unknown> = {}, now = JUNE) {
  const { data, errors } = await inProcessTransport(subgraph).execute({ query, variables, caller: { actor, now, requestId: "test" } });
  return { data: data as T | null, codes: (errors ?? []).flatMap(({ extensions }) => (extensions?.["refusals"] as { code: string }[] | undefined)?.map(({ code }) => code) ?? [extensions?.["code"]]) };
}

/** A convention that everyone signed, with its file, of a student of its own. */
async function aSignedStage(status: Status = "SIGNED") {
  const [id, studentId] = [newId("convention"), newId("student")];
  const student = { id: studentId, firstName: "Zoé", lastName: "Mazaud", birthDate: Temporal.PlainDate.from("2011-09-01"), className: "2de 3", schoolUai: SCHOOL, academy: "22", campaignId: "2027" };
  const convention = aConvention(status, { id, studentId, candidatureId: newId("candidature"), hostParty: host }) as FrozenConvention;
  const content = conventionContent(convention, aHostPart(), aSchoolPart(), {
    documentId: newId("document"), code: newDocumentCode(), campaign: aCampaign, student, school, headName: "Anne Chirac", referentTeacher: teacher, host, offerTitle: null, now: JUNE,
  });
  const { document, file } = await freezeDocument(developmentPapers(), content, JUNE);
  await admin.db.transaction(async (tx) => {
    await tx.insert(students).values(studentRow(student));
    await tx.insert(conventions).values(conventionRow(convention));
    await insertDocument(tx as unknown as Transaction, id, 1, document, file);
  });
  const family: Actor = { ...ACTORS.representative, personId: newId("person"), studentIds: [studentId] };
  return { id, sha256: document.sha256, family, student: { ...ACTORS.student, personId: newId("person"), studentId } as Actor };
}
type Stage = Awaited<ReturnType<typeof aSignedStage>>;

const PROPOSE = "mutation($input: ProposeAmendmentInput!) { proposeAmendment(input: $input) { id status rank reason changes { field before after } } }";
const AGREE = "mutation($id: ID!) { agreeToAmendment(input: { amendmentId: $id }) { id status rank document { id content } } }";
const ABANDON = "mutation($id: ID!) { abandonAmendment(input: { amendmentId: $id }) { id status } }";
const SIGN_AMENDMENT = "mutation($id: ID!, $code: String!) { signAmendment(input: { amendmentId: $id, code: $code }) { status signedAt signatures { capacity } } }";
const IN_FORCE = "query($id: ID!) { convention(id: $id) { hostPart { place } hostPartInForce { place tutor { email } timetable { date } } schoolPartInForce { referentTeacher { id } } amendments { status rank changes { field } } } }";

const propose = (actor: Actor, { id }: Pick<Stage, "id">, changes: object, over: object = {}) => run(actor, PROPOSE, { input: { conventionId: id, reason: "L'atelier déménage.", changes, ...over } });

async function signWith(actor: Actor, documentId: string, mutation: string, id: string, now = JUNE) {
  const asked = await run(actor, "mutation($id: ID!) { requestSignatureCode(input: { documentIds: [$id] }) { expiresAt } }", { id: documentId }, now);
  if (asked.codes.length > 0) return asked;
  return run(actor, mutation, { id, code: await lastSignatureCode(database.url, personOf(actor)!) }, now);
}

async function anAgreedAmendment(stage: Stage, changes: object, by: Actor = ACTORS.head) {
  const id = (await propose(by, stage, changes)).data!["proposeAmendment"]!["id"] as string;
  const { data, codes } = await run<{ agreeToAmendment: { document: { id: string; content: string } } }>(ACTORS.head, AGREE, { id });
  expect(codes).toEqual([]);
  return { id, document: data!.agreeToAmendment.document };
}

async function aSignedAmendment(stage: Stage, changes: object) {
  const { id, document } = await anAgreedAmendment(stage, changes);
  for (const actor of [ACTORS.host, ACTORS.head, stage.family]) expect((await signWith(actor, document.id, SIGN_AMENDMENT, id)).codes).toEqual([]);
  return { id, document };
}

const asked = (role: Actor["role"], settings: Readonly<Record<string, string>>, query: string) =>
  admin.client.begin(async (tx) => {
    for (const [name, value] of Object.entries(settings)) await tx`select set_config(${`stages.${name}`}, ${value}, true)`;
    await tx.unsafe(`set local role ${roleOf("conventions", role)}`);
    return tx.unsafe(query);
  });

const TUTOR = { name: "Inès Chastang", function: "cheffe d'atelier", email: "ines.chastang@atelier.example", phone: null };

describe("an amendment", () => {
  it("is proposed, frozen, signed by all, and in force from the last signature on", async () => {
    const stage = await aSignedStage();
    const proposed = await propose(ACTORS.host, stage, { place: "5 quai Baluze, 19000 Tulle", lunch: "À la cantine" });
    expect(proposed.data!["proposeAmendment"]).toMatchObject({
      status: "PROPOSED", rank: null,
      changes: [{ field: "place", before: "2 rue des Tilleuls, 19000 Tulle", after: "5 quai Baluze, 19000 Tulle" }, { field: "lunch", before: "Rien n'est prévu.", after: "À la cantine" }],
    });
    const id = proposed.data!["proposeAmendment"]!["id"] as string;
    expect((await run(ACTORS.host, AGREE, { id })).codes).toEqual(["FORBIDDEN"]);
    const agreed = (await run<{ agreeToAmendment: { rank: number; document: { id: string; content: string } } }>(ACTORS.head, AGREE, { id })).data!.agreeToAmendment;
    expect([agreed.rank, JSON.parse(agreed.document.content)]).toMatchObject([1, { kind: "AMENDMENT", amends: { sha256: stage.sha256 }, school: { head: { name: "Anne Chirac" } }, changes: [{ label: "Lieu du stage" }, { label: "Repas" }] }]);

    const read = async () => (await run<{ convention: { hostPart: HostPart; hostPartInForce: HostPart } }>(ACTORS.tutor, IN_FORCE, { id: stage.id })).data!.convention;
    for (const [actor, status] of [[ACTORS.host, "SIGNING"], [stage.family, "SIGNING"]] as const) {
      expect((await signWith(actor, agreed.document.id, SIGN_AMENDMENT, id)).data!["signAmendment"]).toMatchObject({ status, signedAt: null });
      expect((await read()).hostPartInForce.place).toBe("2 rue des Tilleuls, 19000 Tulle");
    }
    expect((await signWith(ACTORS.host, agreed.document.id, SIGN_AMENDMENT, id)).codes).toEqual(["SIGNED_ALREADY"]);
    expect((await signWith(stage.student, agreed.document.id, SIGN_AMENDMENT, id)).codes).toEqual(["NOT_A_SIGNATORY"]);
    expect((await signWith(ACTORS.head, agreed.document.id, SIGN_AMENDMENT, id)).data!["signAmendment"]).toMatchObject({ status: "SIGNED", signatures: [{ capacity: "HOST_MANAGER" }, { capacity: "LEGAL_REPRESENTATIVE" }, { capacity: "SCHOOL_HEAD" }] });
    expect(await read()).toMatchObject({ hostPart: { place: "2 rue des Tilleuls, 19000 Tulle" }, hostPartInForce: { place: "5 quai Baluze, 19000 Tulle" }, amendments: [{ status: "SIGNED", rank: 1 }] });
    expect(await admin.client`select level from conventions.sealed_documents where document_id = ${uuidOf(agreed.document.id as never)}`).toHaveLength(1);
    expect((await run(ACTORS.head, ABANDON, { id })).codes).toEqual(["WRONG_STATE"]);
  });

  it("that names another tutor and teacher gives them the student, and takes them from the former", async () => {
    const stage = await aSignedStage();
    const newTutor = { ...ACTORS.tutor, email: TUTOR.email } as Actor;
    const sees = async (actor: Actor) => (await run<{ convention: object | null }>(actor, "query($id: ID!) { convention(id: $id) { id } }", { id: stage.id })).data!.convention !== null;
    expect([await sees(ACTORS.tutor), await sees(newTutor)]).toEqual([true, false]);
    await aSignedAmendment(stage, { tutor: TUTOR, referentTeacherId: OTHER_TEACHER });
    expect([await sees(ACTORS.tutor), await sees(newTutor)]).toEqual([false, true]);
    const { data } = await run(newTutor, "mutation($id: ID!) { reportAbsence(input: { conventionId: $id, day: \"2027-06-15\", kind: ABSENT }) { step } }", { id: stage.id });
    expect(data).toMatchObject({ reportAbsence: { step: "REPORTED" } });
    const follows = async (actor: Actor) => (await run<{ stagesToFollow: { edges: unknown[] } }>(actor, "query($id: ID!) { convention(id: $id) { absences { step } } }", { id: stage.id })).data;
    expect([await follows(ACTORS.otherTeacher), await follows(ACTORS.teacher)]).toEqual([{ convention: { absences: [{ step: "REPORTED" }] } }, { convention: { absences: [] } }]);
  });

  it("can be signed last, by delegation, by the tutor whom it replaces", async () => {
    const stage = await aSignedStage();
    const delegating = { input: { hostId: ACTORS.host.hostIds[0], toTutorEmail: "paul.roche@atelier.example", until: "2027-06-18" } };
    expect((await run(ACTORS.host, "mutation($input: DelegateSignatureInput!) { delegateSignature(input: $input) { id } }", delegating)).codes).toEqual([]);
    const { id, document } = await anAgreedAmendment(stage, { tutor: TUTOR });
    for (const actor of [ACTORS.head, stage.family]) expect((await signWith(actor, document.id, SIGN_AMENDMENT, id)).codes).toEqual([]);
    expect(await signWith(ACTORS.tutor, document.id, SIGN_AMENDMENT, id)).toEqual({ data: { signAmendment: null }, codes: [] });
    const { data } = await run<{ convention: { hostPartInForce: HostPart } }>(ACTORS.head, IN_FORCE, { id: stage.id });
    expect(data!.convention.hostPartInForce.tutor.email).toBe(TUTOR.email);
  });

  it("moves the days on which an absence can be, and leaves those that have passed", async () => {
    const stage = await aSignedStage();
    const slots = [{ from: "09:00", to: "12:00" }, { from: "13:30", to: "17:00" }];
    const days = (...dates: readonly string[]) => dates.map((date) => ({ date, slots }));
    expect((await propose(ACTORS.host, stage, { timetable: days("2027-06-15", "2027-06-16") })).codes).toEqual(["AMENDMENT_PAST_DAY"]);
    await aSignedAmendment(stage, { timetable: days("2027-06-14", "2027-06-15", "2027-06-17") });
    const report = (day: string) => run(ACTORS.tutor, "mutation($id: ID!, $day: Date!) { reportAbsence(input: { conventionId: $id, day: $day, kind: ABSENT }) { day } }", { id: stage.id, day }, Temporal.Instant.from("2027-06-18T10:00:00Z"));
    expect([(await report("2027-06-16")).codes, (await report("2027-06-17")).codes]).toEqual([["ABSENCE_NOT_A_DAY_OF_STAGE"], []]);
  });

  it("can change every term that its input names", async () => {
    const stage = await aSignedStage();
    const said = { place: "5 quai Baluze, 19000 Tulle", activities: "Observation de l'atelier.", objectives: "Découvrir la menuiserie.", tutor: TUTOR, lunch: "À la cantine", transport: "En car", lodging: "À l'internat", referentTeacherId: OTHER_TEACHER, liabilityInsurance: { insurer: "Autre mutuelle", policyNumber: "B-2" } };
    const { data, codes } = await propose(ACTORS.head, stage, said);
    expect(codes).toEqual([]);
    expect((data!["proposeAmendment"]!["changes"] as { field: string }[]).map(({ field }) => field).toSorted()).toEqual(Object.keys(said).toSorted());
  });

  it("is one at a time, however many are proposed at once", async () => {
    const stage = await aSignedStage();
    const many = await Promise.all(Array.from({ length: 10 }, (_, n) => propose(n % 2 ? ACTORS.head : ACTORS.host, stage, { place: `${n} rue Neuve, 19000 Tulle` })));
    expect(many.filter(({ codes }) => codes.length === 0)).toHaveLength(1);
    expect(new Set(many.flatMap(({ codes }) => codes))).toEqual(new Set(["AMENDMENT_ALREADY_OPEN"]));
    const [{ id } = { id: "" }] = many.flatMap(({ data }) => (data?.["proposeAmendment"] ? [{ id: data["proposeAmendment"]["id"] as string }] : []));
    expect((await run(ACTORS.host, ABANDON, { id })).data).toMatchObject({ abandonAmendment: { status: "ABANDONED" } });
    expect((await anAgreedAmendment(stage, { place: "9 rue Neuve, 19000 Tulle" })).document.content).toContain('"rank":1');
  });

  it.each([
    ["VALIDATED", "AMENDMENT_NOT_SIGNED_YET"], ["COMPLETED", "AMENDMENT_STAGE_OVER"],
  ] as const)("of a convention that is %s is refused: %s", async (status, code) => {
    expect((await propose(ACTORS.host, await aSignedStage(status), { place: "X" })).codes).toEqual([code]);
  });

  it("tells at once everything that is wrong, each rule with its field; and the school's terms are the school's", async () => {
    const stage = await aSignedStage();
    expect((await propose(ACTORS.host, stage, { tutor: { ...TUTOR, email: "ines" }, activities: "x".repeat(501) })).codes).toEqual(["INVALID_EMAIL", "TEXT_TOO_LONG"]);
    expect((await propose(ACTORS.host, stage, { referentTeacherId: OTHER_TEACHER })).codes).toEqual(["AMENDMENT_FIELD_OF_SCHOOL"]);
    expect((await propose(ACTORS.head, stage, { referentTeacherId: newId("person") })).codes).toEqual(["REFERENT_TEACHER_UNKNOWN"]);
    expect((await propose(ACTORS.head, stage, {})).codes).toEqual(["AMENDMENT_CHANGES_NOTHING"]);
    expect((await propose({ ...ACTORS.host, hostIds: [newId("host")] }, stage, { place: "X" })).codes).toEqual(["NOT_FOUND"]);
  });

  it("is not read by those in charge of a territory", async () => {
    const stage = await aSignedStage();
    await propose(ACTORS.host, stage, { place: "X" });
    expect((await run(ACTORS.rectorat, "query($id: ID!) { convention(id: $id) { amendments { reason } } }", { id: stage.id })).codes).toEqual(["FORBIDDEN"]);
    expect(await asked("RECTORAT", { academies: "{22}" }, "select 1 from conventions.amendments")).toHaveLength(0);
  });
});

describe("who follows the student, in the database", () => {
  const atSchool = { schools: `{${SCHOOL}}`, person: uuidOf(ACTORS.head.personId) };
  const rename = (id: string, set: string) => asked("PLATFORM", {}, `update conventions.conventions set ${set} where id = '${uuidOf(id as never)}'`);
  const tutor = emailIndex(TUTOR.email);

  it("changes by a signed amendment of that convention that says so, and by nothing else", async () => {
    const stage = await aSignedStage();
    const elsewhere = await aSignedStage();
    const { id: other } = await aSignedAmendment(elsewhere, { tutor: TUTOR });
    const agreed = await anAgreedAmendment(stage, { tutor: TUTOR });
    for (const set of [`tutor = '${tutor}'`, `tutor = '${tutor}', amendment_id = '${uuidOf(agreed.id as never)}'`, `tutor = '${tutor}', amendment_id = '${uuidOf(other as never)}'`, `referent_teacher_id = '${uuidOf(OTHER_TEACHER)}'`, "amended = '\\x01'"]) {
      await expect(rename(stage.id, set), set).rejects.toMatchObject({ code: "23001" });
    }
    // Nor is one signed by saying so.
    await expect(asked("SCHOOL_HEAD", atSchool, `update conventions.amendments set status = 'SIGNED' where id = '${uuidOf(agreed.id as never)}'`)).rejects.toMatchObject({ code: "23001" });
    await expect(asked("SCHOOL_HEAD", atSchool, `update conventions.amendments set tutor = 'x' where id = '${uuidOf(agreed.id as never)}'`)).rejects.toMatchObject({ code: "42501" });
    await expect(rename(elsewhere.id, `tutor = '${emailIndex("autre@atelier.example")}', amendment_id = '${uuidOf(other as never)}'`)).rejects.toMatchObject({ code: "23001" });
    await expect(admin.client`delete from conventions.amendments where id = ${uuidOf(other as never)}`).rejects.toMatchObject({ code: "23001" });
  });

  it("would change by a plain update, were it not for the trigger", async () => {
    const stage = await aSignedStage();
    await admin.client.begin(async (tx) => {
      await tx`alter table conventions.conventions disable trigger conventions_follow_amendments`;
      expect(await tx`update conventions.conventions set tutor = ${tutor} where id = ${uuidOf(stage.id)} returning id`).toHaveLength(1);
      await tx`alter table conventions.conventions enable trigger conventions_follow_amendments`;
    });
  });
});

describe("an attestation", () => {
  const REQUEST = "mutation($id: ID!) { requestAttestation(input: { conventionId: $id }) { id status } }";
  const CONFIRM = "mutation($input: ConfirmAttestationInput!) { confirmAttestation(input: $input) { status days { date minutes note } document { id content } } }";
  const SIGN_IT = "mutation($id: ID!, $code: String!) { signAttestation(input: { attestationId: $id, code: $code }) { status signatures { capacity } } }";

  it("is asked for by the family, confirmed and signed by the host, sealed; and presence stays as it says", async () => {
    const stage = await aSignedStage("COMPLETED");
    const { data } = await run(stage.student, REQUEST, { id: stage.id }, JULY);
    const id = data!["requestAttestation"]!["id"] as string;
    expect((await run(stage.family, REQUEST, { id: stage.id }, JULY)).codes).toEqual(["ATTESTATION_EXISTS"]);
    expect((await run(ACTORS.head, CONFIRM, { input: { attestationId: id } }, JULY)).codes).toEqual(["FORBIDDEN"]);
    expect((await run(ACTORS.host, CONFIRM, { input: { attestationId: id, days: [{ date: "2027-06-19", minutes: 60 }] } }, JULY)).codes).toEqual(["ATTESTATION_NOT_A_DAY"]);
    const confirmed = (await run<{ confirmAttestation: { days: { minutes: number }[]; document: { id: string; content: string } } }>(ACTORS.host, CONFIRM, { input: { attestationId: id, days: [{ date: "2027-06-14", minutes: 180 }] } }, JULY)).data!.confirmAttestation;
    expect(confirmed.days.map(({ minutes }) => minutes)).toEqual([180, 390, 390, 390, 390]);
    expect(JSON.parse(confirmed.document.content)).toMatchObject({ kind: "ATTESTATION", totalDays: 5, totalMinutes: 1_740, student: { lastName: "Mazaud" }, host: { legalName: "Atelier Delmas" }, tutor: { name: "Paul Roche" } });
    expect((await run(ACTORS.host, CONFIRM, { input: { attestationId: id } }, JULY)).codes).toEqual(["WRONG_STATE"]);
    expect((await signWith(ACTORS.head, confirmed.document.id, SIGN_IT, id, JULY)).codes).toEqual(["NOT_A_SIGNATORY"]);
    expect((await signWith(ACTORS.host, confirmed.document.id, SIGN_IT, id, JULY)).data!["signAttestation"]).toEqual({ status: "SIGNED", signatures: [{ capacity: "HOST_MANAGER" }] });
    expect(await admin.client`select 1 from conventions.sealed_documents where document_id = ${uuidOf(confirmed.document.id as never)}`).toHaveLength(1);
    expect((await run(ACTORS.tutor, "mutation($id: ID!) { recordPresence(input: { conventionId: $id, day: \"2027-06-14\", present: false }) { id } }", { id: stage.id }, JULY)).codes).toEqual(["PRESENCE_ATTESTED"]);
    await expect(admin.client`update conventions.attestations set days = '\\x01' where id = ${uuidOf(id as never)}`).rejects.toMatchObject({ code: "23001" });
  });

  it("waits for the end of the stage, and is asked for once however often it is sent", async () => {
    const stage = await aSignedStage();
    expect((await run(stage.student, REQUEST, { id: stage.id })).codes).toEqual(["ATTESTATION_TOO_EARLY"]);
    const many = await Promise.all(Array.from({ length: 10 }, (_, n) => run(n % 2 ? stage.family : stage.student, REQUEST, { id: stage.id }, JULY)));
    expect(many.filter(({ codes }) => codes.length === 0)).toHaveLength(1);
  });
});

it("all of it reads the same once sealed by another key, what is frozen too", async () => {
  const stage = await aSignedStage();
  await aSignedAmendment(stage, { place: "5 quai Baluze, 19000 Tulle" });
  const read = () => run(ACTORS.head, IN_FORCE, { id: stage.id });
  const before = await read();
  const { besideFormer, alone } = nextKey();
  useKeyring(besideFormer);
  try {
    const done = (await subgraph.reseal()).filter(({ resealed }) => resealed > 0).map(({ table, column }) => `${table}.${column}`);
    expect(done).toEqual(expect.arrayContaining(["conventions.amended", "amendments.changes", "amendments.reason", "attestations.days"]));
    useKeyring(alone);
    expect(await read()).toEqual(before);
  } finally {
    useDevelopmentKeys();
  }
});
