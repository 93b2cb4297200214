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
import { hostPart, VALIDATE } from "../../../scripts/story/operations.ts";
import { createSubgraphs, type Subgraphs } from "./subgraphs.ts";

/** The two subgraphs that a booking goes through, and nothing else of the platform. */
const CONCERNED = ["candidatures", "conventions"] as const;
const MAY = Temporal.Instant.from("2027-05-20T10:00:00Z");

let database: TestDatabase;
let subgraphs: Subgraphs;
let bus: Bus;

beforeAll(async () => {
  const create = (databaseUrl: string) => createSubgraphs({ databaseUrl, clock: () => MAY, isDemonstration: true });
  database = await freshDatabase("class_booking", async (url) => {
    const migrating = create(url);
    for (const name of CONCERNED) {
      await migrating[name].migrate();
      await migrating[name].stop();
    }
  });
  subgraphs = create(database.url);
  for (const name of CONCERNED) await subgraphs[name].start();
  bus = postgresBus(database.url);
});
afterAll(async () => {
  await bus.stop();
  for (const name of CONCERNED) await subgraphs[name].stop();
  await database.drop();
});

const fact = <T extends EventType>(type: T, key: string, payload: Events[T]) => domainEvent(type, key, payload, MAY) as DomainEvent;
const soon = <T>(ask: () => Promise<T>) => vi.waitFor(ask, { timeout: 30_000, interval: 50 });

async function ask<T>(name: (typeof CONCERNED)[number], actor: Actor, query: string, variables: Record<string, unknown>): Promise<T> {
  const { data, errors } = await inProcessTransport(subgraphs[name]).execute({ query, variables, caller: { actor, now: MAY, requestId: "booking" } });
  if (errors) throw new Error(JSON.stringify(errors));
  return Object.values(data!)[0] as T;
}

interface Opened {
  readonly id: string;
  readonly status: string;
}

it("a class that its school books has one convention a student, which the host fills and the school validates, and loses those that are cancelled", async () => {
  const students = [newId("student"), newId("student"), newId("student")];
  const place = { latitude: 45.26, longitude: 1.76, address: "2 rue des Tilleuls, 19000 Tulle" };
  const tutor = { name: "Paul Roche", function: "chef d'atelier", email: "paul.roche@atelier.example", phone: null };
  const host = { id: HOST, siret: "12345678901237", legalName: "Atelier Delmas", kind: "COMPANY", address: place.address };
  await bus.publish([
    fact("CampaignDefined", "2027", { campaign: campaignFact(aCampaign) }),
    fact("SchoolRegistered", SCHOOL, { school: { uai: SCHOOL, name: "Lycée des Monédières", address: "1 place Jean Tavé, 19000 Tulle", academy: "22" } }),
    fact("StaffMemberAppointed", SCHOOL, { personId: TEACHER, schoolUai: SCHOOL, role: "REFERENT_TEACHER", name: "Léa Faure", email: "lea.faure@lycee.example", phone: null }),
    fact("OfferPublished", OFFER, {
      offer: { id: OFFER, campaignId: "2027", title: "Un atelier en groupe", activities: "Observation", period: "WEEK_1", mode: "SMALL_GROUP", seats: 3, reservedSchoolUais: [], host, place, tutor },
    }),
    ...students.map((id) =>
      fact("StudentEnrolled", id, { student: { id, firstName: "Zoé", lastName: "Mazaud", birthDate: "2011-09-01", className: "2de 3", schoolUai: SCHOOL, academy: "22", campaignId: "2027", home: place } }),
    ),
  ]);
  const BOOK = "mutation($offerId: ID!, $studentIds: [ID!]!) { bookOffer(input: { offerId: $offerId, studentIds: $studentIds }) { id candidatures { id } } }";
  const booking = await soon(() => ask<{ id: string; candidatures: readonly { id: string }[] }>("candidatures", ACTORS.head, BOOK, { offerId: OFFER, studentIds: students }));
  expect(booking.candidatures).toHaveLength(3);

  const FIND = "query($references: [_Any!]!) { _entities(representations: $references) { ... on Student { conventions { id status confirmedAt } } } }";
  const conventions = async () => {
    const found = await ask<readonly { conventions: readonly (Opened & { confirmedAt: string | null })[] }[]>("conventions", ACTORS.host, FIND, { references: students.map((id) => ({ __typename: "Student", id })) });
    return found.map((student) => student.conventions);
  };
  const opened = await soon(async () => {
    const all = await conventions();
    expect(all.map((mine) => mine.map(({ status, confirmedAt }) => `${status} ${confirmedAt !== null}`).join())).toEqual(Array(3).fill("DRAFT true"));
    return all.flat();
  });

  const [first] = opened;
  const week = { firstDay: aCampaign.weeks[1].firstDay.toString(), lastDay: aCampaign.weeks[1].lastDay.toString() };
  const COMPLETE = "mutation($input: CompleteConventionInput!) { completeConvention(input: $input) { status } }";
  expect(await ask("conventions", ACTORS.host, COMPLETE, hostPart(first!.id, { weeks: [week, week] }, { displayName: tutor.name, email: tutor.email }))).toEqual({ status: "HOST_COMPLETED" });
  expect(await ask("conventions", ACTORS.head, VALIDATE, { id: first!.id, teacher: TEACHER })).toMatchObject({ status: "VALIDATED" });

  const CANCEL = 'mutation($id: ID!, $studentIds: [ID!]) { cancelBooking(input: { bookingId: $id, studentIds: $studentIds, reason: "Élève absent." }) { id } }';
  await ask("candidatures", ACTORS.head, CANCEL, { id: booking.id, studentIds: students.slice(1) });
  await soon(async () => expect((await conventions()).flat().map(({ status }) => status)).toEqual(["VALIDATED", "CANCELLED", "CANCELLED"]));
});
