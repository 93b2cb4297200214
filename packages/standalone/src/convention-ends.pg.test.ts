import { aCampaign, ACTORS, HOST, OFFER, SCHOOL, TEACHER } from "@stages/conventions/domain/fixtures.ts";
import type { Bus } from "@stages/events/bus.ts";
import { campaignFact } from "@stages/events/campaign-fact.ts";
import { type DomainEvent, domainEvent, type Events, type EventType } from "@stages/events/contracts.ts";
import { postgresBus } from "@stages/events/postgres-bus.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import { newId } from "@stages/kernel/ids.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { createSubgraphs, type Subgraphs } from "./subgraphs.ts";

/** The two subgraphs that a convention's end goes through, and nothing else of the platform. */
const CONCERNED = ["candidatures", "conventions"] as const;
const MAY = Temporal.Instant.from("2027-05-20T10:00:00Z");

let database: TestDatabase;
let subgraphs: Subgraphs;
let bus: Bus;

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
  const place = { latitude: 45.26, longitude: 1.76, address: "2 rue des Tilleuls, 19000 Tulle" };
  await bus.publish([
    fact("CampaignDefined", "2027", { campaign: campaignFact(aCampaign) }),
    fact("SchoolRegistered", SCHOOL, { school: { uai: SCHOOL, name: "Lycée des Monédières", address: "1 place Jean Tavé, 19000 Tulle", academy: "22" } }),
    fact("StaffMemberAppointed", SCHOOL, { personId: TEACHER, schoolUai: SCHOOL, role: "REFERENT_TEACHER", name: "Léa Faure", email: "lea.faure@lycee.example", phone: null }),
    fact("OfferPublished", OFFER, {
      offer: {
        id: OFFER, campaignId: "2027", title: "Un atelier", activities: "Observation", period: "WEEK_1", seats: 3, reservedSchoolUais: [], place,
        host: { id: HOST, siret: "12345678901237", legalName: "Atelier Delmas", kind: "COMPANY", address: place.address },
        tutor: { name: "Paul Roche", function: "chef d'atelier", email: "paul.roche@atelier.example", phone: null },
      },
    }),
  ]);
  await soon(async () => expect(await seatsLeft()).toBe(3));
});
afterAll(async () => {
  await bus.stop();
  for (const name of CONCERNED) await subgraphs[name].stop();
  await database.drop();
});

const fact = <T extends EventType>(type: T, key: string, payload: Events[T]) => domainEvent(type, key, payload, MAY) as DomainEvent;
const soon = <T>(ask: () => Promise<T>) => vi.waitFor(ask, { timeout: 30_000, interval: 50 });

async function ask<T>(name: (typeof CONCERNED)[number], actor: Actor, query: string, variables: Record<string, unknown> = {}): Promise<T> {
  const { data, errors } = await inProcessTransport(subgraphs[name]).execute({ query, variables, caller: { actor, now: MAY, requestId: "ends" } });
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
