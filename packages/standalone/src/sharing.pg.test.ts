import { sharing as candidatures } from "@stages/candidatures/sharing.ts";
import { sharing as conventions } from "@stages/conventions/sharing.ts";
import { PERSONA_NAMES, type PersonaName } from "@stages/demonstration/personas.ts";
import { demonstrationWorld } from "@stages/demonstration/world.ts";
import type { Bus } from "@stages/events/bus.ts";
import { type DomainEvent, domainEvent } from "@stages/events/contracts.ts";
import { postgresBus } from "@stages/events/postgres-bus.ts";
import { type Actor, type Role, ROLES } from "@stages/kernel/actor.ts";
import { civilDateOf, systemClock } from "@stages/kernel/civil-time.ts";
import { newId } from "@stages/kernel/ids.ts";
import { academyKey, COUNTRY_KEY, departmentKey, schoolKey } from "@stages/kernel/territory-key.ts";
import { scopeOf } from "@stages/kernel/scope.ts";
import { sharing as offers } from "@stages/offers/sharing.ts";
import { sharing as people } from "@stages/people/sharing.ts";
import { shared, type Sharing } from "@stages/subgraph/sharing.ts";
import type { TestDatabase } from "@stages/testing/database.ts";
import { SUBGRAPH_NAMES, type SubgraphName } from "@stages/transport/transport.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { differencesOf, twinOf } from "./access/alike.ts";
import { samplesFor, visitor } from "./access/matrix.ts";
import { factsOf } from "./access/reach.ts";
import { preparedDatabase, startOfRun } from "./platform-under-test.ts";
import { createSubgraphs, type Subgraphs } from "./subgraphs.ts";

const SHARING: Readonly<Record<SubgraphName, Sharing>> = { candidatures, conventions, offers, people };
const CLIENTS = ROLES.filter((role) => role !== "PLATFORM" && role !== "ANONYMOUS");
const now = systemClock();
const world = demonstrationWorld({ today: civilDateOf(startOfRun()) });
const facts = factsOf(world, []);

const actorOf = (name: PersonaName): Actor => {
  const { id, grants } = world.persons.find((person) => person.id === world.personas[name])!;
  return { personId: id, ...grants[0]! } as Actor;
};
/** Each with a colleague: the teacher who follows a student with one who does not, the host's manager with another. */
const pairs = PERSONA_NAMES.map((name) => [name, [actorOf(name), twinOf(actorOf(name), world)]] as const);
const samples = samplesFor(pairs.flatMap(([name, both]) => both.map((actor) => visitor(name, actor, facts, now))), facts);

let database: TestDatabase;
let subgraphs: Subgraphs;
let bus: Bus;

beforeAll(async () => {
  database = await preparedDatabase();
  // Not started: they are asked, and hear nothing.
  subgraphs = createSubgraphs({ databaseUrl: database.url, clock: systemClock, isDemonstration: true });
  bus = postgresBus(database.url);
  await bus.publish(news());
});
afterAll(async () => {
  await bus.stop();
  for (const subgraph of Object.values(subgraphs)) await subgraph.stop();
  await database.drop();
});

/** Of each convention and each candidature that is asked about, something that its followers hear. */
function news(): readonly DomainEvent[] {
  const tell = (...[type, key, payload]: readonly [string, string, object]) => domainEvent(type as "OfferClosed", key, payload as never, now) as DomainEvent;
  const ofConventions = [...new Set([...samples.Convention, ...world.absences.map(({ conventionId }) => conventionId as string)])].flatMap((id) => {
    const { studentId, hostId, schoolUai, academy, candidatureId, host, school, status } = facts.conventions.get(id)!;
    const about = { conventionId: id, studentId, hostId, schoolUai, academy, tutorEmail: host?.tutor.email.toLowerCase() ?? null, referentTeacherId: school?.referentTeacherId ?? null };
    const absences = world.absences.filter(({ conventionId }) => conventionId === id);
    return [
      tell("ConventionStatusChanged", id, { ...about, candidatureId, reason: null, from: "DRAFT", to: status }),
      // Of an absence that is not kept: who is alerted is seen all the same.
      ...(about.referentTeacherId === world.personas["referent-teacher"] ? [tell("AbsenceStepReached", newId("absence"), { ...about, absenceId: newId("absence"), step: "REPORTED" })] : []),
      tell("SignatureRefused", id, { ...about, documentId: newId("document"), kind: "CONVENTION", capacity: "HOST_MANAGER", status }),
      ...absences.flatMap((absence) => [
        tell("AbsenceStepReached", absence.id, { ...about, absenceId: absence.id, step: "CLOSED", roles: CLIENTS }),
        tell("AbsenceEscalated", absence.id, { ...about, absenceId: absence.id, step: "REPORTED", level: 1, roles: CLIENTS }),
      ]),
    ];
  });
  const ofCandidatures = samples.Candidature.flatMap((candidatureId) => {
    const { offerId, hostId, studentId, schoolUai, academy, campaignId, period } = facts.candidatures.get(candidatureId)!;
    const fact = { candidatureId, offerId, hostId, studentId, schoolUai, academy, campaignId, period };
    return [tell("CandidatureRead", candidatureId, { ...fact, from: "SUBMITTED" }), tell("CandidatureEnded", candidatureId, { ...fact, from: "ACCEPTED", status: "CANCELLED_BY_HOST", reason: "Travaux.", freedSeat: true })];
  });
  // Of every territory that someone may follow.
  const territories = [COUNTRY_KEY, ...world.schools.flatMap(({ uai, academy, departmentCode }) => [schoolKey(uai), academyKey(academy), departmentKey(departmentCode)])];
  const campaignId = world.runningCampaignId;
  return [...ofConventions, ...ofCandidatures, tell("CoverageChanged", campaignId, { campaignId, territories: [...new Set(territories)] })];
}

const asked = (name: SubgraphName, sharing: Sharing, seen = new Set<string>()) => ({ servable: subgraphs[name], sharing, samples, bus, now, seen });

it("has two of each role, whom the gateway would have share", () => {
  expect(new Set(pairs.map(([, [{ role }]]) => role))).toEqual(new Set(CLIENTS));
  for (const [name, [one, other]] of pairs) {
    expect(other, name).not.toEqual(one);
    expect(scopeOf(other), name).toBe(scopeOf(one));
  }
});

describe.each(SUBGRAPH_NAMES)("what %s says is shared", (name) => {
  it("is answered the same to two colleagues, all of it", async () => {
    const seen = new Set<string>();
    for (const [persona, pair] of pairs) expect(await differencesOf(asked(name, SHARING[name], seen), pair), persona).toEqual([]);
    // That the test is about something: each was answered with a value to someone.
    const keys = ["Student.id", "Host.id", "School.uai", "Candidature.id", "Offer.id"];
    expect(Object.keys(SHARING[name]).filter((coordinate) => !seen.has(coordinate) && !keys.includes(coordinate))).toEqual([]);
  });
});

describe("the controls: what depends on who asks, said to be shared, is noticed", () => {
  it.each<readonly [SubgraphName, Role, string, Sharing]>([
    ["candidatures", "STUDENT", "the candidatures of another student", candidatures],
    ["candidatures", "STUDENT", "what this student may be told of an offer", shared("Offer", ["application"], ["STUDENT"])],
    ["conventions", "STUDENT", "the conventions of another student", conventions],
    ["conventions", "REFERENT_TEACHER", "the absences that alert the teacher who follows", conventions],
    ["offers", "HOST_MANAGER", "the drafts of a manager's own host", offers],
    ["people", "STUDENT", "another student's own record", people],
  ])("%s, %s: %s", async (name, role, _, base) => {
    const wrong: Sharing = Object.fromEntries(Object.entries({ ...SHARING[name], ...base }).map(([coordinate, roles]) => [coordinate, [...roles, role]]));
    const found: string[] = [];
    for (const [, pair] of pairs) if (pair[0].role === role) found.push(...(await differencesOf(asked(name, wrong), pair)));
    expect(found).not.toEqual([]);
  });
});
