import { aCampaign, ACTORS, HOST, OFFER, SCHOOL, TEACHER } from "@stages/conventions/domain/fixtures.ts";
import { completeStages } from "@stages/conventions/operations/complete-stages.ts";
import { connect, type Connection } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import type { Bus } from "@stages/events/bus.ts";
import { campaignFact } from "@stages/events/campaign-fact.ts";
import { type DomainEvent, domainEvent, type Events, type EventType } from "@stages/events/contracts.ts";
import { postgresBus } from "@stages/events/postgres-bus.ts";
import { type Actor, personOf } from "@stages/kernel/actor.ts";
import { sha256 } from "@stages/kernel/digest.ts";
import { newId, type StudentId } from "@stages/kernel/ids.ts";
import { untilCounted } from "@stages/testing/until-counted.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { lastSignatureCode } from "@stages/testing/signature-code.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { createSubgraphs, type Subgraphs } from "./subgraphs.ts";

/** The two subgraphs that a convention's end goes through, and nothing else of the platform. */
const CONCERNED = ["candidatures", "conventions"] as const;
/** A Wednesday of the stage. */
const JUNE = Temporal.Instant.from("2027-06-16T10:00:00Z");
const MAY = Temporal.Instant.from("2027-05-20T10:00:00Z");

let database: TestDatabase;
let subgraphs: Subgraphs;
let bus: Bus;
/** As the sweep of a process writes. */
let platform: Connection;

beforeAll(async () => {
  const create = (databaseUrl: string) => createSubgraphs({ databaseUrl, clock: () => MAY, isDemonstration: true });
  database = await freshDatabase("convention_ends", async (url) => {
    const migrating = create(url);
    for (const name of CONCERNED) {
      await migrating[name].migrate();
      await migrating[name].stop();
    }
  });
  subgraphs = create(database.url);
  for (const name of CONCERNED) await subgraphs[name].start();
  bus = postgresBus(database.url);
  platform = connect({ url: database.url, name: "test", max: 1, role: roleOf("conventions", "PLATFORM") });
  const place = { latitude: 45.26, longitude: 1.76, address: "2 rue des Tilleuls, 19000 Tulle" };
  await bus.publish([
    fact("CampaignDefined", "2027", { campaign: campaignFact(aCampaign) }),
    fact("SchoolRegistered", SCHOOL, { school: { uai: SCHOOL, name: "Lycée des Monédières", address: "1 place Jean Tavé, 19000 Tulle", academy: "22" } }),
    fact("StaffMemberAppointed", SCHOOL, { personId: TEACHER, schoolUai: SCHOOL, role: "REFERENT_TEACHER", name: "Léa Faure", email: "lea.faure@lycee.example", phone: null }),
    fact("OfferPublished", OFFER, {
      offer: {
        id: OFFER, campaignId: "2027", title: "Un atelier", activities: "Observation", period: "WEEK_1", mode: "INDIVIDUAL", seats: 5, reservedSchoolUais: [], place,
        host: { id: HOST, siret: "12345678901237", legalName: "Atelier Delmas", kind: "COMPANY", address: place.address },
        tutor: { name: "Paul Roche", function: "chef d'atelier", email: "paul.roche@atelier.example", phone: null },
      },
    }),
  ]);
  await soon(async () => expect(await seatsLeft()).toBe(5));
});
afterAll(async () => {
  await bus.stop();
  await platform.close();
  for (const name of CONCERNED) await subgraphs[name].stop();
  await database.drop();
});

const fact = <T extends EventType>(type: T, key: string, payload: Events[T]) => domainEvent(type, key, payload, MAY) as DomainEvent;
const soon = <T>(ask: () => Promise<T>) => vi.waitFor(ask, { timeout: 30_000, interval: 50 });

async function ask<T>(name: (typeof CONCERNED)[number], actor: Actor, query: string, variables: Record<string, unknown> = {}, now = MAY): Promise<T> {
  const { data, errors } = await inProcessTransport(subgraphs[name]).execute({ query, variables, caller: { actor, now, requestId: "ends" } });
  if (errors) throw new Error(JSON.stringify(errors));
  return Object.values(data!)[0] as T;
}

const SEATS = "query($r: [_Any!]!) { _entities(representations: $r) { ... on Offer { seatsLeft } } }";
const seatsLeft = async () => (await ask<readonly { seatsLeft: number }[]>("candidatures", ACTORS.host, SEATS, { r: [{ __typename: "Offer", id: OFFER }] }))[0]!.seatsLeft;

/** A student who applied, was accepted and, where told so, confirmed: the convention that came of it. */
async function aConvention(isConfirmed: boolean) {
  const studentId = newId("student");
  const student: Actor = { ...ACTORS.student, studentId };
  await bus.publish([
    fact("StudentEnrolled", studentId, { student: { id: studentId, firstName: "Zoé", lastName: "Mazaud", birthDate: "2011-09-01", className: "2de 3", schoolUai: SCHOOL, academy: "22", campaignId: "2027", home: { latitude: 45.27, longitude: 1.77 } } }),
  ]);
  const APPLY = 'mutation($id: ID!) { submitCandidature(input: { offerId: $id, motivation: "Ce métier m\'intéresse." }) { id } }';
  const { id: candidatureId } = await soon(() => ask<{ id: string }>("candidatures", student, APPLY, { id: OFFER }));
  await ask("candidatures", ACTORS.host, "mutation($id: ID!) { acceptCandidature(input: { candidatureId: $id }) { id } }", { id: candidatureId });
  if (isConfirmed) await ask("candidatures", student, "mutation($id: ID!) { confirmCandidature(input: { candidatureId: $id }) { id } }", { id: candidatureId });
  const FIND = "query($r: [_Any!]!) { _entities(representations: $r) { ... on Student { conventions { id confirmedAt } } } }";
  const { id } = await soon(async () => {
    const [found] = (await ask<readonly { conventions: readonly { id: string; confirmedAt: string | null }[] }[]>("conventions", student, FIND, { r: [{ __typename: "Student", id: studentId }] }))[0]!.conventions;
    expect(found).toBeDefined();
    expect(found!.confirmedAt !== null).toBe(isConfirmed);
    return found!;
  });
  return { id, candidatureId, student };
}

it.each([
  ["the host", ACTORS.host, true, "CANCELLED_BY_HOST"],
  ["the host, not confirmed yet", ACTORS.host, false, "CANCELLED_BY_HOST"],
  ["the school head", ACTORS.head, true, "CANCELLED_BY_SCHOOL"],
  ["the school head, not confirmed yet", ACTORS.head, false, "CANCELLED_BY_SCHOOL"],
] as const)("a convention that %s cancels ends its candidature as theirs, says why, and frees its seat", async (_, actor, isConfirmed, status) => {
  const free = await seatsLeft();
  const { id, candidatureId, student } = await aConvention(isConfirmed);
  expect(await seatsLeft()).toBe(free - 1);
  const CANCEL = 'mutation($id: ID!) { cancelConvention(input: { conventionId: $id, cause: HOST_UNABLE, reason: "L\'atelier ferme." }) { status cancellationCause } }';
  expect(await ask("conventions", actor, CANCEL, { id })).toEqual({ status: "CANCELLED", cancellationCause: "HOST_UNABLE" });
  await soon(async () => {
    const candidature = await ask<{ status: string; history: readonly { to: string; reason: string | null }[] }>("candidatures", student, "query($id: ID!) { candidature(id: $id) { status history { to reason } } }", { id: candidatureId });
    expect(candidature.status).toBe(status);
    expect(candidature.history.at(-1)).toEqual({ to: status, reason: "L'atelier ferme." });
  });
  expect(await seatsLeft()).toBe(free);
});

interface Coverage {
  readonly enrolled: number;
  readonly covered: number;
  readonly partlyCovered: number;
  readonly uncovered: number;
  readonly onPaper: number;
}

const COVERAGE = "query($r: [_Any!]!) { _entities(representations: $r) { ... on Academy { coverage { enrolled covered partlyCovered uncovered onPaper } } } }";
/** As it is once all that was told is counted. */
const coverage = async () => {
  await untilCounted(database.url, "conventions");
  return coverageNow();
};
const coverageNow = async () => (await ask<readonly { coverage: Coverage }[]>("conventions", ACTORS.rectorat, COVERAGE, { r: [{ __typename: "Academy", code: "22" }] }))[0]!.coverage;

/** What changed of the counts since; each is of everyone in the académie. */
const since = (before: Coverage, after: Coverage) => Object.fromEntries((Object.keys(after) as (keyof Coverage)[]).map((name) => [name, after[name] - before[name]]).filter(([, change]) => change !== 0));

const days = (monday: string) => [0, 1, 2, 3, 4].map((n) => ({ date: Temporal.PlainDate.from(monday).add({ days: n }).toString(), slots: [{ from: "09:00", to: "12:00" }, { from: "13:30", to: "17:00" }] }));

/** Filled by the host, or by the school in its place, and validated: the document that is to be signed. */
async function validated(id: string, by: Actor, monday: string): Promise<string> {
  const hostPart = {
    representative: { name: "Anne Delmas", function: "gérante" }, tutor: { name: "Paul Roche", function: "chef d'atelier", email: "paul.roche@atelier.example", phone: null },
    timetable: days(monday), activities: "Découverte de l'atelier.", place: "2 rue des Tilleuls, 19000 Tulle",
  };
  await ask("conventions", by, "mutation($input: CompleteConventionInput!) { completeConvention(input: $input) { status } }", { input: { conventionId: id, hostPart } });
  const input = { conventionId: id, referentTeacherId: TEACHER, liabilityInsurance: { insurer: "Mutuelle", policyNumber: "A-1" } };
  const { document } = await ask<{ document: { id: string } }>("conventions", ACTORS.head, "mutation($input: ValidateConventionInput!) { validateConvention(input: $input) { document { id } } }", { input });
  return document.id;
}

async function signedByAll(id: string, documentId: string, family: Actor): Promise<void> {
  for (const actor of [ACTORS.head, ACTORS.host, family]) {
    await ask("conventions", actor, "mutation($id: ID!) { requestSignatureCode(input: { documentIds: [$id] }) { expiresAt } }", { id: documentId });
    const code = await lastSignatureCode(database.url, personOf(actor)!);
    await ask("conventions", actor, "mutation($id: ID!, $code: String!) { signConvention(input: { conventionId: $id, code: $code }) { status } }", { id, code });
  }
}

/** The head deposits the scan of what all have signed by hand. */
async function signedOnPaper(id: string): Promise<void> {
  const scan = Buffer.from("%PDF-1.7\n1 0 obj<<>>endobj\n% scan\nstartxref\n9\n%%EOF\n", "latin1");
  const UPLOAD = "mutation($input: RequestUploadInput!) { requestUpload(input: $input) { url } }";
  const { url } = await ask<{ url: string }>("conventions", ACTORS.head, UPLOAD, { input: { purpose: "PAPER_CONVENTION", conventionId: id, bytes: scan.length } });
  const RECEIVE = "mutation($tokenHash: String!, $content: String!) { receiveUpload(tokenHash: $tokenHash, content: $content) }";
  const { fileId } = await ask<{ fileId: string }>("conventions", { role: "PLATFORM" }, RECEIVE, { tokenHash: sha256(url.split("/").at(-1)!), content: scan.toString("base64") });
  const input = { conventionId: id, fileId, signedOn: "2027-05-20" };
  await ask("conventions", ACTORS.head, "mutation($input: RecordPaperConventionInput!) { recordPaperConvention(input: $input) { status } }", { input });
}

const CANCEL_IT = 'mutation($id: ID!) { cancelConvention(input: { conventionId: $id, cause: HOST_UNABLE, reason: "L\'atelier ferme." }) { status } }';
const INTERRUPT = 'mutation($id: ID!) { interruptConvention(input: { conventionId: $id, cause: HEALTH, lastDay: "2027-06-15", reason: "Opération." }) { status } }';

it("seats and coverage follow a convention from its signatures, on the platform or on paper, to its end", async () => {
  const free = await seatsLeft();
  const before = await coverage();
  const { id, student } = await aConvention(true);
  const { studentId } = student as { readonly studentId: StudentId };
  const family: Actor = { ...ACTORS.representative, personId: newId("person"), studentIds: [studentId] };
  expect([await seatsLeft(), since(before, await coverage())]).toEqual([free - 1, { enrolled: 1, uncovered: 1 }]);

  // Of what is not signed by all, nothing is covered.
  const document = await validated(id, ACTORS.host, "2027-06-14");
  expect(since(before, await coverage())).toEqual({ enrolled: 1, uncovered: 1 });
  await signedByAll(id, document, family);
  expect(since(before, await coverage())).toEqual({ enrolled: 1, partlyCovered: 1 });

  // The other week, found elsewhere and signed on paper: counted, and said to be.
  const CREATE = 'mutation($id: ID!) { createConvention(input: { studentId: $id, period: WEEK_2, host: { legalName: "Imprimerie Haute", country: "BE", address: "12 rue Haute, 1000 Bruxelles" } }) { id } }';
  const elsewhere = await ask<{ id: string }>("conventions", ACTORS.head, CREATE, { id: studentId });
  await validated(elsewhere.id, ACTORS.head, "2027-06-21");
  await signedOnPaper(elsewhere.id);
  expect(since(before, await coverage())).toEqual({ enrolled: 1, covered: 1, onPaper: 1 });

  // It was cancelled before it began: the week is not covered any more, and no seat was its own.
  await ask("conventions", ACTORS.head, CANCEL_IT, { id: elsewhere.id });
  expect([await seatsLeft(), since(before, await coverage())]).toEqual([free - 1, { enrolled: 1, partlyCovered: 1 }]);

  // Interrupted during the stage: not covered; the seat was used, and is given to nobody.
  await ask("conventions", ACTORS.host, INTERRUPT, { id }, JUNE);
  expect([await seatsLeft(), since(before, await coverage())]).toEqual([free - 1, { enrolled: 1, uncovered: 1 }]);
});

it("a signed convention that is cancelled before the stage frees its seat and uncovers its student; one that took place stays covered, and keeps it", async () => {
  const [first, second] = [await aConvention(true), await aConvention(true)];
  const free = await seatsLeft();
  for (const { id, student } of [first, second]) {
    await signedByAll(id, await validated(id, ACTORS.host, "2027-06-14"), { ...ACTORS.representative, personId: newId("person"), studentIds: [(student as { readonly studentId: StudentId }).studentId] });
  }
  const signed = await coverage();
  await ask("conventions", ACTORS.host, CANCEL_IT, { id: first.id });
  await soon(async () => expect(await seatsLeft()).toBe(free + 1));
  expect(since(signed, await coverage())).toEqual({ partlyCovered: -1, uncovered: 1 });

  const before = await coverage();
  await completeStages((work) => platform.db.transaction(work as never) as never, Temporal.Instant.from("2027-06-19T08:00:00Z"));
  expect(await ask("conventions", ACTORS.head, "query($id: ID!) { convention(id: $id) { status } }", { id: second.id })).toEqual({ status: "COMPLETED" });
  expect([await seatsLeft(), since(before, await coverage())]).toEqual([free + 1, {}]);
});
