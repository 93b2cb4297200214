import { insist } from "@stages/kernel/refusal.ts";
import { meet, type Period } from "@stages/kernel/period.ts";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accept, refusalsToAccept } from "./domain/answer.ts";
import type { Candidature, SeatedCandidature, WaitingCandidature } from "./domain/candidature.ts";
import { confirm, refusalsToConfirm } from "./domain/confirm.ts";
import { ACTORS, CAMPAIGN, IN_TIME } from "./domain/fixtures.ts";
import { LIVE, type Status } from "./domain/lifecycle.ts";
import { ACCEPT, CANCEL, CONFIRM, type Graph, HOST_ACTOR, startGraph, SUBMIT, WITHDRAW } from "./graph-fixture.ts";
import { illegalitiesIn } from "./history-checker.ts";
import { endOverdueCandidatures } from "./operations/end-overdue-candidatures.ts";
import { readFirst } from "./operations/read-first.ts";
import { findByIds, findByStudents, saveSteps } from "./persistence/candidatures.ts";
import { findSeats } from "./persistence/ledger.ts";
import * as tables from "./persistence/tables.ts";

let graph: Graph;

// Two replicas: what protects must not live in one process.
beforeAll(async () => {
  graph = await startGraph({ replicas: 2 });
});
afterAll(() => graph.stop());

const tally = (codes: readonly unknown[]) => Object.fromEntries([...Map.groupBy(codes, (code) => String(code ?? "DONE"))].map(([code, all]) => [code, all.length]));
const takenOf = async (offerId: Candidature["offerId"]) => (await findSeats(graph.db, [offerId], IN_TIME))[0]!.taken;

const illegalIn = async (ids: readonly Candidature["id"][]) => illegalitiesIn(await graph.recorded(ids));

describe("400 accepts at once over 7 seats", () => {
  const SEATS = 7;

  async function aCrowd() {
    const offer = await graph.offer({ seats: SEATS });
    const students = await graph.students(400);
    return { offer, crowd: await graph.candidatures(students.map(({ studentId }) => ({ studentId, offerId: offer.id }))) };
  }

  it("take exactly the seats there are, and refuse the others with their code", async () => {
    const { offer, crowd } = await aCrowd();
    const answers = await Promise.all(crowd.map(({ id }) => graph.run(HOST_ACTOR, ACCEPT, { id })));
    expect(tally(answers.map(({ code }) => code))).toEqual({ DONE: SEATS, NO_SEAT_LEFT: 400 - SEATS });
    expect(await takenOf(offer.id)).toBe(SEATS);
    expect(await illegalIn(crowd.map(({ id }) => id))).toEqual([]);
  });

  it("overbook where the ledger's line is counted and not locked: the control", async () => {
    const { offer, crowd } = await aCrowd();
    const naive = ({ id }: Candidature) =>
      graph.write(async (tx) => {
        const [waiting] = await findByIds(tx, [id]);
        const [seats] = await findSeats(tx, [offer.id], IN_TIME);
        insist(refusalsToAccept(waiting!, ACTORS.host, IN_TIME, seats!));
        const { steps, candidature: read } = readFirst(waiting as WaitingCandidature, { actor: ACTORS.host, at: IN_TIME });
        await saveSteps(tx, [...steps, { from: "READ", candidature: accept(read, CAMPAIGN, IN_TIME), actor: ACTORS.host, at: IN_TIME }]);
      });
    await Promise.allSettled(crowd.map(naive));
    expect(await takenOf(offer.id)).toBeGreaterThan(SEATS);
  });
});

describe("a student who confirms everything at once", () => {
  const PERIODS: readonly Period[] = ["BOTH_WEEKS", "WEEK_1", "WEEK_2", "WEEK_1", "WEEK_2"];
  const ROUNDS = 20;

  async function acceptedEverywhere() {
    const student = await graph.student();
    const offers = await Promise.all(PERIODS.map((period) => graph.offer({ period })));
    const mine = await graph.candidatures(offers.map(({ id: offerId, period }) => ({ studentId: student.studentId, offerId, period, status: "ACCEPTED" })));
    return { student, mine };
  }

  const confirmedBy = async (studentId: Candidature["studentId"]) => (await findByStudents(graph.db, [studentId])).filter(({ status }) => status === "CONFIRMED");
  const collide = (stages: readonly Candidature[]) => stages.some((one) => stages.some((other) => one !== other && meet(one.period, other.period)));

  it("has one stage a week, covers both weeks or one of them twice over, and keeps no seat besides", async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const { student, mine } = await acceptedEverywhere();
      const answers = await Promise.all([...mine, ...mine].map(({ id }) => graph.run(student, CONFIRM, { id })));
      const stages = await confirmedBy(student.studentId);
      expect(collide(stages)).toBe(false);
      expect(stages.map(({ period }) => period).sort()).toEqual(stages.length === 1 ? ["BOTH_WEEKS"] : ["WEEK_1", "WEEK_2"]);
      expect(answers.filter(({ code }) => code === undefined)).toHaveLength(stages.length);
      const others = (await findByStudents(graph.db, [student.studentId])).filter(({ status }) => status !== "CONFIRMED");
      expect(new Set(others.map(({ status }) => status))).toEqual(new Set(["SUPERSEDED"]));
      expect(await illegalIn(mine.map(({ id }) => id))).toEqual([]);
    }
  });

  it("has two stages in a week where nothing is locked: the control, without the database's own index either", async () => {
    const bare = await startGraph();
    const here = graph;
    try {
      graph = bare;
      await bare.db.execute(sql`drop index candidatures.one_stage_in_week_1, candidatures.one_stage_in_week_2`);
      const { student, mine } = await acceptedEverywhere();
      const naive = ({ id }: Candidature) =>
        bare.write(async (tx) => {
          const all = await findByStudents(tx, [student.studentId]);
          const accepted = all.find((one) => one.id === id)!;
          insist(refusalsToConfirm(accepted, { actor: student, now: IN_TIME, mine: all, seats: { seats: 1, taken: 1 } }));
          await saveSteps(tx, [{ from: "ACCEPTED", candidature: confirm(accepted as SeatedCandidature), actor: student, at: IN_TIME }]);
        });
      await Promise.allSettled(mine.map(naive));
      expect(collide(await confirmedBy(student.studentId))).toBe(true);
    } finally {
      graph = here;
      await bare.stop();
    }
  });
});

describe("a student who clicks many times", () => {
  it("has one candidature for the offer", async () => {
    const student = await graph.student();
    const { id: offerId } = await graph.offer();
    const answers = await Promise.all(Array.from({ length: 40 }, () => graph.run(student, SUBMIT, { offerId, motivation: "Bonjour" })));
    expect(tally(answers.map(({ code }) => code))).toEqual({ DONE: 1, ALREADY_APPLIED: 39 });
  });

  it("is answered the same each time under a key, whatever has become of it since", async () => {
    const student = await graph.student();
    const { id: offerId } = await graph.offer();
    const submit = () => graph.run(student, SUBMIT, { offerId, motivation: "Bonjour", key: "un-double-clic" });
    const [first, ...others] = await Promise.all(Array.from({ length: 40 }, submit));
    expect(first!.data["submitCandidature"]).toMatchObject({ status: "SUBMITTED" });
    for (const other of others) expect(other).toEqual(first);
    const { id } = first!.data["submitCandidature"] as { id: string };
    await graph.run(student, WITHDRAW, { id });
    expect((await submit()).data["submitCandidature"]).toEqual({ id, status: "WITHDRAWN" });
  });

  it("leaves nothing alive in the week that was confirmed, applying to others meanwhile", async () => {
    for (let round = 0; round < 10; round++) {
      const { student, candidature } = await graph.candidature({ status: "ACCEPTED", period: "WEEK_1" });
      const offers = await Promise.all(Array.from({ length: 8 }, (_, n) => graph.offer({ period: n % 2 ? "BOTH_WEEKS" : "WEEK_1" })));
      const [first, ...others] = offers.map(({ id: offerId }) => () => graph.run(student, SUBMIT, { offerId, motivation: "Bonjour" }));
      await Promise.all([first!(), graph.run(student, CONFIRM, { id: candidature.id }), ...others.map((submit) => submit())]);
      const all = await findByStudents(graph.db, [student.studentId]);
      expect(all.filter(({ status }) => status === "CONFIRMED")).toHaveLength(1);
      expect(all.filter(({ status }) => (LIVE as readonly Status[]).includes(status))).toEqual([]);
      expect(await illegalIn(all.map(({ id }) => id))).toEqual([]);
    }
  });
});

describe("time against people", () => {
  /** The first instant after 16 March 2027 in Paris. */
  const EXPIRED_FROM = Temporal.Instant.from("2027-03-16T23:00:00Z");

  it("each of 300 candidatures is answered in time or expired, never both", async () => {
    const offer = await graph.offer({ seats: 300 });
    const students = await graph.students(300);
    const all = await graph.candidatures(students.map(({ studentId }, n) => ({ studentId, offerId: offer.id, status: n % 2 ? "READ" : "SUBMITTED" })));
    const inTime = EXPIRED_FROM.subtract({ seconds: 1 });
    const accepts = all.map(({ id }, n) => graph.run(HOST_ACTOR, ACCEPT, { id }, n % 3 ? inTime : EXPIRED_FROM));
    // The sweeps have connections of their own: begun at once, they could be done before the first answer.
    await accepts[1];
    const sweeps = Array.from({ length: 4 }, () => endOverdueCandidatures(graph.write, EXPIRED_FROM));
    const answers = await Promise.all(accepts);
    await Promise.all(sweeps);
    await endOverdueCandidatures(graph.write, EXPIRED_FROM);

    expect(answers.filter(({ code }, n) => n % 3 === 0 && code !== "CANDIDATURE_EXPIRED")).toEqual([]);
    expect(new Set(answers.map(({ code }) => code))).toEqual(new Set([undefined, "CANDIDATURE_EXPIRED"]));
    const rows = await findByIds(graph.db, all.map(({ id }) => id));
    const accepted = answers.filter(({ code }) => code === undefined).length;
    expect(tally(rows.map(({ status }) => status))).toEqual({ ACCEPTED: accepted, EXPIRED: 300 - accepted });
    expect(await illegalIn(all.map(({ id }) => id))).toEqual([]);
  });

  it("confirming, withdrawing and cancelling at once ends one way", async () => {
    for (let round = 0; round < 20; round++) {
      const { student, candidature } = await graph.candidature({ status: "ACCEPTED" });
      const { id, offerId } = candidature;
      await Promise.all([graph.run(student, CONFIRM, { id }), graph.run(student, WITHDRAW, { id }), graph.run(HOST_ACTOR, CANCEL, { id, reason: "Travaux." })]);
      const [row] = await graph.db.select().from(tables.candidatures).where(eq(tables.candidatures.id, id));
      expect(await illegalIn([id])).toEqual([]);
      expect(await takenOf(offerId)).toBe(row!.status === "CONFIRMED" ? 1 : 0);
    }
  });
});
