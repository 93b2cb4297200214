import type { Actor } from "@stages/kernel/actor.ts";
import { newId, type OfferId, type StudentId } from "@stages/kernel/ids.ts";
import { seatsCanChangeIn } from "@stages/kernel/offer-seats.ts";
import { type Listed, tryActions } from "@stages/testing/actions-agree.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Offer } from "./domain/apply.ts";
import type { Candidature } from "./domain/candidature.ts";
import { ACTORS, HOST, IN_TIME } from "./domain/fixtures.ts";
import { STATUSES, type Status } from "./domain/lifecycle.ts";
import { type Graph, startGraph } from "./graph-fixture.ts";
import * as tables from "./persistence/tables.ts";

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.stop());

/** What is tried: a candidature, or the booking of a student's class. */
interface Made {
  readonly id: string;
  readonly studentId: StudentId;
  readonly offerId: OfferId;
}

const fixed = (actor: Actor) => () => actor;
const WHO: Readonly<Record<string, (made: Made) => Actor>> = {
  "its host": fixed(ACTORS.host),
  "another host": fixed(ACTORS.otherHost),
  "its student": ({ studentId }) => ({ ...ACTORS.student, studentId }),
  "another student": fixed(ACTORS.otherStudent),
  "its family": ({ studentId }) => ({ ...ACTORS.representative, studentIds: [studentId] }),
  "another family": fixed(ACTORS.otherRepresentative),
  "a tutor": fixed(ACTORS.tutor),
  "its school's head": fixed(ACTORS.head),
  "another head": fixed(ACTORS.otherHead),
  "a referent teacher of its school": fixed(ACTORS.teacher),
  "a CPE of its school": fixed(ACTORS.adviser),
  "its rectorat": fixed(ACTORS.rectorat),
  "another rectorat": fixed(ACTORS.otherRectorat),
  "its DASEN": fixed(ACTORS.dasen),
  "another DASEN": fixed(ACTORS.otherDasen),
  "the ministry": fixed(ACTORS.ministry),
};

const LATE = Temporal.Instant.from("2027-04-01T10:00:00Z");
const BEGUN = Temporal.Instant.from("2027-06-14T10:00:00Z");
const COLLEAGUE = newId("person");

type Input = (made: Made) => object;
const ofCandidature: Input = ({ id: candidatureId }) => ({ candidatureId });
const withReason: Input = ({ id: candidatureId }) => ({ candidatureId, reason: "Travaux imprévus." });

/** How each action is asked for, rightly but for what the object's state and the viewer make of it. */
const INPUTS: Readonly<Record<string, Input>> = {
  readCandidature: ofCandidature,
  acceptCandidature: ofCandidature,
  refuseCandidature: withReason,
  cancelAcceptance: withReason,
  transferCandidature: ({ id: candidatureId }) => ({ candidatureId, toPersonId: COLLEAGUE }),
  confirmCandidature: ofCandidature,
  withdrawCandidature: ofCandidature,
  cancelBooking: ({ id: bookingId }) => ({ bookingId, reason: "Sortie annulée." }),
};

const asked = (action: string) => `mutation($input: ${String(graph.subgraph.schema.getMutationType()!.getFields()[action]!.args[0]!.type)}) { ${action}(input: $input) { __typename } }`;
const LOOK = {
  Candidature: "query($id: ID!) { object: candidature(id: $id) { viewerActions { action allowed refusals { code } } } }",
  Booking: "query($id: ID!) { object: booking(id: $id) { viewerActions { action allowed refusals { code } } } }",
} as const;

const done = new Set<string>();
const refused = new Set<string>();

/** Everyone at that moment: what is said beside what is done. */
async function agreement(kind: keyof typeof LOOK, make: () => Promise<Made>, now: Temporal.Instant) {
  const disagreements: string[] = [];
  await Promise.all(
    Object.entries(WHO).map(async ([who, as]) => {
      const look = async (made: Made) => (await graph.run<{ object: { viewerActions: readonly Listed[] } | null } | null>(as(made), LOOK[kind], { id: made.id }, now)).data?.object?.viewerActions ?? null;
      const ask = async (made: Made, action: string) => (await graph.run(as(made), asked(action), { input: INPUTS[action]!(made) }, now)).code as string | undefined;
      const found = await tryActions({ make, look, ask, elsewhere: [] });
      disagreements.push(...found.disagreements.map((sentence) => `${who}: ${sentence}`));
      for (const action of found.done) done.add(action);
      for (const action of found.refused) refused.add(action);
    }),
  );
  expect(disagreements).toEqual([]);
}

/** On an offer and of a student of its own. */
const aCandidatureOf = (status: Status, { offer = {}, beside = [] }: { readonly offer?: Partial<Offer>; readonly beside?: readonly Status[] } = {}) => async (): Promise<Made> => {
  const { id: offerId } = await graph.offer(offer);
  for (const other of beside) await graph.candidature({ offerId, status: other });
  const { student, candidature } = await graph.candidature({ offerId, status } as Partial<Candidature>);
  return { id: candidature.id, studentId: student.studentId, offerId };
};

it("a candidature that nobody else could answer for, since its host has one manager", async () => {
  await agreement("Candidature", aCandidatureOf("READ"), IN_TIME);
});

describe("what a candidature says that one may do with it is what one may", () => {
  beforeAll(async () => {
    await graph.db.insert(tables.hostManagers).values([ACTORS.host.personId, COLLEAGUE].map((personId) => ({ hostId: HOST, personId })));
  });

  it.each(STATUSES)("%s, in time, late, and once the stage has begun", async (status) => {
    for (const now of [IN_TIME, LATE, BEGUN]) await agreement("Candidature", aCandidatureOf(status), now);
  });

  it.each<[string, () => Promise<Made>]>([
    ["read, and no seat is left", aCandidatureOf("READ", { offer: { seats: 1 }, beside: ["CONFIRMED"] })],
    ["accepted, and no seat would be left without its own", aCandidatureOf("ACCEPTED", { offer: { seats: 1 } })],
    ["accepted, and fewer seats are left than were promised", aCandidatureOf("ACCEPTED", { offer: { seats: 1 }, beside: ["CONFIRMED"] })],
    ["read, of an offer that was hidden", aCandidatureOf("READ", { offer: { status: "HIDDEN" } })],
    ["accepted, of an offer that was hidden", aCandidatureOf("ACCEPTED", { offer: { status: "HIDDEN" } })],
    ["read, of an offer that was removed", aCandidatureOf("READ", { offer: { status: "REMOVED" } })],
    ["accepted, of an offer that its host withdrew", aCandidatureOf("ACCEPTED", { offer: { status: "UNPUBLISHED" } })],
    ...(["READ", "ACCEPTED"] as const).map((status): [string, () => Promise<Made>] => [
      `${status}, of a student who has a stage in that week`,
      async () => {
        const made = await aCandidatureOf(status)();
        await graph.candidatures([{ studentId: made.studentId, offerId: (await graph.offer()).id, status: "CONFIRMED" }]);
        return made;
      },
    ]),
  ])("%s", async (_, make) => agreement("Candidature", make, IN_TIME));
});

const BOOK = "mutation($input: BookOfferInput!) { bookOffer(input: $input) { id } }";

const aBooking = (cancelled: number) => async (): Promise<Made> => {
  const { id: offerId } = await graph.offer({ mode: "SMALL_GROUP", seats: 2 });
  const studentIds = (await graph.students(2)).map(({ studentId }) => studentId);
  const { data } = await graph.run<{ bookOffer: { id: string } }>(ACTORS.head, BOOK, { input: { offerId, studentIds } });
  const made = { id: data.bookOffer.id, studentId: studentIds[0]!, offerId };
  if (cancelled > 0) await graph.run(ACTORS.head, asked("cancelBooking"), { input: { bookingId: made.id, studentIds: studentIds.slice(0, cancelled), reason: "Sortie annulée." } });
  return made;
};

describe("what a booking says too", () => {
  it.each([["whole", 0], ["of which a student is left", 1], ["given up", 2]])("%s, before the stage and once it has begun", async (_, cancelled) => {
    for (const now of [IN_TIME, BEGUN]) await agreement("Booking", aBooking(cancelled), now);
  });
});

it("every action was done by someone, and refused to others", () => {
  expect([[...done].toSorted(), [...refused].toSorted()]).toEqual([Object.keys(INPUTS).toSorted(), Object.keys(INPUTS).toSorted()]);
});

describe("changeOfferSeats, which `offers` lists, answers what it says there", () => {
  const CHANGE = asked.bind(null, "changeOfferSeats");

  it.each(["PUBLISHED", "UNPUBLISHED", "NEEDS_UPDATE", "HIDDEN", "REMOVED"])("of an offer that is %s", async (status) => {
    const { id: offerId } = await graph.offer({ status });
    const made = { id: offerId, offerId, studentId: newId("student") };
    for (const [who, as] of Object.entries(WHO)) {
      const said = who === "its host" ? (seatsCanChangeIn(status) ? undefined : "WRONG_STATE") : who === "another host" && status !== "PUBLISHED" ? "NOT_FOUND" : "FORBIDDEN";
      expect([who, (await graph.run(as(made), CHANGE(), { input: { offerId, seats: 3 } })).code]).toEqual([who, said]);
    }
  });
});
