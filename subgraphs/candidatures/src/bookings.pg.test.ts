import { postgresBus } from "@stages/events/postgres-bus.ts";
import type { ActorOf } from "@stages/kernel/actor.ts";
import { type CandidatureId, newId, type OfferId, type StudentId } from "@stages/kernel/ids.ts";
import { meet, type Period } from "@stages/kernel/period.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Offer } from "./domain/apply.ts";
import { book, refusalsToBook } from "./domain/book.ts";
import type { Booking } from "./domain/booking.ts";
import type { Candidature, SeatedCandidature } from "./domain/candidature.ts";
import { confirm, refusalsToConfirm } from "./domain/confirm.ts";
import { ACTORS, aStudent, CAMPAIGN, IN_TIME, SCHOOL } from "./domain/fixtures.ts";
import type { Status } from "./domain/lifecycle.ts";
import { ACCEPT, CANCEL, CONFIRM, type Graph, HOST_ACTOR, startGraph, SUBMIT } from "./graph-fixture.ts";
import { illegalitiesIn } from "./history-checker.ts";
import { insertBooking } from "./persistence/bookings.ts";
import { findByIds, findByStudents, insertCandidatures, saveSteps } from "./persistence/candidatures.ts";
import { findSeats } from "./persistence/ledger.ts";

let graph: Graph;

// Two replicas: what protects must not live in one process.
beforeAll(async () => {
  graph = await startGraph({ replicas: 2 });
});
afterAll(() => graph.stop());

const SHOWN = "id bookedByRole candidatures { id status motivation history { from to byRole reason } }";
const BOOK = `mutation($offerId: ID!, $studentIds: [ID!]!) { bookOffer(input: { offerId: $offerId, studentIds: $studentIds }) { ${SHOWN} } }`;
const CANCEL_BOOKING = `mutation($id: ID!, $studentIds: [ID!]) { cancelBooking(input: { bookingId: $id, studentIds: $studentIds, reason: "Sortie annulée." }) { ${SHOWN} } }`;
const ON_OFFER = `query($offer: _Any!, $studentIds: [ID!]!) { _entities(representations: [$offer]) { ... on Offer { seatsTaken bookings { id viewerActions { action allowed } } bookingRefusals(studentIds: $studentIds) { code field } } } }`;

interface ShownBooking {
  readonly id: string;
  readonly candidatures: readonly { readonly id: CandidatureId; readonly status: Status }[];
}

const HEAD = ACTORS.head;
const aGroup = (over: Partial<Offer> = {}) => graph.offer({ mode: "SMALL_GROUP", seats: 6, ...over });
const idsOf = (students: readonly ActorOf<"STUDENT">[]) => students.map(({ studentId }) => studentId);
const run = (offerId: OfferId, students: readonly ActorOf<"STUDENT">[]) => graph.run<{ bookOffer: ShownBooking }>(HEAD, BOOK, { offerId, studentIds: idsOf(students) });
const onOffer = async (offerId: OfferId, studentIds: readonly string[] = [], actor: Parameters<Graph["run"]>[0] = HEAD) =>
  (await graph.run<{ _entities: readonly Record<string, unknown>[] }>(actor, ON_OFFER, { offer: { __typename: "Offer", id: offerId }, studentIds })).data._entities[0]!;
const takenOf = async (offerId: OfferId) => (await findSeats(graph.db, [offerId], IN_TIME))[0]!.taken;
const tally = (codes: readonly unknown[]) => Object.fromEntries([...Map.groupBy(codes, (code) => String(code ?? "DONE"))].map(([code, all]) => [code, all.length]));
const stagesOf = async (students: readonly StudentId[]) => (await findByStudents(graph.db, students)).filter(({ status }) => status === "CONFIRMED");
const collide = (stages: readonly Candidature[]) => stages.some((one) => stages.some((other) => one !== other && one.studentId === other.studentId && meet(one.period, other.period)));

const illegalIn = async (ids: readonly CandidatureId[]) => illegalitiesIn(await graph.recorded(ids));

describe("a booking", () => {
  it("takes its seats at once, confirms each student, ends what they had in that week, and tells it", async () => {
    const offer = await aGroup();
    const elsewhere = await Promise.all((["WEEK_1", "WEEK_2"] as const).map((period) => graph.offer({ period })));
    const [one, two] = (await graph.students(2)) as [ActorOf<"STUDENT">, ActorOf<"STUDENT">];
    const [first, second] = await graph.candidatures(elsewhere.map(({ id: offerId, period }) => ({ studentId: one.studentId, offerId, period, status: "ACCEPTED" })));

    const { data } = await run(offer.id, [one, two, one]);
    const mine = data.bookOffer.candidatures;
    expect(data.bookOffer).toMatchObject({ bookedByRole: "SCHOOL_HEAD" });
    const line = { status: "CONFIRMED", motivation: null, history: [{ from: null, to: "CONFIRMED", byRole: "SCHOOL_HEAD", reason: null }] };
    expect(mine).toMatchObject([line, line]);
    expect(await takenOf(offer.id)).toBe(2);
    expect((await findByIds(graph.db, [first!.id, second!.id])).map(({ status }) => status)).toEqual(["SUPERSEDED", "ACCEPTED"]);

    const bus = postgresBus(graph.url);
    const told = await vi.waitFor(async () => {
      const all = (await bus.read(0, ["CandidatureAccepted", "CandidatureConfirmed", "CandidatureEnded"], 100)).filter(({ key }) => key === first!.id || mine.some(({ id }) => id === key));
      expect(all).toHaveLength(5);
      return all;
    }, { timeout: 30_000 });
    await bus.stop();
    expect(told.filter(({ key }) => key === mine[0]!.id).map(({ type, payload }) => [type, (payload as { acceptedByPersonId?: null }).acceptedByPersonId])).toEqual([
      ["CandidatureAccepted", null],
      ["CandidatureConfirmed", undefined],
    ]);
    expect(told.filter(({ key }) => key === first!.id)).toMatchObject([{ type: "CandidatureEnded", payload: { status: "SUPERSEDED" } }]);
  });

  it("is made whole or not at all", async () => {
    const offer = await aGroup();
    const students = await graph.students(3);
    const { candidature } = await graph.candidature({ studentId: students[2]!.studentId, period: "WEEK_1", status: "CONFIRMED" });
    expect((await run(offer.id, students)).code).toBe("WEEK_ALREADY_TAKEN");
    expect(await takenOf(offer.id)).toBe(0);
    expect((await findByStudents(graph.db, idsOf(students))).map(({ id }) => id)).toEqual([candidature.id]);
    expect(await onOffer(offer.id, idsOf(students))).toEqual({ seatsTaken: 0, bookings: [], bookingRefusals: [{ code: "WEEK_ALREADY_TAKEN", field: "studentIds.2" }] });
  });

  it("sees what a student did while in another school, which the school does not", async () => {
    const offer = await aGroup();
    const [student] = await graph.students(1);
    await graph.candidature({ studentId: student!.studentId, schoolUai: ACTORS.otherHead.schoolUais[0]!, period: "WEEK_1", status: "CONFIRMED" });
    expect((await run(offer.id, [student!])).code).toBe("WEEK_ALREADY_TAKEN");
  });

  it("is no student's to make alone, nor another school's", async () => {
    const offer = await aGroup();
    const [student] = await graph.students(1);
    expect((await graph.run(student!, SUBMIT, { offerId: offer.id, motivation: "Bonjour" })).code).toBe("OFFER_FOR_SCHOOLS");
    expect((await graph.run(student!, BOOK, { offerId: offer.id, studentIds: [student!.studentId] })).code).toBe("FORBIDDEN");
    expect((await graph.run(ACTORS.otherHead, BOOK, { offerId: offer.id, studentIds: [student!.studentId] })).code).toBe("NOT_FOUND");
    expect((await graph.run(HEAD, BOOK, { offerId: newId("offer"), studentIds: [student!.studentId] })).code).toBe("NOT_FOUND");
    expect((await graph.run(HEAD, BOOK, { offerId: offer.id, studentIds: [] })).code).toBe("NUMBER_OUT_OF_RANGE");
  });

  it("is shown to the school and the host, and to no family", async () => {
    const offer = await aGroup();
    const [student] = await graph.students(1);
    const { id } = (await run(offer.id, [student!])).data.bookOffer;
    const action = (allowed: boolean) => [{ id, viewerActions: [{ action: "cancelBooking", allowed }] }];
    expect(await onOffer(offer.id)).toEqual({ seatsTaken: 1, bookings: action(true), bookingRefusals: [] });
    expect(await onOffer(offer.id, [], HOST_ACTOR)).toEqual({ seatsTaken: 1, bookings: action(false), bookingRefusals: null });
    for (const actor of [student!, ACTORS.otherHead, ACTORS.otherHost]) expect(await onOffer(offer.id, [], actor)).toMatchObject({ bookings: [] });
    const own = await graph.run(student!, "{ candidatures { edges { node { status booking { id } } } } }");
    expect(own.data).toEqual({ candidatures: { edges: [{ node: { status: "CONFIRMED", booking: null } }] } });
  });

  it("is cancelled for one student or for all, frees the seats, and can be made again", async () => {
    const offer = await aGroup({ seats: 3 });
    const students = await graph.students(3);
    const { id } = (await run(offer.id, students)).data.bookOffer;
    const cancel = (studentIds: readonly StudentId[] | null) => graph.run<{ cancelBooking: ShownBooking }>(HEAD, CANCEL_BOOKING, { id, studentIds });
    const { data } = await cancel([students[1]!.studentId]);
    expect(data.cancelBooking.candidatures.map(({ status }) => status).toSorted()).toEqual(["CANCELLED_BY_SCHOOL", "CONFIRMED", "CONFIRMED"]);
    expect(await takenOf(offer.id)).toBe(2);
    expect((await cancel([students[1]!.studentId])).code).toBe("WRONG_STATE");
    expect((await run(offer.id, [students[1]!])).code).toBeUndefined();
    expect((await cancel(null)).data.cancelBooking.candidatures.map(({ status }) => status)).toEqual(Array(3).fill("CANCELLED_BY_SCHOOL"));
    expect((await cancel(null)).code).toBe("WRONG_STATE");
    expect(await takenOf(offer.id)).toBe(1);
    const ids = (await findByStudents(graph.db, idsOf(students))).map((one) => one.id);
    expect(ids).toHaveLength(4);
    expect(await illegalIn(ids)).toEqual([]);
  });

  it("is given up by the host one student at a time", async () => {
    const offer = await aGroup();
    const students = await graph.students(2);
    const [one] = (await run(offer.id, students)).data.bookOffer.candidatures;
    expect((await graph.run(HOST_ACTOR, CANCEL, { id: one!.id, reason: "Travaux." })).data).toMatchObject({ cancelAcceptance: { status: "CANCELLED_BY_HOST" } });
    expect(await takenOf(offer.id)).toBe(1);
  });

  it("never changes", async () => {
    await expect(graph.db.execute(sql`update candidatures.bookings set offer_id = gen_random_uuid()`)).rejects.toMatchObject({ cause: { code: "23001" } });
  });
});

/** Everyone comes, then everyone goes on: two decisions on the same facts, every time. */
function meetingOf(count: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let missing = count;
  return () => {
    if (--missing === 0) resolve();
    return promise;
  };
}

/** What `bookOffer` does, on facts that nothing keeps as they were read. */
const naiveBooking = (offer: Offer, ids: readonly StudentId[], everyoneHasRead: () => Promise<void>) =>
  graph.write(async (tx) => {
    const candidatures = Map.groupBy(await findByStudents(tx, ids), ({ studentId }) => studentId);
    const [seats] = await findSeats(tx, [offer.id], IN_TIME);
    await everyoneHasRead();
    const lines = ids.map((id, index) => ({ index, student: aStudent({ id }), mine: candidatures.get(id) ?? [] }));
    insist(refusalsToBook({ actor: HEAD, offer, campaign: CAMPAIGN, seats: seats!, lines, now: IN_TIME }));
    const booking: Booking = {
      id: newId("booking"), offerId: offer.id, hostId: offer.hostId, schoolUai: SCHOOL, academy: "22", campaignId: "2027", period: offer.period,
      bookedAt: IN_TIME, bookedByPersonId: HEAD.personId, bookedByRole: "SCHOOL_HEAD",
    };
    await insertBooking(tx, booking);
    await insertCandidatures(tx, book(booking, { lines, offer, campaign: CAMPAIGN }, () => newId("candidature")).map(({ candidature }) => ({ from: null, candidature, actor: HEAD, at: IN_TIME })));
  });

describe("12 bookings of 4 students at once over 10 seats", () => {
  const lists = async () => {
    const students = await graph.students(48);
    return Array.from({ length: 12 }, (_, n) => students.slice(n * 4, n * 4 + 4));
  };

  it("are two of them, and the others are told how many seats are left", async () => {
    const offer = await aGroup({ seats: 10 });
    const answers = await Promise.all((await lists()).map((students) => run(offer.id, students)));
    expect(tally(answers.map(({ code }) => code))).toEqual({ DONE: 2, NOT_ENOUGH_SEATS: 10 });
    expect(await takenOf(offer.id)).toBe(8);
  });

  it("take more seats than there are where the ledger's line is not locked: the control", async () => {
    const offer = await aGroup({ seats: 10 });
    const meeting = meetingOf(12);
    await Promise.allSettled((await lists()).map((students) => naiveBooking(offer, idsOf(students), meeting)));
    expect(await takenOf(offer.id)).toBeGreaterThan(10);
  });
});

describe("students who have nothing yet, on three lists of one week at once", () => {
  it("are all on one of them, and the other two say why", async () => {
    for (let round = 0; round < 5; round++) {
      const students = await graph.students(4);
      const offers = await Promise.all((["WEEK_1", "BOTH_WEEKS", "WEEK_1"] as const).map((period) => aGroup({ period })));
      const answers = await Promise.all(offers.map(({ id }, n) => run(id, n === 1 ? students.toReversed() : students)));
      expect(tally(answers.map(({ code }) => code))).toEqual({ DONE: 1, WEEK_ALREADY_TAKEN: 2 });
      expect(await stagesOf(idsOf(students))).toHaveLength(4);
    }
  });
});

describe("bookings against the same students' confirmations and their hosts' answers", () => {
  const ROUNDS = 12;
  const EXPECTED = ["DONE", "WEEK_ALREADY_TAKEN", "ALREADY_APPLIED", "NO_SEAT_LEFT", "NOT_ENOUGH_SEATS", "WRONG_STATE"];
  const PERIODS: readonly Period[] = ["WEEK_1", "BOTH_WEEKS", "WEEK_2"];

  it("leave each student one stage a week, each offer its seats, and no history that could not be", async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const students = await graph.students(4);
      const groups = await Promise.all([aGroup({ seats: 5 }), aGroup({ seats: 3, period: "BOTH_WEEKS" })]);
      const alone = await Promise.all(PERIODS.map((period) => graph.offer({ seats: 3, period })));
      const made = await graph.candidatures(students.flatMap(({ studentId }, n) =>
        alone.map(({ id: offerId, period }, m) => ({ studentId, offerId, period, status: (n + m) % 2 ? ("READ" as const) : ("ACCEPTED" as const) }))));
      const answers = await Promise.all([
        run(groups[0]!.id, students),
        ...made.map(({ id, status, studentId }) => (status === "READ" ? graph.run(HOST_ACTOR, ACCEPT, { id }) : graph.run(students.find((one) => one.studentId === studentId)!, CONFIRM, { id }))),
        run(groups[1]!.id, students.toReversed().slice(1)),
        run(groups[0]!.id, students.slice(2).toReversed()),
      ]);
      // Each a refusal: a deadlock, or an index that was left to say no, would be none.
      expect(answers.map(({ code }) => code ?? "DONE").filter((code) => !EXPECTED.includes(String(code)))).toEqual([]);
      expect(collide(await stagesOf(idsOf(students)))).toBe(false);
      for (const { id, seats } of [...groups, ...alone]) expect(await takenOf(id)).toBeLessThanOrEqual(seats);
      expect(await illegalIn((await findByStudents(graph.db, idsOf(students))).map(({ id }) => id))).toEqual([]);
    }
  });

  it("leave two stages in a week where nothing is locked: the control, without the database's own index either", async () => {
    const here = graph;
    graph = await startGraph();
    try {
      await graph.db.execute(sql`drop index candidatures.one_stage_in_week_1, candidatures.one_stage_in_week_2`);
      const offer = await aGroup();
      const { student, candidature } = await graph.candidature({ status: "ACCEPTED", period: "WEEK_1" });
      const meeting = meetingOf(2);
      const naiveConfirmation = graph.write(async (tx) => {
        const mine = await findByStudents(tx, [student.studentId]);
        await meeting();
        insist(refusalsToConfirm(mine[0]!, { actor: student, now: IN_TIME, mine, seats: { seats: 1, taken: 1 } }));
        await saveSteps(tx, [{ from: "ACCEPTED", candidature: confirm(candidature as SeatedCandidature), actor: student, at: IN_TIME }]);
      });
      await Promise.all([naiveConfirmation, naiveBooking(offer, [student.studentId], meeting)]);
      expect(collide(await stagesOf([student.studentId]))).toBe(true);
    } finally {
      await graph.stop();
      graph = here;
    }
  });
});
