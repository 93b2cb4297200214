import { connect, type Connection } from "@stages/database/connection.ts";
import { sealFor } from "@stages/database/sealed.ts";
import { roleOf, standingOf } from "@stages/database/standing.ts";
import { campaignFact } from "@stages/events/campaign-fact.ts";
import { type DomainEvent, domainEvent, type Events, type EventType } from "@stages/events/contracts.ts";
import { postgresBus } from "@stages/events/postgres-bus.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import { sha256 } from "@stages/kernel/digest.ts";
import { type ConventionId, newId, uuidOf } from "@stages/kernel/ids.ts";
import type { Subgraph } from "@stages/subgraph/create-subgraph.ts";
import { freshDatabase, migratedBy, type TestDatabase } from "@stages/testing/database.ts";
import { codeToSign } from "@stages/testing/signature-code.ts";
import { nextKey } from "@stages/testing/next-key.ts";
import { textsContaining } from "@stages/testing/texts-of-schema.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import { useDevelopmentKeys, useKeyring } from "@stages/vault/vault.ts";
import { eq, sql as raw } from "drizzle-orm";
import type postgres from "postgres";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { aCampaign, ACTORS, aHostPart, HOST, OFFER, SCHOOL, TEACHER } from "./domain/fixtures.ts";
import { findByIds } from "./persistence/conventions.ts";
import { hostPartJson } from "./persistence/parts-json.ts";
import { conventions, documents, evidenceChains, history } from "./persistence/tables.ts";
import { createConventionsSubgraph } from "./subgraph.ts";

const MAY = Temporal.Instant.from("2027-05-20T10:00:00Z");
const JUNE = Temporal.Instant.from("2027-06-15T10:00:00Z");

const TUTOR = { name: "Hyacinthe Rochebrune", function: "luthier", email: "Paul.Roche@atelier.example", phone: "0655443322" };
const TOLD = { returned: "Préciser les pauses de midi.", cancelled: "L'atelier déménage à Brive.", absence: "Pas vue ce matin.", cause: "Entorse au genou.", presence: "Partie chez le dentiste.", followUp: "Visite : semble fatiguée." };
const PLANTED = [
  "Zéphyrine", "Mazaudier", "2011-09-07", "Léa Faurissol", "lea.faurissol@lycee.example", "0555010203",
  TUTOR.name, TUTOR.email, TUTOR.phone, "Anne Delmasse", "vernis à l'alcool", "cantine du lycée", "Mutuelle des pins", "POL-778899", "fauteuil roulant",
  ...Object.values(TOLD),
];
const hostPart = JSON.parse(
  JSON.stringify(aHostPart({ tutor: TUTOR, representative: { name: "Anne Delmasse", function: "gérante" }, activities: "Voir poser le vernis à l'alcool.", lunch: "À la cantine du lycée." })).replaceAll(/"(\d\d:\d\d):00"/g, '"$1"'),
) as object;
const schoolPart = { referentTeacherId: TEACHER, liabilityInsurance: { insurer: "Mutuelle des pins", policyNumber: "POL-778899" }, adjustments: "Accès en fauteuil roulant." };

let database: TestDatabase;
let subgraph: Subgraph;
/** As the superuser that tests log in as. */
let admin: Connection;
let sql: postgres.Sql;
let signed: Awaited<ReturnType<typeof anOpenConvention>>;
let cancelled: typeof signed;

const create = (databaseUrl: string) => createConventionsSubgraph({ databaseUrl, clock: () => MAY, onFailure: (error) => console.error(error) });
const fact = <T extends EventType>(type: T, key: string, payload: Events[T]) => domainEvent(type, key, payload, MAY) as DomainEvent;

async function run<T = Record<string, { readonly id: string }>>(actor: Actor, query: string, variables: Record<string, unknown> = {}, now = MAY): Promise<T> {
  const { data, errors } = await inProcessTransport(subgraph).execute({ query, variables, caller: { actor, now, requestId: "test" } });
  expect(errors).toBeUndefined();
  return data as T;
}

/** As it was when the document was frozen. */
const contentHashOf = async () => (await admin.db.select().from(evidenceChains).where(eq(evidenceChains.conventionId, signed.id)))[0]!.contentHash;

beforeAll(async () => {
  database = await freshDatabase("conventions", migratedBy(create));
  subgraph = create(database.url);
  admin = connect({ url: database.url, name: "test", max: 2 });
  sql = admin.client;
  await subgraph.start();
  await tellFacts();
  [signed, cancelled] = [await anOpenConvention(), await anOpenConvention()];
  await live(signed);
  await run(ACTORS.head, "mutation($input: CancelConventionInput!) { cancelConvention(input: $input) { id } }", { input: { conventionId: cancelled.id, reason: TOLD.cancelled } });
  // What was told has left the outbox, and nothing is heard any more: the bus keeps the former key.
  await vi.waitFor(async () => expect(await sql`select from conventions.outbox`).toHaveLength(0), { timeout: 30_000 });
  await subgraph.stop();
  subgraph = create(database.url);
});
afterEach(useDevelopmentKeys);
afterAll(async () => {
  await subgraph.stop();
  await admin.close();
  await database.drop();
});

async function tellFacts(): Promise<void> {
  const bus = postgresBus(database.url);
  await bus.publish([
    fact("CampaignDefined", "2027", { campaign: campaignFact(aCampaign) }),
    fact("SchoolRegistered", SCHOOL, { school: { uai: SCHOOL, name: "Lycée des Monédières", address: "1 place Jean Tavé, 19000 Tulle", academy: "22" } }),
    fact("StaffMemberAppointed", SCHOOL, { personId: TEACHER, schoolUai: SCHOOL, role: "REFERENT_TEACHER", name: "Léa Faurissol", email: "lea.faurissol@lycee.example", phone: "0555010203" }),
    fact("OfferPublished", OFFER, {
      offer: {
        id: OFFER, campaignId: "2027", title: "Un atelier", activities: "Observation", period: "WEEK_1", mode: "INDIVIDUAL", seats: 2, reservedSchoolUais: [],
        host: { id: HOST, siret: "12345678901237", legalName: "Atelier", kind: "COMPANY", address: "Tulle" }, place: { latitude: 45.26, longitude: 1.76, address: "Tulle" }, tutor: TUTOR,
      },
    }),
  ]);
  await bus.stop();
}

async function anOpenConvention() {
  const [studentId, candidatureId] = [newId("student"), newId("candidature")];
  const student = { id: studentId, firstName: "Zéphyrine", lastName: "Mazaudier", birthDate: "2011-09-07", className: "2de 3", schoolUai: SCHOOL, academy: "22", campaignId: "2027", home: { latitude: 45.27, longitude: 1.77 } };
  const candidature = { candidatureId, offerId: OFFER, hostId: HOST, studentId, schoolUai: SCHOOL, academy: "22", campaignId: "2027", period: "WEEK_1" } as const;
  const bus = postgresBus(database.url);
  await bus.publish([
    fact("StudentEnrolled", studentId, { student }),
    fact("CandidatureAccepted", candidatureId, { ...candidature, acceptedByPersonId: ACTORS.host.personId }),
    fact("CandidatureConfirmed", candidatureId, candidature),
  ]);
  await bus.stop();
  const family: Actor = { ...ACTORS.representative, studentIds: [studentId] };
  const OWN = "{ conventions { edges { node { id confirmedAt } } } }";
  const id = await vi.waitFor(async () => {
    const [edge] = (await run<{ conventions: { edges: { node: { id: ConventionId; confirmedAt: string | null } }[] } }>(family, OWN)).conventions.edges;
    expect(edge?.node.confirmedAt).not.toBeNull();
    return edge!.node.id;
  }, { timeout: 30_000 });
  return { id, uuid: uuidOf(id), family };
}

/** Everything that is written of a convention, by everyone who writes. */
async function live({ id, family }: typeof signed): Promise<void> {
  const complete = () => run(ACTORS.host, "mutation($input: CompleteConventionInput!) { completeConvention(input: $input) { id } }", { input: { conventionId: id, hostPart } });
  await complete();
  await run(ACTORS.head, "mutation($input: ConventionReasonInput!) { returnConvention(input: $input) { id } }", { input: { conventionId: id, reason: TOLD.returned } });
  await complete();
  await run(ACTORS.head, "mutation($input: ValidateConventionInput!) { validateConvention(input: $input) { id } }", { input: { conventionId: id, ...schoolPart } });
  for (const actor of [ACTORS.head, ACTORS.host, family] as const) {
    const code = await codeToSign(database.url, actor.personId, id, (query, variables) => run(actor, query, variables));
    await run(actor, "mutation($id: ID!, $code: String!) { signConvention(input: { conventionId: $id, code: $code }) { id } }", { id, code });
  }
  const REPORT = 'mutation($id: ID!, $note: String) { reportAbsence(input: { conventionId: $id, day: "2027-06-15", kind: ABSENT, note: $note }) { id } }';
  const absence = (await run(ACTORS.tutor, REPORT, { id, note: TOLD.absence }, JUNE))["reportAbsence"]!.id;
  const step = (name: string, argument: string) => `mutation($id: ID!) { ${name}(input: { absenceId: $id, ${argument} }) { id } }`;
  await run(ACTORS.teacher, step("relayAbsence", "note: null"), { id: absence }, JUNE);
  await run(ACTORS.adviser, step("informFamily", "note: null"), { id: absence }, JUNE);
  await run(ACTORS.adviser, step("closeAbsence", `cause: ILLNESS, note: "${TOLD.cause}"`), { id: absence }, JUNE);
  await run(ACTORS.tutor, 'mutation($id: ID!, $note: String) { recordPresence(input: { conventionId: $id, day: "2027-06-14", present: true, note: $note }) { id } }', { id, note: TOLD.presence }, JUNE);
  await run(ACTORS.teacher, 'mutation($id: ID!, $text: String!) { recordFollowUp(input: { conventionId: $id, kind: VISIT, at: "2027-06-15T09:00:00Z", text: $text }) { id } }', { id, text: TOLD.followUp }, JUNE);
}

const EVERYTHING = `query($id: ID!) { convention(id: $id) {
  status reason hostPart { representative { name } tutor { name email phone } activities lunch timetable { date } } schoolPart { adjustments liabilityInsurance { policyNumber } }
  document { content sha256 } history { to reason } absences { timeline { step note } } followUps { text } missingSignatures } }`;
const readAll = async () => [await run(ACTORS.head, EVERYTHING, { id: signed.id }), await run(ACTORS.head, EVERYTHING, { id: cancelled.id }), await run(ACTORS.tutor, "{ conventions { edges { node { id } } } }")];

it("everything is read, and the tutor finds the convention by the address written in it", async () => {
  const [whole, other, ofTutor] = await readAll();
  expect(whole).toMatchObject({
    convention: {
      status: "SIGNED", hostPart: { tutor: { email: TUTOR.email, phone: TUTOR.phone }, timetable: [{}, {}, {}, {}, {}] }, schoolPart: { adjustments: schoolPart.adjustments },
      document: { content: expect.stringContaining("Mazaudier") }, absences: [{ timeline: [{ note: TOLD.absence }, { note: null }, { note: null }, { note: TOLD.cause }] }],
    },
  });
  expect((whole as unknown as { convention: { history: { reason: string | null }[] } }).convention.history.map(({ reason }) => reason)).toEqual([null, null, TOLD.returned, null, null, null, null]);
  expect(other).toMatchObject({ convention: { status: "CANCELLED", reason: TOLD.cancelled } });
  expect(ofTutor).toEqual({ conventions: { edges: [{ node: { id: signed.id } }] } });
});

it("no table tells any of it; a copy in clear would be found", async () => {
  expect(await textsContaining(database.url, "conventions", PLANTED)).toEqual([]);
  expect(await textsContaining(database.url, "bus", PLANTED)).toEqual([]);
  const [school] = await sql<{ address: string }[]>`select address from conventions.schools`;
  await sql`update conventions.schools set address = ${`chez mme mazaudier, ${school!.address}`}`;
  expect(await textsContaining(database.url, "conventions", PLANTED)).toEqual([{ table: "schools", column: "address", planted: "Mazaudier" }]);
  await sql`update conventions.schools set address = ${school!.address}`;
});

describe("what is frozen", () => {
  const { besideFormer } = nextKey();
  const textOf = async () => (await findByIds(admin.db, [signed.id]))[0]!;

  /** What a row would hold instead, sealed by another key unless told otherwise. */
  async function seals(change: (text: string) => string, byNextKey: boolean) {
    const { document, hostPart: part } = await textOf();
    const first = (await admin.db.select().from(history)).find(({ conventionId, reason }) => conventionId === signed.id && reason !== null)!;
    if (byNextKey) useKeyring(besideFormer);
    return {
      documents: ["content", "convention_id", sealFor(documents.content, { id: document!.id }, change(document!.content))],
      history: ["reason", "convention_id", sealFor(history.reason, first, change(TOLD.returned))],
      conventions: ["host_part", "id", sealFor(conventions.hostPart, { id: signed.id }, hostPartJson({ ...part!, activities: change(part!.activities) }))],
    } as const;
  }
  type Frozen = keyof Awaited<ReturnType<typeof seals>>;
  const FROZEN: readonly Frozen[] = ["documents", "history", "conventions"];
  const PLATFORM_ROLE = roleOf("conventions", "PLATFORM");
  const undone = new Error("undone");

  interface Attempt {
    readonly role?: string | null;
    readonly resealing?: boolean;
    readonly byNextKey?: boolean;
    readonly change?: (text: string) => string;
    readonly more?: string;
    readonly before?: (tx: postgres.TransactionSql) => Promise<unknown>;
  }

  /** How many rows it would have changed: all of it is undone. */
  async function replace(table: Frozen, { role = PLATFORM_ROLE, resealing = true, byNextKey = true, change = (text) => text, more = "", before }: Attempt): Promise<number> {
    const [column, key, seal] = (await seals(change, byNextKey))[table];
    let count = -1;
    await sql.begin(async (tx) => {
      await before?.(tx);
      if (role) await tx.unsafe(`set local role ${role}`);
      if (resealing) await tx`select set_config('stages.resealing', 'on', true)`;
      const statement = `update conventions.${table} set ${column} = $1 ${more} where ${key} = $2 and ${column} is not null`;
      count = (await tx.unsafe(statement, [Buffer.from(seal), signed.uuid])).count;
      throw undone;
    }).catch((error: unknown) => {
      if (error !== undone) throw error;
    });
    return count;
  }

  it.each(FROZEN)("may be sealed anew by another key, as the platform, in %s", async (table) => {
    expect(await replace(table, {})).toBe(1);
  });

  it.each(FROZEN.flatMap((table) => [
    [table, "where the transaction does not say that it does", { resealing: false }],
    [table, "as the tables' owner", { role: null }],
    [table, "by the same key", { byNextKey: false }],
    [table, "when the text is longer", { change: (text: string) => `${text}.` }],
    [table, "when another column changes with it", { more: { documents: ", frozen_at = now()", history: ", at = now()", conventions: ", student_id = gen_random_uuid()" }[table] }],
    [table, "when it is not sealed", { more: `, ${{ documents: "sha256 = 'x'", history: "by_role = 'x'", conventions: "status = 'DRAFT'" }[table]}` }],
  ] as const))("in %s is not replaced %s", async (table, _, attempt) => {
    await expect(replace(table, attempt)).rejects.toMatchObject({ code: "23001" });
  });

  it.each(FROZEN)("in %s is not replaced by a request's role, even one that may update every column", async (table) => {
    const role = roleOf("conventions", "SCHOOL_HEAD");
    const [, person, students, hosts, schools] = standingOf("conventions", ACTORS.head);
    const before = async (tx: postgres.TransactionSql) => {
      await tx.unsafe(`grant update on conventions.${table} to ${role}`);
      for (const [name, value] of Object.entries({ person, students, hosts, schools })) await tx`select set_config(${`stages.${name}`}, ${value!}, true)`;
    };
    await expect(replace(table, { role, before })).rejects.toMatchObject({ code: "23001" });
  });

  it.each(FROZEN)("in %s would be anything at all without its trigger: the control", async (table) => {
    const before = (tx: postgres.TransactionSql) => tx.unsafe(`alter table conventions.${table} disable trigger user`);
    expect(await replace(table, { before, change: () => "Autre chose.", resealing: false })).toBe(1);
  });

  it("of evidence, nothing but the seal of what is personal in it", async () => {
    const touched = sql.begin(async (tx) => {
      await tx.unsafe(`set local role ${PLATFORM_ROLE}`);
      await tx`select set_config('stages.resealing', 'on', true)`;
      await tx`update conventions.evidence set hash = repeat('0', 64) where convention_id = ${signed.uuid}`;
    });
    await expect(touched).rejects.toMatchObject({ code: "23001" });
  });

  it("shows by its hash that another text of the same length took its place, by someone who has the keys and the platform's role", async () => {
    const whole = (await textOf()).document!;
    const contentHash = await contentHashOf();
    expect(sha256(whole.content)).toBe(contentHash);
    useKeyring(besideFormer);
    const forged = sealFor(documents.content, { id: whole.id }, whole.content.replace("Mazaudier", "Mazaudiez"));
    const replacing = admin.db.transaction(async (tx) => {
      await tx.execute(raw`select set_config('role', ${PLATFORM_ROLE}, true), set_config('stages.resealing', 'on', true)`);
      await tx.update(documents).set({ content: forged }).where(eq(documents.conventionId, signed.id));
      const read = (await findByIds(tx, [signed.id]))[0]!.document!;
      expect(read.content).toContain("Mazaudiez");
      expect(sha256(read.content)).not.toBe(contentHash);
      throw undone;
    });
    await expect(replacing).rejects.toBe(undone);
  });
});

it("everything reads the same once sealed by another key, and needs the former no more", async () => {
  const before = await readAll();
  const { besideFormer, alone } = nextKey();
  useKeyring(besideFormer);
  const done = await subgraph.reseal();
  // The outbox too: that the head was shown all this is told to the record, and nothing relays it here.
  expect(new Set(done.filter(({ resealed }) => resealed > 0).map(({ table, column }) => `${table}.${column}`))).toEqual(
    new Set(["conventions.reason", "conventions.hostPart", "conventions.schoolPart", "documents.content", "documents.pdf", "sealed_documents.pdf", "evidence.detail", "history.reason", "absence_steps.note", "presences.note", "follow_ups.text", "offers.offer", "students.identity", "staff.contact", "outbox.payload"]),
  );
  expect((await subgraph.reseal()).every(({ resealed }) => resealed === 0)).toBe(true);
  useKeyring(alone);
  expect(await readAll()).toEqual(before);
  const [stored] = await findByIds(admin.db, [signed.id]);
  expect(sha256(stored!.document!.content)).toBe(await contentHashOf());
});
