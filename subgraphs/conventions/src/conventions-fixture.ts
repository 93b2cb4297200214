import type { Bus } from "@stages/events/bus.ts";
import { campaignFact } from "@stages/events/campaign-fact.ts";
import { type DomainEvent, domainEvent, type EventType, type Events } from "@stages/events/contracts.ts";
import { postgresBus } from "@stages/events/postgres-bus.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import { type ConventionId, newId, type StudentId } from "@stages/kernel/ids.ts";
import type { Period } from "@stages/kernel/period.ts";
import { freshDatabase, migratedBy } from "@stages/testing/database.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import postgres from "postgres";
import { vi } from "vitest";
import { aCampaign, ACTORS, aHostPart, HOST, OFFER, SCHOOL, TEACHER } from "./domain/fixtures.ts";
import { createConventionsSubgraph } from "./subgraph.ts";

/** A subgraph of its own on a fresh database, with one school, one offer and as many students as are asked for. */

export const MAY = Temporal.Instant.from("2027-05-20T10:00:00Z");
export const SIRET = "12345678901237";

export const fact = <T extends EventType>(type: T, key: string, payload: Events[T], now = MAY) => domainEvent(type, key, payload, now) as DomainEvent;

export const hostPartInput = (over: Partial<ReturnType<typeof aHostPart>> = {}) => JSON.parse(JSON.stringify(aHostPart(over)).replaceAll(/"(\d\d:\d\d):00"/g, '"$1"')) as Record<string, unknown>;
export const INSURANCE = { insurer: "Mutuelle", policyNumber: "A-1" };

export const COMPLETE = "mutation($input: CompleteConventionInput!) { completeConvention(input: $input) { id status } }";
export const VALIDATE = "mutation($input: ValidateConventionInput!) { validateConvention(input: $input) { id status } }";

export async function conventionsUnderTest(name: string) {
  let now = MAY;
  const create = (databaseUrl: string) => createConventionsSubgraph({ databaseUrl, clock: () => now, onFailure: (error) => console.error(error) });
  const database = await freshDatabase(name, migratedBy(create));
  const subgraph = create(database.url);
  await subgraph.start();
  const sql = postgres(database.url, { max: 1 });
  const graph = inProcessTransport(subgraph);
  const bus: Bus = postgresBus(database.url);

  const run = async <T = Record<string, unknown>>(actor: Actor, query: string, variables: Record<string, unknown> = {}, at = now) => {
    const { data, errors } = await graph.execute({ query, variables, caller: { actor, now: at, requestId: "test" } });
    const refusals = (errors?.[0]?.extensions?.["refusals"] ?? []) as readonly { code: string; field: string | null; message: string }[];
    return { data: data as T, code: errors?.[0]?.extensions?.["code"], refusals };
  };

  const student = (id: StudentId, over: object = {}) =>
    fact("StudentEnrolled", id, {
      student: { id, firstName: "Zoé", lastName: "Mazaud", birthDate: "2011-09-01", className: "2de 3", schoolUai: SCHOOL, academy: "22", campaignId: "2027", home: { latitude: 45.27, longitude: 1.77 }, ...over },
    });

  const read = async <T>(actor: Actor, id: string, fields: string) => (await run<{ convention: T }>(actor, `query($id: ID!) { convention(id: $id) { ${fields} } }`, { id })).data.convention;

  /** Students enrolled, as the subgraph has heard; the convention of an accepted candidature each, unless told otherwise. */
  async function students(count: number, over: object = {}): Promise<readonly StudentId[]> {
    const ids = Array.from({ length: count }, () => newId("student"));
    await bus.publish(ids.map((id) => student(id, over)));
    await heard();
    return ids;
  }

  /** What was told so far is heard: whatever is told after it is. */
  async function heard(): Promise<void> {
    const studentId = newId("student");
    await bus.publish([student(studentId), accepted(studentId, newId("candidature"), "WEEK_2")]);
    await vi.waitFor(async () => {
      if ((await conventionsOf(studentId)).length === 0) throw new Error("not heard yet");
    }, { timeout: 30_000, interval: 20 });
  }

  const accepted = (studentId: StudentId, candidatureId: ReturnType<typeof newId<"candidature">>, period: Period, acceptedByPersonId: Events["CandidatureAccepted"]["acceptedByPersonId"] = ACTORS.host.personId) =>
    fact("CandidatureAccepted", candidatureId, { candidatureId, offerId: OFFER, hostId: HOST, studentId, schoolUai: SCHOOL, academy: "22", campaignId: "2027", period, acceptedByPersonId });

  async function conventionsOf(studentId: StudentId) {
    const { data } = await run<{ _entities: { conventions: { id: ConventionId; status: string }[] }[] }>(
      { ...ACTORS.student, studentId },
      "query($r: [_Any!]!) { _entities(representations: $r) { ... on Student { conventions { id status } } } }",
      { r: [{ __typename: "Student", id: studentId }] },
    );
    return data._entities[0]!.conventions;
  }

  /** Open, and confirmed by their students. */
  async function openConventions(count: number, { isBooked = false } = {}) {
    const ids = Array.from({ length: count }, () => newId("student"));
    await bus.publish(ids.flatMap((studentId) => {
      const candidatureId = newId("candidature");
      const confirmed = { candidatureId, offerId: OFFER, hostId: HOST, studentId, schoolUai: SCHOOL, academy: "22", campaignId: "2027", period: "WEEK_1" } as const;
      return [student(studentId), accepted(studentId, candidatureId, "WEEK_1", isBooked ? null : ACTORS.host.personId), fact("CandidatureConfirmed", candidatureId, confirmed)];
    }));
    await heard();
    return Promise.all(ids.map(async (studentId) => ({ studentId, id: (await conventionsOf(studentId))[0]!.id })));
  }

  const openConvention = async () => (await openConventions(1))[0]!;
  const complete = (id: string, hostPart: object | null = hostPartInput(), actor: Actor = ACTORS.host) => run(actor, COMPLETE, { input: { conventionId: id, hostPart } });
  const validate = (id: string, over: object = {}) => run(ACTORS.head, VALIDATE, { input: { conventionId: id, referentTeacherId: TEACHER, liabilityInsurance: INSURANCE, ...over } });

  const host = { id: HOST, siret: SIRET, legalName: "Atelier Delmas", kind: "COMPANY", address: "2 rue des Tilleuls, 19000 Tulle" };
  await bus.publish([
    fact("CampaignDefined", "2027", { campaign: campaignFact(aCampaign) }),
    fact("SchoolRegistered", SCHOOL, { school: { uai: SCHOOL, name: "Lycée des Monédières", address: "1 place Jean Tavé, 19000 Tulle", academy: "22" } }),
    fact("StaffMemberAppointed", SCHOOL, { personId: TEACHER, schoolUai: SCHOOL, role: "REFERENT_TEACHER", name: "Léa Faure", email: "lea.faure@lycee.example", phone: null }),
    fact("HostRegistered", HOST, { host, managerPersonId: ACTORS.host.personId }),
    fact("OfferPublished", OFFER, {
      offer: {
        id: OFFER, campaignId: "2027", title: "Découverte d'un atelier", activities: "Observation", period: "WEEK_1", mode: "INDIVIDUAL", seats: 500, reservedSchoolUais: [], host,
        place: { latitude: 45.26, longitude: 1.76, address: host.address },
        tutor: { name: "Paul Roche", function: "chef d'atelier", email: "paul.roche@atelier.example", phone: null },
      },
    }),
  ]);

  return {
    database, subgraph, graph, bus, run, read, students, heard, conventionsOf, openConventions, openConvention, complete, validate,
    /** For what follows. */
    travel: (instant: Temporal.Instant) => void (now = instant),
    /** All that was told of it so far, once it has left. */
    told: async <T extends EventType>(type: T, key: string) => {
      await vi.waitFor(async () => {
        if ((await sql`select 1 from conventions.outbox limit 1`).length > 0) throw new Error("on its way");
      }, { timeout: 30_000, interval: 20 });
      return (await bus.read(0, [type], 5_000)).filter((event) => event.key === key).map(({ payload }) => payload as Events[T]);
    },
    async stop() {
      await sql.end();
      await bus.stop();
      await subgraph.stop();
      await database.drop();
    },
  };
}

export type ConventionsUnderTest = Awaited<ReturnType<typeof conventionsUnderTest>>;
