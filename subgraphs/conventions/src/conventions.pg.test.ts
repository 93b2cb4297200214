import { campaignFact } from "@stages/events/campaign-fact.ts";
import { type CampaignFact, domainEvent, type DomainEvent, type EventType, type Events } from "@stages/events/contracts.ts";
import { postgresBus } from "@stages/events/postgres-bus.ts";
import type { Bus } from "@stages/events/bus.ts";
import { type Actor, PLATFORM, personOf } from "@stages/kernel/actor.ts";
import { newId } from "@stages/kernel/ids.ts";
import type { Subgraph } from "@stages/subgraph/create-subgraph.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import type { SubgraphTransport } from "@stages/transport/transport.ts";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { freshDatabase, migratedBy, type TestDatabase } from "@stages/testing/database.ts";
import { untilCounted } from "@stages/testing/until-counted.ts";
import { codeToSign } from "@stages/testing/signature-code.ts";
import { aCampaign, ACTORS, aHostPart, HOST, OFFER, SCHOOL, TEACHER } from "./domain/fixtures.ts";
import { createConventionsSubgraph } from "./subgraph.ts";

const MAY = Temporal.Instant.from("2027-05-20T10:00:00Z");
const JUNE = Temporal.Instant.from("2027-06-15T10:00:00Z");

let database: TestDatabase;
let subgraph: Subgraph;
let graph: SubgraphTransport;
let bus: Bus;

const create = (databaseUrl: string) => createConventionsSubgraph({ databaseUrl, clock: () => MAY, onFailure: (error) => console.error(error) });

beforeAll(async () => {
  database = await freshDatabase("conventions", migratedBy(create));
  subgraph = create(database.url);
  await subgraph.start();
  graph = inProcessTransport(subgraph);
  bus = postgresBus(database.url);
  const { host } = ACTORS;
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
  expect(host.hostIds).toEqual([HOST]);
});

afterAll(async () => {
  await bus.stop();
  await subgraph.stop();
  await database.drop();
});

const fact = <T extends EventType>(type: T, key: string, payload: Events[T]): DomainEvent => domainEvent(type, key, payload, MAY) as DomainEvent;

async function run<T = Record<string, unknown>>(actor: Actor, query: string, variables: Record<string, unknown> = {}, now = MAY) {
  const { data, errors } = await graph.execute({ query, variables, caller: { actor, now, requestId: "test" } });
  return { data: data as T | null | undefined, code: errors?.[0]?.extensions?.["code"], errors };
}

/** A student of their own, whose candidature has just been accepted, and confirmed unless told otherwise. */
async function anOpenConvention({ confirmed = true, offerId = OFFER } = {}) {
  const studentId = newId("student");
  const candidatureId = newId("candidature");
  const candidature = { candidatureId, offerId, hostId: HOST, studentId, schoolUai: SCHOOL, academy: "22", campaignId: "2027", period: "WEEK_1" } as const;
  await bus.publish([
    fact("StudentEnrolled", studentId, {
      student: { id: studentId, firstName: "Zoé", lastName: "Mazaud", birthDate: "2011-09-01", className: "2de 3", schoolUai: SCHOOL, academy: "22", campaignId: "2027", home: { latitude: 45.27, longitude: 1.77 } },
    }),
    fact("CandidatureAccepted", candidatureId, { ...candidature, acceptedByPersonId: ACTORS.host.personId }),
    ...(confirmed ? [fact("CandidatureConfirmed", candidatureId, candidature)] : []),
  ]);
  const family: Actor = { ...ACTORS.representative, studentIds: [studentId] };
  const student: Actor = { ...ACTORS.student, studentId };
  const found = await vi.waitFor(async () => {
    const { data } = await run<{ _entities: { conventions: { id: string; confirmedAt: string | null }[] }[] }>(
      student,
      "query($r: [_Any!]!) { _entities(representations: $r) { ... on Student { conventions { id confirmedAt } } } }",
      { r: [{ __typename: "Student", id: studentId }] },
    );
    const [convention] = data!._entities[0]!.conventions;
    expect(convention).toBeDefined();
    expect(convention!.confirmedAt !== null).toBe(confirmed);
    return convention!;
  }, { timeout: 30_000 });
  return { id: found.id, studentId, candidatureId, family, student };
}

const COMPLETE = "mutation($input: CompleteConventionInput!) { completeConvention(input: $input) { id status } }";
const VALIDATE = "mutation($input: ValidateConventionInput!) { validateConvention(input: $input) { id status document { sha256 } schoolPart { referentTeacher { id } } } }";
const SIGN = "mutation($id: ID!, $code: String!) { signConvention(input: { conventionId: $id, code: $code }) { id status missingSignatures signatures { capacity } } }";
const hostPartInput = (over: Partial<ReturnType<typeof aHostPart>> = {}) => JSON.parse(JSON.stringify(aHostPart(over)).replaceAll(/"(\d\d:\d\d):00"/g, '"$1"')) as object;
const complete = (id: string, over = {}) => run(ACTORS.host, COMPLETE, { input: { conventionId: id, hostPart: hostPartInput(over) } });
const schoolInput = (id: string) => ({ input: { conventionId: id, referentTeacherId: TEACHER, liabilityInsurance: { insurer: "Mutuelle", policyNumber: "A-1" } } });
const validate = (id: string) => run<{ validateConvention: { status: string } }>(ACTORS.head, VALIDATE, schoolInput(id));

const codeFor = (actor: Actor, id: string) => codeToSign(database.url, personOf(actor)!, id, async (query, variables) => (await run(actor, query, variables)).data!);
const sign = async (actor: Actor, id: string) => run(actor, SIGN, { id, code: await codeFor(actor, id) });

async function aSignedConvention() {
  const convention = await anOpenConvention();
  await complete(convention.id);
  await validate(convention.id);
  for (const actor of [ACTORS.head, ACTORS.host, convention.family]) await sign(actor, convention.id);
  return convention;
}

describe("the life of a convention", () => {
  it("goes from the accepted candidature to the last signature", async () => {
    const { id, family } = await anOpenConvention();
    expect((await complete(id)).data).toEqual({ completeConvention: { id, status: "HOST_COMPLETED" } });
    const validated = await validate(id);
    expect(validated.data).toMatchObject({ validateConvention: { status: "VALIDATED", schoolPart: { referentTeacher: { id: TEACHER } } } });
    expect((await sign(family, id)).data).toMatchObject({ signConvention: { status: "SIGNING", missingSignatures: ["SCHOOL_HEAD", "HOST_MANAGER"] } });
    expect((await sign(ACTORS.head, id)).data).toMatchObject({ signConvention: { status: "SIGNING", missingSignatures: ["HOST_MANAGER"] } });
    expect((await sign(ACTORS.host, id)).data).toMatchObject({ signConvention: { status: "SIGNED", missingSignatures: [] } });
    const { data } = await run(ACTORS.head, "query($id: ID!) { convention(id: $id) { history { from to byRole } } }", { id });
    expect(data).toEqual({
      convention: {
        history: [
          { from: null, to: "DRAFT", byRole: "PLATFORM" },
          { from: "DRAFT", to: "HOST_COMPLETED", byRole: "HOST_MANAGER" },
          { from: "HOST_COMPLETED", to: "VALIDATED", byRole: "SCHOOL_HEAD" },
          { from: "VALIDATED", to: "SIGNING", byRole: "LEGAL_REPRESENTATIVE" },
          { from: "SIGNING", to: "SIGNED", byRole: "HOST_MANAGER" },
        ],
      },
    });
  });

  it("names a host abroad by its name and address there, as the host says them last before it is validated", async () => {
    const offerId = newId("offer");
    const abroad = { id: HOST, siret: null, legalName: "Imprimerie des Marolles", kind: "COMPANY", address: "12 rue Haute, 1000 Bruxelles, Belgique" };
    await bus.publish([
      fact("OfferPublished", offerId, {
        offer: {
          id: offerId, campaignId: "2027", title: "Une imprimerie", activities: "Observation", period: "WEEK_1", mode: "INDIVIDUAL", seats: 1, reservedSchoolUais: [], host: abroad,
          place: { latitude: 50.8467, longitude: 4.3525, address: abroad.address },
          tutor: { name: "Paul Roche", function: "imprimeur", email: "paul.roche@atelier.example", phone: null },
        },
      }),
    ]);
    const { id, family } = await anOpenConvention({ offerId });
    await complete(id);
    await bus.publish([fact("HostChanged", HOST, { host: { ...abroad, legalName: "Imprimerie Haute" }, offerIds: [offerId] })]);
    await anOpenConvention(); // what is told after it has been heard, so it has
    expect((await validate(id)).code).toBeUndefined();
    const { data } = await run<{ convention: { document: { content: string } } }>(ACTORS.head, "query($id: ID!) { convention(id: $id) { document { content } } }", { id });
    expect(JSON.parse(data!.convention.document.content)).toMatchObject({ host: { siret: null, legalName: "Imprimerie Haute", address: abroad.address } });
    for (const actor of [ACTORS.head, ACTORS.host, family]) expect((await sign(actor, id)).code).toBeUndefined();
  });

  it("opens once, however often the acceptance is told", async () => {
    const { candidatureId, studentId, student } = await anOpenConvention();
    const accepted = { candidatureId, offerId: OFFER, hostId: HOST, studentId, schoolUai: SCHOOL, academy: "22", campaignId: "2027", period: "WEEK_1", acceptedByPersonId: ACTORS.host.personId } as const;
    await bus.publish([fact("CandidatureAccepted", candidatureId, accepted), fact("CandidatureAccepted", candidatureId, accepted)]);
    await anOpenConvention(); // what is told after them has been heard, so they have
    const { data } = await run<{ conventions: { edges: unknown[] } }>(student, "{ conventions { edges { node { id } } } }");
    expect(data!.conventions.edges).toHaveLength(1);
  });

  it("is returned to the host with a reason, and completed again", async () => {
    const { id } = await anOpenConvention();
    await complete(id);
    const RETURN = "mutation($input: ConventionReasonInput!) { returnConvention(input: $input) { status reason } }";
    expect((await run(ACTORS.head, RETURN, { input: { conventionId: id, reason: " " } })).code).toBe("TEXT_REQUIRED");
    expect((await run(ACTORS.head, RETURN, { input: { conventionId: id, reason: "Préciser les horaires." } })).data).toEqual({
      returnConvention: { status: "RETURNED", reason: "Préciser les horaires." },
    });
    expect((await complete(id)).data).toMatchObject({ completeConvention: { status: "HOST_COMPLETED" } });
  });
});

describe("refusals", () => {
  it("tells everything that is wrong in the host's part at once, each with its field, and changes nothing", async () => {
    const { id } = await anOpenConvention();
    const { errors, code } = await complete(id, { activities: "x".repeat(501), representative: { name: "", function: "gérante" }, timetable: [] });
    expect(code).toBe("TEXT_REQUIRED");
    expect((errors![0]!.extensions["refusals"] as { code: string; field: string }[]).map(({ code: each, field }) => [each, field])).toEqual([
      ["TEXT_REQUIRED", "representative.name"],
      ["TEXT_TOO_LONG", "activities"],
      ["PRESENCE_EMPTY", "timetable"],
    ]);
    expect((await run(ACTORS.host, "query($id: ID!) { convention(id: $id) { status } }", { id })).data).toEqual({ convention: { status: "DRAFT" } });
  });

  it("checks presence by the rules of the campaign as they were told last, and by those of 2024 when none were told", async () => {
    const { motivationMaxLength: _, ownSeatsTarget: __, academySeatsTargets: ___, presenceRules, ...before } = campaignFact(aCampaign);
    const sixHours = { ...presenceRules!, version: "2027 bis", byAge: presenceRules!.byAge.map((limits) => ({ ...limits, hoursPerDay: 6 })) };
    const codeUnder = async (campaign: CampaignFact) => {
      await bus.publish([fact("CampaignDefined", "2027", { campaign })]);
      // Opened by what is told after the campaign.
      const { id } = await anOpenConvention();
      return (await complete(id)).code;
    };
    expect(await codeUnder({ ...before, presenceRules: sixHours })).toBe("PRESENCE_HOURS_PER_DAY");
    expect(await codeUnder(before)).toBeUndefined();
  });

  it("does not validate before the student has confirmed, nor with a teacher of elsewhere", async () => {
    const early = await anOpenConvention({ confirmed: false });
    await complete(early.id);
    expect((await validate(early.id)).code).toBe("CANDIDATURE_NOT_CONFIRMED");
    const { id } = await anOpenConvention();
    await complete(id);
    const { input } = schoolInput(id);
    expect((await run(ACTORS.head, VALIDATE, { input: { ...input, referentTeacherId: newId("person") } })).code).toBe("REFERENT_TEACHER_UNKNOWN");
    expect((await run(ACTORS.head, VALIDATE, { input: { ...input, referentTeacherId: "nobody" } })).code).toBe("REFERENT_TEACHER_UNKNOWN");
    expect((await run(ACTORS.head, VALIDATE, { input: { ...input, liabilityInsurance: { insurer: "Mutuelle" } } })).errors).toMatchObject([{ extensions: { code: "TEXT_REQUIRED", field: "liabilityInsurance.policyNumber" } }]);
  });

  it("does not validate with a teacher called up for the baccalauréat during the stage, until the duties are on other days", async () => {
    const { id } = await anOpenConvention();
    await complete(id);
    const told = (...days: readonly string[]) => fact("ExamDutiesRecorded", TEACHER, { personId: TEACHER, days });
    await bus.publish([told("2027-06-11", "2027-06-16", "2027-06-22")]);
    const refused = await vi.waitFor(async () => {
      // On the other fields it is refused all the same, so that nothing is validated before the duties have been heard.
      const { input } = schoolInput(id);
      const { errors } = await run(ACTORS.head, VALIDATE, { input: { ...input, liabilityInsurance: { insurer: "", policyNumber: "" } } });
      const [first] = errors![0]!.extensions["refusals"] as { code: string; field: string; message: string }[];
      expect(first!.code).toBe("REFERENT_TEACHER_MOBILISED");
      return first!;
    }, { timeout: 30_000 });
    expect(refused.field).toBe("referentTeacherId");
    expect(refused.message).toContain("(mercredi 16 juin 2027)");
    expect((await validate(id)).code).toBe("REFERENT_TEACHER_MOBILISED");
    await bus.publish([told("2027-06-11", "2027-06-22")]);
    await vi.waitFor(async () => expect((await validate(id)).code).toBeUndefined(), { timeout: 30_000 });
  });

  it.each([
    ["an id that is not one", () => "convention_x", ACTORS.host],
    ["an id that nothing has", () => newId("convention"), ACTORS.host],
    ["another host's convention", (id: string) => id, { ...ACTORS.host, hostIds: [newId("host")] }],
  ] as const)("does not find %s", async (_, idOf, actor) => {
    const { id } = await anOpenConvention();
    expect((await run(actor, COMPLETE, { input: { conventionId: idOf(id), hostPart: hostPartInput() } })).code).toBe("NOT_FOUND");
    expect((await run(actor, "query($id: ID!) { convention(id: $id) { id } }", { id: idOf(id) })).data).toEqual({ convention: null });
  });

  it.each([
    ["a visitor", ACTORS.anonymous, "UNAUTHENTICATED"],
    ["a student", ACTORS.student, "FORBIDDEN"],
    ["the ministry", ACTORS.ministry, "FORBIDDEN"],
  ] as const)("%s completes nothing", async (_, actor, expected) => {
    const { id } = await anOpenConvention();
    expect((await run(actor, COMPLETE, { input: { conventionId: id, hostPart: hostPartInput() } })).code).toBe(expected);
  });

  it("shows the rectorat the convention, not what is written in it", async () => {
    const { id } = await aSignedConvention();
    const { data, code } = await run(ACTORS.rectorat, "query($id: ID!) { convention(id: $id) { status hostPart { place } } }", { id });
    expect(data).toEqual({ convention: { status: "SIGNED", hostPart: null } });
    expect(code).toBe("FORBIDDEN");
  });

  it("shows a DASEN the conventions of its département, and of no other of the académie, by every way in", async () => {
    const { id } = await aSignedConvention();
    const WAYS = "query($id: ID!, $r: [_Any!]!) { convention(id: $id) { id } conventions(first: 100) { edges { node { id } } } _entities(representations: $r) { ... on Convention { id } } }";
    const seen = async (actor: Actor) => {
      const { data } = await run<{ convention: object | null; conventions: { edges: { node: { id: string } }[] }; _entities: (object | null)[] }>(actor, WAYS, { id, r: [{ __typename: "Convention", id }] });
      return [data!.convention !== null, data!.conventions.edges.some(({ node }) => node.id === id), data!._entities[0] !== null];
    };
    expect(await seen(ACTORS.dasen)).toEqual([true, true, true]);
    expect(await seen({ ...ACTORS.dasen, departments: ["2A", "19"] })).toEqual([true, true, true]);
    expect(await seen(ACTORS.otherDasen)).toEqual([false, false, false]);
    expect(await seen({ ...ACTORS.dasen, departments: [] })).toEqual([false, false, false]);
  });

  it("says the same in viewerActions as the mutations do", async () => {
    const { id } = await anOpenConvention();
    await complete(id);
    const ACTIONS = "query($id: ID!) { convention(id: $id) { viewerActions { action allowed refusals { code } } } }";
    const { data } = await run<{ convention: { viewerActions: { action: string; allowed: boolean }[] } }>(ACTORS.head, ACTIONS, { id });
    expect(data!.convention.viewerActions.filter(({ allowed }) => allowed).map(({ action }) => action)).toEqual([
      "saveConventionDraft",
      "returnConvention",
      "validateConvention",
      "cancelConvention",
    ]);
  });
});

describe("the database refuses what the domain refuses", () => {
  it.each([
    ["its text", (id: string) => `update conventions.documents set content = 'x' where convention_id = '${id}'`],
    ["its deletion", (id: string) => `delete from conventions.documents where convention_id = '${id}'`],
    ["all texts at once", () => "truncate conventions.documents"],
    ["the host's part", (id: string) => `update conventions.conventions set host_part = '{}' where id = '${id}'`],
    ["the student", (id: string) => `update conventions.conventions set student_id = gen_random_uuid() where id = '${id}'`],
    ["a step back", (id: string) => `update conventions.conventions set status = 'DRAFT' where id = '${id}'`],
    ["the convention itself", (id: string) => `delete from conventions.conventions where id = '${id}'`],
    ["a signature", (id: string) => `update conventions.evidence set at = now() where convention_id = '${id}'`],
    ["its history", (id: string) => `delete from conventions.history where convention_id = '${id}'`],
  ])("once validated: %s", async (_, statement) => {
    const { id } = await aSignedConvention();
    const sql = postgres(database.url, { max: 1 });
    const [row] = await sql<{ uuid: string }[]>`select id as uuid from conventions.conventions where status = 'SIGNED' order by id desc limit 1`;
    expect(row).toBeDefined();
    await expect(sql.unsafe(statement(row!.uuid))).rejects.toMatchObject({ code: "23001" });
    await sql.end();
    expect((await run(ACTORS.head, "query($id: ID!) { convention(id: $id) { status } }", { id })).data).toEqual({ convention: { status: "SIGNED" } });
  });
});

describe("an absence", () => {
  const REPORT = 'mutation($id: ID!) { reportAbsence(input: { conventionId: $id, day: "2027-06-15", kind: ABSENT }) { id step dueAt } }';
  const step = (name: string, argument: string) => `mutation($id: ID!) { ${name}(input: { absenceId: $id, ${argument} }) { step timeline { step byRole } } }`;

  it("is not found by a teacher of the same school who does not follow the student, as one that nobody has", async () => {
    const { id } = await aSignedConvention();
    const { data } = await run<{ reportAbsence: { id: string } }>(ACTORS.tutor, REPORT, { id }, JUNE);
    const relay = (absence: string) => run(ACTORS.otherTeacher, step("relayAbsence", "note: null"), { id: absence }, JUNE);
    const theirs = await relay(data!.reportAbsence.id);
    expect(theirs.code).toBe("NOT_FOUND");
    expect(theirs).toEqual(await relay(newId("absence")));
  });

  it("reported again under its key is the same one; without a key it is reported already", async () => {
    const { id } = await aSignedConvention();
    const report = (key: string | null, kind = "ABSENT") =>
      run<{ reportAbsence: { id: string } | null }>(ACTORS.tutor, 'mutation($id: ID!, $key: String, $kind: AbsenceKind!) { reportAbsence(input: { conventionId: $id, day: "2027-06-15", kind: $kind, idempotencyKey: $key }) { id step } }', { id, key, kind }, JUNE);
    const [first, ...others] = await Promise.all(Array.from({ length: 5 }, () => report("depuis-un-telephone")));
    expect(first!.data!.reportAbsence!.id).toMatch(/^absence_/);
    for (const other of others) expect(other).toEqual(first);
    expect((await report("depuis-un-telephone", "LATE")).code).toBe("IDEMPOTENCY_KEY_REUSED");
    expect((await report(null)).code).toBe("ABSENCE_ALREADY_REPORTED");
  });

  it("goes from the tutor to the family, each in turn, and is closed with its cause", async () => {
    const { id, family } = await aSignedConvention();
    const reported = await run<{ reportAbsence: { id: string; step: string; dueAt: string } }>(ACTORS.tutor, REPORT, { id }, JUNE);
    expect(reported.data!.reportAbsence).toMatchObject({ step: "REPORTED", dueAt: "2027-06-15T10:15:00Z" });
    const absence = reported.data!.reportAbsence.id;
    const known = () => run(family, "query($id: ID!) { convention(id: $id) { absences { step } } }", { id });
    expect((await known()).data).toEqual({ convention: { absences: [] } });
    expect((await run(ACTORS.adviser, step("informFamily", "note: null"), { id: absence }, JUNE)).code).toBe("WRONG_STATE");
    await run(ACTORS.teacher, step("relayAbsence", 'note: "Élève injoignable"'), { id: absence }, JUNE);
    await run(ACTORS.adviser, step("informFamily", "note: null"), { id: absence }, JUNE);
    expect((await known()).data).toEqual({ convention: { absences: [{ step: "FAMILY_INFORMED" }] } });
    const closed = await run(ACTORS.adviser, step("closeAbsence", 'cause: ILLNESS, note: "Grippe"'), { id: absence }, JUNE);
    expect(closed.data).toEqual({
      closeAbsence: {
        step: "CLOSED",
        timeline: [
          { step: "REPORTED", byRole: "TUTOR" },
          { step: "RELAYED", byRole: "REFERENT_TEACHER" },
          { step: "FAMILY_INFORMED", byRole: "EDUCATION_ADVISER" },
          { step: "CLOSED", byRole: "EDUCATION_ADVISER" },
        ],
      },
    });
  });

  it("is reported once, when the tutor and the manager do it together", async () => {
    const { id } = await aSignedConvention();
    const codes = (await Promise.all([ACTORS.tutor, ACTORS.host].map((actor) => run(actor, REPORT, { id }, JUNE)))).map(({ code }) => code);
    expect(codes.toSorted()).toEqual(["ABSENCE_ALREADY_REPORTED", undefined].toSorted());
  });
});

describe("live", () => {
  const WATCH = "subscription { conventionStatusChanged { from to cursor convention { status } } }";
  const follow = (actor: Actor, resumeFrom?: string) => graph.subscribe({ query: WATCH, caller: { actor, now: MAY, requestId: "test" }, resumeFrom });

  it("pushes every change to those it concerns and to nobody else, and takes up where it was left", async () => {
    const watched = await anOpenConvention();
    // Its opening is committed, but may still be on its way: whoever subscribes now would hear it.
    const opening = follow(watched.family, "0");
    await opening.next();
    expect((await opening.next()).value).toMatchObject({ data: { conventionStatusChanged: { from: null, to: "DRAFT" } } });
    await opening.return?.();
    const family = follow(watched.family);
    const stranger = follow({ ...ACTORS.representative, studentIds: [newId("student")] });
    // The first result of each says where it begins.
    await Promise.all([family.next(), stranger.next()]);
    const first = family.next();
    const nothing = stranger.next();
    await complete(watched.id);
    const { value } = await first;
    expect(value).toMatchObject({ data: { conventionStatusChanged: { from: "DRAFT", to: "HOST_COMPLETED", convention: { status: "HOST_COMPLETED" } } } });
    await family.return?.();
    await validate(watched.id);
    await sign(ACTORS.head, watched.id);
    const resumed = follow(watched.family, String(value!.extensions!["cursor"]));
    await resumed.next();
    const missed = [await resumed.next(), await resumed.next()].map(({ value: event }) => (event!.data as { conventionStatusChanged: { to: string } }).conventionStatusChanged.to);
    expect(missed).toEqual(["VALIDATED", "SIGNING"]);
    await resumed.return?.();
    await stranger.return?.();
    expect(await nothing).toEqual({ done: true, value: undefined });
  });
});

it("counts who is covered, partly covered and not covered at all", async () => {
  await aSignedConvention();
  // A campaign that is prepared beyond the one that runs: nobody is counted in it yet.
  const later = (date: Temporal.PlainDate) => date.add({ years: 1 });
  const weeks = { 1: aCampaign.weeks[1], 2: aCampaign.weeks[2] };
  const next = { ...aCampaign, id: "2028", weeks: { 1: { firstDay: later(weeks[1].firstDay), lastDay: later(weeks[1].lastDay) }, 2: { firstDay: later(weeks[2].firstDay), lastDay: later(weeks[2].lastDay) } } };
  await bus.publish([fact("CampaignDefined", "2028", { campaign: campaignFact(next) })]);
  await anOpenConvention();
  await untilCounted(database.url, "conventions");
  const COVERAGE = 'query($r: [_Any!]!) { _entities(representations: $r) { ... on Academy { coverage { enrolled covered partlyCovered uncovered } } } }';
  const coverage = async (actor: Actor) => run<{ _entities: { coverage: { enrolled: number; covered: number; partlyCovered: number; uncovered: number } | null }[] }>(actor, COVERAGE, { r: [{ __typename: "Academy", code: "22" }] });
  const { enrolled, covered, partlyCovered, uncovered } = (await coverage(ACTORS.rectorat)).data!._entities[0]!.coverage!;
  expect(partlyCovered).toBeGreaterThan(0);
  expect(covered + partlyCovered + uncovered).toBe(enrolled);
  expect((await coverage({ ...ACTORS.rectorat, academies: ["10"] })).code).toBe("FORBIDDEN");
  // A part of the académie is not the whole of it.
  expect((await coverage(ACTORS.dasen)).code).toBe("FORBIDDEN");
  expect((await coverage(PLATFORM)).code).toBe("FORBIDDEN");
});
