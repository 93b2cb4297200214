import { newId } from "@stages/kernel/ids.ts";
import type { Period } from "@stages/kernel/period.ts";
import { PERIODS } from "@stages/kernel/period.ts";
import * as fc from "fast-check";
import { someOf } from "@stages/testing/full-size.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Candidature } from "./domain/candidature.ts";
import { HOST, SCHOOL } from "./domain/fixtures.ts";
import { statusAt } from "./domain/deadlines.ts";
import { ACCEPT, CANCEL, CONFIRM, type Graph, HOST_ACTOR, READ, REFUSE, startGraph, SUBMIT, WITHDRAW } from "./graph-fixture.ts";
import { illegalitiesIn } from "./history-checker.ts";
import { type Act, ACTS, explanations, keyOf, type Model, shown } from "./lifecycle-model.ts";
import { endOverdueCandidatures } from "./operations/end-overdue-candidatures.ts";
import { followStageElsewhere } from "./operations/follow-stage-elsewhere.ts";
import { findByStudents } from "./persistence/candidatures.ts";

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph({ replicas: 2 });
});
afterAll(() => graph.stop());

const START = Temporal.Instant.from("2027-03-01T10:00:00Z");
const STUDENTS = 3;

interface Market {
  readonly offers: readonly { readonly period: Period; readonly seats: number }[];
  /** Acts of one turn run at once; then days pass. */
  readonly turns: readonly { readonly acts: readonly Act[]; readonly days: number }[];
}

const market: fc.Arbitrary<Market> = fc
  .array(fc.record({ period: fc.constantFrom(...PERIODS), seats: fc.integer({ min: 1, max: 2 }) }), { minLength: 2, maxLength: 3 })
  .chain((offers) => {
    const act = fc.record({ act: fc.constantFrom(...ACTS), student: fc.nat({ max: STUDENTS - 1 }), offer: fc.nat({ max: offers.length - 1 }) });
    // A market begins with people who apply and hosts who answer, or nothing would ever be confirmed.
    const opening = { acts: Array.from({ length: STUDENTS }, (_, student) => offers.map((_, offer): Act => ({ act: "submit", student, offer }))).flat(), days: 1 };
    const turn = fc.record({ acts: fc.array(act, { minLength: 1, maxLength: 5 }), days: fc.constantFrom(0, 0, 1, 4, 6, 11) });
    // And now and then everyone wants the same at the same instant.
    const rush = fc.record({ wanted: fc.constantFrom("accept" as const, "confirm" as const), offer: fc.nat({ max: offers.length - 1 }), days: fc.constantFrom(0, 1) })
      .map(({ wanted, offer, days }) => ({ acts: Array.from({ length: 2 * STUDENTS }, (_, n): Act => ({ act: wanted, student: n % STUDENTS, offer: wanted === "accept" ? offer : (offer + Math.floor(n / STUDENTS)) % offers.length })), days }));
    return fc.array(fc.oneof(turn, rush), { minLength: 3, maxLength: 10 }).map((turns) => ({ offers, turns: [opening, ...turns] }));
  });

const MUTATIONS = { read: READ, accept: ACCEPT, refuse: REFUSE, cancel: CANCEL, confirm: CONFIRM, withdraw: WITHDRAW };

/** Plays a market on PostgreSQL, the acts of a turn at once, and follows it in the model. */
async function play({ offers, turns }: Market): Promise<void> {
  const students = await graph.students(STUDENTS);
  const published = await Promise.all(offers.map((offer) => graph.offer(offer)));
  const mine = () => findByStudents(graph.db, students.map(({ studentId }) => studentId));
  const keyed = (all: readonly Candidature[]) =>
    new Map(all.map((candidature) => [keyOf(students.findIndex(({ studentId }) => studentId === candidature.studentId), published.findIndex(({ id }) => id === candidature.offerId)), candidature]));
  let now = START;
  // One convention a student: told again, it is the same.
  const found = students.map(() => newId("convention"));
  const hear = (student: number, period: Period, isOver: boolean) =>
    graph.write((tx) => followStageElsewhere(tx, {
      conventionId: found[student]!, candidatureId: null, reason: null, from: isOver ? "DRAFT" : null, to: isOver ? "CANCELLED" : "DRAFT", by: "SCHOOL", weeks: { campaignId: "2027", period },
      studentId: students[student]!.studentId, schoolUai: SCHOOL, academy: "22", hostId: HOST, tutorEmail: null, referentTeacherId: null,
    }, now));
  // Several orders may explain a turn: what comes after tells which of them it was.
  let models: readonly Model[] = [{ day: 0, offers, lives: new Map(), elsewhere: new Map() }];

  for (const { acts, days } of turns) {
    const before = keyed(await mine());
    const run = async ({ act, student, offer }: Act): Promise<boolean> => {
      if (act === "sweep") return endOverdueCandidatures(graph.write, now).then(() => true);
      const actor = students[student]!;
      if (act === "find" || act === "lose") return hear(student, published[offer]!.period, act === "lose").then(() => true);
      if (act === "submit") return (await graph.run(actor, SUBMIT, { offerId: published[offer]!.id, motivation: "Bonjour" }, now)).code === undefined;
      const id = before.get(keyOf(student, offer))!.id;
      const by = act === "confirm" || act === "withdraw" ? actor : HOST_ACTOR;
      return (await graph.run(by, MUTATIONS[act], { id, ...(act === "refuse" || act === "cancel" ? { reason: "Travaux." } : {}) }, now)).code === undefined;
    };
    const possible = acts.filter(({ act, student, offer }) => ["submit", "sweep", "find", "lose"].includes(act) || before.has(keyOf(student, offer)));
    const done = await Promise.all(possible.map(async (act) => ({ ...act, done: await run(act) })));
    const is = keyed(await mine());
    const seen = JSON.stringify(Object.fromEntries([...is].map(([key, candidature]) => [key, statusAt(candidature, now)]).sort()));
    const explaining = models.flatMap((model) => explanations(model, done, seen));
    if (explaining.length === 0) throw new Error(`No order of ${JSON.stringify(done)} leads from ${JSON.stringify(shown(models[0]!))} to ${seen}`);
    const distinct = new Map(explaining.map((model) => [JSON.stringify([[...model.lives].sort(), [...model.elsewhere].sort()]), model]));
    now = now.add({ hours: 24 * days });
    models = [...distinct.values()].map((model) => ({ ...model, day: model.day + days }));
  }
  expect(illegalitiesIn(await graph.recorded((await mine()).map(({ id }) => id)))).toEqual([]);
}

it("whatever people do at once, one order of their acts explains it", { timeout: 240_000 }, async () => {
  await fc.assert(fc.asyncProperty(market, play), { numRuns: someOf(60) });
});

it("what no order explains is told: the control", () => {
  const one: Model = { day: 0, offers: [{ period: "WEEK_1", seats: 1 }], lives: new Map([0, 1].map((student) => [keyOf(student, 0), { status: "READ", answerBy: 15, confirmBy: null }])), elsewhere: new Map() };
  const both = [0, 1].map((student) => ({ act: "accept" as const, student, offer: 0, done: true }));
  expect(explanations(one, both, JSON.stringify({ "0/0": "ACCEPTED", "1/0": "ACCEPTED" }))).toEqual([]);
  expect(explanations(one, [both[0]!, { ...both[1]!, done: false }], JSON.stringify({ "0/0": "ACCEPTED", "1/0": "READ" }))).toHaveLength(1);
});
