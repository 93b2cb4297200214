import { connectSql, type Sql } from "@stages/database/connection.ts";
import { openFrom } from "@stages/database/sealed.ts";
import { campaignFact } from "@stages/events/campaign-fact.ts";
import { domainEvent, type DomainEvent, type Events, type EventType, type StudentsReadFact } from "@stages/events/contracts.ts";
import { postgresBus } from "@stages/events/postgres-bus.ts";
import type { Bus } from "@stages/events/bus.ts";
import { type Actor, personOf } from "@stages/kernel/actor.ts";
import { idFromUuid, newId, uuidOf } from "@stages/kernel/ids.ts";
import { NOTHING, type PersonalData } from "@stages/subgraph/audit.ts";
import type { Subgraph } from "@stages/subgraph/create-subgraph.ts";
import { freshDatabase, migratedBy, type TestDatabase } from "@stages/testing/database.ts";
import { codeToSign } from "@stages/testing/signature-code.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import type { SubgraphTransport } from "@stages/transport/transport.ts";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { aCampaign, ACTORS, aHostPart, HOST, OFFER, SCHOOL, TEACHER } from "./domain/fixtures.ts";
import { outbox } from "./persistence/tables.ts";
import { personalData } from "./personal.ts";
import { policy } from "./policy.ts";
import { createConventionsSubgraph, federatedUnder } from "./subgraph.ts";

const MAY = Temporal.Instant.from("2027-05-20T10:00:00Z");
const JUNE = Temporal.Instant.from("2027-06-15T10:00:00Z");

let database: TestDatabase;
let subgraph: Subgraph;
let graph: SubgraphTransport;
let bus: Bus;
let sql: Sql;

const create = (databaseUrl: string) => createConventionsSubgraph({ databaseUrl, clock: () => MAY, onFailure: (error) => console.error(error) });
const fact = <T extends EventType>(type: T, key: string, payload: Events[T]): DomainEvent => domainEvent(type, key, payload, MAY) as DomainEvent;

beforeAll(async () => {
  database = await freshDatabase("conventions", migratedBy(create));
  subgraph = create(database.url);
  await subgraph.start();
  graph = inProcessTransport(subgraph);
  bus = postgresBus(database.url);
  sql = connectSql({ url: database.url, name: "test" });
  await bus.publish([
    fact("CampaignDefined", "2027", { campaign: campaignFact(aCampaign) }),
    fact("SchoolRegistered", SCHOOL, { school: { uai: SCHOOL, name: "Lycée des Monédières", address: "1 place Jean Tavé, 19000 Tulle", academy: "22" } }),
    fact("StaffMemberAppointed", SCHOOL, { personId: TEACHER, schoolUai: SCHOOL, role: "REFERENT_TEACHER", name: "Léa Faure", email: "lea.faure@lycee.example", phone: null }),
    fact("OfferPublished", OFFER, {
      offer: {
        id: OFFER, campaignId: "2027", title: "Découverte d'un atelier", activities: "Observation", period: "WEEK_1", mode: "INDIVIDUAL", seats: 2, reservedSchoolUais: [],
        host: { id: HOST, siret: "12345678901237", legalName: "Atelier Delmas", kind: "COMPANY", address: "2 rue des Tilleuls, 19000 Tulle" },
        place: { latitude: 45.26, longitude: 1.76, address: "2 rue des Tilleuls, 19000 Tulle" },
        tutor: { name: "Paul Roche", function: "chef d'atelier", email: "paul.roche@atelier.example", phone: null },
      },
    }),
  ]);
});

afterAll(async () => {
  await sql.end();
  await bus.stop();
  await subgraph.stop();
  await database.drop();
});

/** What was told to the record, in the name of one request: still to leave, on the bus, or for an instant both. */
async function toldOf(requestId: string): Promise<readonly StudentsReadFact[]> {
  // The key of such an event is the request's id. In this order, because it leaves the one for the other.
  const leaving = await sql<{ id: string; payload: never }[]>`select event_id as id, payload from conventions.outbox where type = 'StudentsRead' and key = ${requestId}`;
  const left = (await bus.read(0, ["StudentsRead"], 10_000)).filter(({ key }) => key === requestId);
  const opened = leaving.map(({ id, payload }) => [id, openFrom(outbox.payload, { eventId: id }, payload) as StudentsReadFact] as const);
  const told = new Map([...opened, ...left.map(({ id, payload }) => [id, payload as StudentsReadFact] as const)]);
  expect([...told.values()].filter((fact) => fact.requestId !== requestId)).toEqual([]);
  return [...told.values()];
}

const studentsOf = (told: readonly StudentsReadFact[]) => told.flatMap(({ reads }) => reads.flatMap(({ students }) => students.map(({ studentId }) => studentId))).toSorted();

async function ask(actor: Actor, query: string, variables: Record<string, unknown> = {}, now = MAY, through = graph) {
  const requestId = randomUUID();
  const { data, errors } = await through.execute({ query, variables, caller: { actor, now, requestId } });
  return { data: data as Record<string, never> | undefined, code: errors?.[0]?.extensions?.["code"], told: await toldOf(requestId) };
}

const hostPart = JSON.parse(JSON.stringify(aHostPart()).replaceAll(/"(\d\d:\d\d):00"/g, '"$1"')) as object;
const COMPLETE = "mutation($input: CompleteConventionInput!) { completeConvention(input: $input) { id status } }";
const VALIDATE = "mutation($input: ValidateConventionInput!) { validateConvention(input: $input) { id status document { sha256 } } }";
const SIGN = "mutation($id: ID!, $code: String!) { signConvention(input: { conventionId: $id, code: $code }) { id status } }";
const REPORT = 'mutation($id: ID!) { reportAbsence(input: { conventionId: $id, day: "2027-06-14", kind: ABSENT, note: null }) { id } }';
const schoolInput = (id: string) => ({ input: { conventionId: id, referentTeacherId: TEACHER, liabilityInsurance: { insurer: "Mutuelle", policyNumber: "A-1" } } });

/** Completed by its host, of a student of their own. */
async function aConvention() {
  const [studentId, candidatureId] = [newId("student"), newId("candidature")];
  const candidature = { candidatureId, offerId: OFFER, hostId: HOST, studentId, schoolUai: SCHOOL, academy: "22", campaignId: "2027", period: "WEEK_1" } as const;
  await bus.publish([
    fact("StudentEnrolled", studentId, {
      student: { id: studentId, firstName: "Zoé", lastName: "Mazaud", birthDate: "2011-09-01", className: "2de 3", schoolUai: SCHOOL, academy: "22", campaignId: "2027", home: { latitude: 45.27, longitude: 1.77 } },
    }),
    fact("CandidatureAccepted", candidatureId, { ...candidature, acceptedByPersonId: ACTORS.host.personId }),
    fact("CandidatureConfirmed", candidatureId, candidature),
  ]);
  const id = await vi.waitFor(async () => {
    const [row] = await sql<{ id: string }[]>`select id from conventions.conventions where candidature_id = ${uuidOf(candidatureId)} and confirmed_at is not null`;
    expect(row).toBeDefined();
    return idFromUuid("convention", row!.id);
  }, { timeout: 30_000 });
  await ask(ACTORS.host, COMPLETE, { input: { conventionId: id, hostPart } });
  return { id, studentId, candidatureId, family: { ...ACTORS.representative, studentIds: [studentId] } as Actor };
}

const codeFor = (actor: Actor, id: string) => codeToSign(database.url, personOf(actor)!, id, async (query, variables) => (await ask(actor, query, variables)).data!);

async function aSigned() {
  const convention = await aConvention();
  await ask(ACTORS.head, VALIDATE, schoolInput(convention.id));
  for (const actor of [ACTORS.head, ACTORS.host, convention.family] as const) await ask(actor, SIGN, { id: convention.id, code: await codeFor(actor, convention.id) });
  return convention;
}

type Known = Awaited<ReturnType<typeof aConvention>>;
const FIELDS = "status period offer { id } history { to } signatures { id }";
const WAYS: Readonly<Record<string, (known: Known) => readonly [string, Record<string, unknown>]>> = {
  "root query": ({ id }) => [`query($id: ID!) { convention(id: $id) { ${FIELDS} } again: convention(id: $id) { status } }`, { id }],
  "_entities": ({ id }) => ["query($r: [_Any!]!) { _entities(representations: $r) { ... on Convention { status period } } }", { r: [{ __typename: "Convention", id }, { __typename: "Convention", id }] }],
  "_entities of the student": ({ studentId }) => [`query($r: [_Any!]!) { _entities(representations: $r) { ... on Student { conventions { ${FIELDS} } } } }`, { r: [{ __typename: "Student", id: studentId }] }],
  "_entities of the candidature": ({ candidatureId }) => ["query($r: [_Any!]!) { _entities(representations: $r) { ... on Candidature { convention { status } } } }", { r: [{ __typename: "Candidature", id: candidatureId }] }],
};

describe.each(["head", "teacher", "adviser", "rectorat", "ministry"] as const)("what the %s reads", (name) => {
  it.each(Object.entries(WAYS))("by %s is told once to the record, with whose it is", async (_, way) => {
    const known = await aConvention();
    const { code, told } = await ask(ACTORS[name], ...way(known));
    expect(code).toBeUndefined();
    expect(told).toMatchObject([{ readerId: ACTORS[name].personId, role: ACTORS[name].role, reads: [{ categories: ["CONVENTION"], students: [{ studentId: known.studentId, schoolUai: SCHOOL }] }] }]);
  });

  it("in a list is told once, each student once", async () => {
    await Promise.all([aConvention(), aConvention()]);
    const { data, told } = await ask(ACTORS[name], "{ conventions(first: 30) { edges { node { status student { id } } } } }");
    const shown = (data as never as { conventions: { edges: { node: { student: { id: string } } }[] } }).conventions.edges.map(({ node }) => node.student.id);
    expect(told).toHaveLength(1);
    expect(studentsOf(told)).toEqual([...new Set(shown)].toSorted());
    expect(shown.length).toBeGreaterThan(1);
  });
});

describe("nothing is told", () => {
  it("of what families, hosts and tutors read", async () => {
    const known = await aConvention();
    for (const actor of [known.family, ACTORS.host, ACTORS.tutor]) {
      for (const way of [WAYS["root query"]!, WAYS["_entities of the student"]!]) {
        const { data, told } = await ask(actor, ...way(known));
        expect(JSON.stringify(data)).toContain("HOST_COMPLETED");
        expect(told).toEqual([]);
      }
    }
  });

  it("of what is hidden, refused, or only an id", async () => {
    const known = await aConvention();
    const elsewhere: Actor = { ...ACTORS.rectorat, academies: ["10"] };
    for (const way of Object.values(WAYS)) expect((await ask(elsewhere, ...way(known))).told).toEqual([]);
    expect((await ask(ACTORS.ministry, "query($id: ID!) { convention(id: $id) { id hostPart { place } } }", { id: known.id })).told).toEqual([]);
    expect((await ask(ACTORS.head, "query($id: ID!) { convention(id: $id) { id student { id } school { uai } } }", { id: known.id })).told).toEqual([]);
  });
});

it("a mutation's payload is a read", async () => {
  const known = await aConvention();
  const { told } = await ask(ACTORS.head, VALIDATE, schoolInput(known.id));
  expect(told).toMatchObject([{ reads: [{ coordinates: ["Convention.document", "Convention.status"], students: [{ studentId: known.studentId }] }] }]);
});

it("an absence is its student's, in its own category", async () => {
  const known = await aSigned();
  expect((await ask(ACTORS.tutor, REPORT, { id: known.id }, JUNE)).told).toEqual([]);
  const { told } = await ask(ACTORS.adviser, "query($id: ID!) { convention(id: $id) { id absences { day step timeline { byRole } } } }", { id: known.id }, JUNE);
  expect(told).toMatchObject([{ reads: [{ coordinates: ["Absence.day", "Absence.step", "Absence.timeline"], categories: ["ABSENCE"], students: [{ studentId: known.studentId, schoolUai: SCHOOL }] }] }]);
});

describe("a subscription", () => {
  const WATCH = "subscription($id: ID!) { conventionStatusChanged(conventionId: $id) { from to convention { status period } } }";

  it("is a read for each event, under an id that the event carries", async () => {
    const known = await aConvention();
    const events = graph.subscribe({ query: WATCH, variables: { id: known.id }, caller: { actor: ACTORS.rectorat, now: MAY, requestId: "opened" } });
    await events.next(); // where it begins
    await ask(ACTORS.head, VALIDATE, schoolInput(known.id));
    await ask(ACTORS.head, SIGN, { id: known.id, code: await codeFor(ACTORS.head, known.id) });
    const ids: string[] = [];
    for (let event = 0; event < 2; event += 1) {
      const { value } = await events.next();
      const requestId = String(value!.extensions!["requestId"]);
      // Written before the event left.
      expect(await toldOf(requestId)).toMatchObject([
        { role: "RECTORAT", reads: [{ coordinates: ["Convention.period", "Convention.status", "ConventionStatusChanged.from", "ConventionStatusChanged.to"], students: [{ studentId: known.studentId }] }] },
      ]);
      ids.push(requestId);
    }
    await events.return!();
    expect(new Set(ids).size).toBe(2);
    expect(await toldOf("opened")).toEqual([]);
  });
});

it("what cannot be told is not answered, and neither is an event", async () => {
  const known = await aConvention();
  const events = graph.subscribe({ query: "subscription { conventionStatusChanged { to } }", caller: { actor: ACTORS.ministry, now: MAY, requestId: "opened" } });
  await events.next();
  await sql`alter table conventions.outbox add constraint closed check (type <> 'StudentsRead') not valid`;
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  try {
    for (const way of Object.values(WAYS)) {
      const { data, code, told } = await ask(ACTORS.head, ...way(known));
      expect([data, code, told]).toEqual([undefined, "TEMPORARILY_UNAVAILABLE", []]);
    }
    const next = events.next();
    await aConvention();
    const { value } = await next;
    expect([value!.data, value!.errors![0]!.extensions["code"]]).toEqual([undefined, "TEMPORARILY_UNAVAILABLE"]);
  } finally {
    logged.mockRestore();
    await sql`alter table conventions.outbox drop constraint closed`;
    await events.return!();
  }
});

it("control: without the notes compiled into it, the same graph tells nothing", async () => {
  const known = await aConvention();
  const unnoted: PersonalData = Object.fromEntries(Object.keys(personalData).map((type) => [type, NOTHING]));
  const naive = inProcessTransport({ ...subgraph, schema: federatedUnder(policy, unnoted).schema });
  for (const way of Object.values(WAYS)) {
    const { data, told } = await ask(ACTORS.head, ...way(known), MAY, naive);
    expect(JSON.stringify(data)).toContain("HOST_COMPLETED");
    expect(told).toEqual([]);
  }
});
