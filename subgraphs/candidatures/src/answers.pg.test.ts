import { insist } from "@stages/kernel/refusal.ts";
import { newId } from "@stages/kernel/ids.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accept, refusalsToAccept } from "./domain/answer.ts";
import type { Candidature, WaitingCandidature } from "./domain/candidature.ts";
import { ACTORS, CAMPAIGN, IN_TIME } from "./domain/fixtures.ts";
import { ACCEPT, CANDIDATURE, CONFIRM, type Graph, HOST_ACTOR, startGraph } from "./graph-fixture.ts";
import { illegalitiesIn } from "./history-checker.ts";
import type { Answer } from "./operations/answer-candidatures.ts";
import { readFirst } from "./operations/read-first.ts";
import { lockCandidature, saveSteps, type Step } from "./persistence/candidatures.ts";
import { findSeats, lockSeats } from "./persistence/ledger.ts";

let graph: Graph;

// Two replicas: what protects must not live in one process.
beforeAll(async () => {
  graph = await startGraph({ replicas: 2 });
});
afterAll(() => graph.stop());

const ANSWER = `mutation($answers: [AnswerInput!]!) {
  answerCandidatures(input: { answers: $answers }) { candidatureId candidature { status history { to byRole reason } } refusals { code field } }
}`;

interface Result {
  readonly candidatureId: string;
  readonly candidature: { readonly status: string; readonly history: readonly { readonly to: string; readonly byRole: string; readonly reason: string | null }[] } | null;
  readonly refusals: readonly { readonly code: string; readonly field: string | null }[];
}

type Given = Omit<Answer, "reason"> & { readonly reason?: string };
const answer = async (answers: readonly Given[], actor: Parameters<Graph["run"]>[0] = HOST_ACTOR, now = IN_TIME) => {
  const { data, code } = await graph.run<{ answerCandidatures: readonly Result[] }>(actor, ANSWER, { answers }, now);
  return { results: data?.answerCandidatures, code };
};
const accepting = ({ id }: Candidature): Given => ({ candidatureId: id, answer: "ACCEPT" });
const codesOf = (results: readonly Result[] = []) => results.map(({ refusals }) => refusals[0]?.code ?? "DONE");
const takenOf = async (offerId: Candidature["offerId"]) => (await findSeats(graph.db, [offerId], IN_TIME))[0]!.taken;

/** Candidatures of as many students to one offer. */
async function received(count: number, seats: number, over: Partial<Candidature> = {}) {
  const offer = await graph.offer({ seats });
  const students = await graph.students(count);
  return { offer, students, all: await graph.candidatures(students.map(({ studentId }) => ({ studentId, offerId: offer.id, ...over }))) };
}

describe("many answers at once", () => {
  it("are each decided as if alone: what is refused undoes nothing of the others", async () => {
    const { all, offer } = await received(4, 2);
    const [expired] = (await received(1, 2, { status: "EXPIRED" })).all;
    const [others] = (await received(1, 1, { hostId: newId("host") })).all;
    const { results } = await answer([
      { candidatureId: expired!.id, answer: "ACCEPT" },
      { candidatureId: all[0]!.id, answer: "REFUSE" },
      accepting(all[1]!),
      { candidatureId: "n'importe quoi", answer: "ACCEPT" },
      { candidatureId: others!.id, answer: "REFUSE", reason: "Non." },
      accepting(all[2]!),
      { candidatureId: all[0]!.id, answer: "REFUSE", reason: "Aucune place." },
      accepting(all[3]!),
      { candidatureId: all[1]!.id, answer: "REFUSE", reason: "Trop tard." },
    ]);
    expect(results!.map(({ candidature, refusals }) => [candidature?.status ?? null, refusals])).toEqual([
      ["EXPIRED", [{ code: "CANDIDATURE_EXPIRED", field: null }]],
      ["SUBMITTED", [{ code: "REASON_REQUIRED", field: "answers.1.reason" }]],
      ["ACCEPTED", []],
      [null, [{ code: "NOT_FOUND", field: "answers.3.candidatureId" }]],
      [null, [{ code: "NOT_FOUND", field: "answers.4.candidatureId" }]],
      ["ACCEPTED", []],
      ["REFUSED", []],
      ["SUBMITTED", [{ code: "NO_SEAT_LEFT", field: null }]],
      ["ACCEPTED", [{ code: "WRONG_STATE", field: null }]],
    ]);
    expect(results![6]!.candidature!.history).toEqual([
      { to: "SUBMITTED", byRole: "STUDENT", reason: null },
      { to: "READ", byRole: "HOST_MANAGER", reason: null },
      { to: "REFUSED", byRole: "HOST_MANAGER", reason: "Aucune place." },
    ]);
    expect(await takenOf(offer.id)).toBe(2);
  });

  it("give seats in the order that the host gives, whatever the order of the ids", async () => {
    const { all } = await received(5, 2);
    const backwards = all.toSorted((a, b) => (a.id < b.id ? 1 : -1));
    expect(codesOf((await answer(backwards.map(accepting))).results)).toEqual(["DONE", "DONE", "NO_SEAT_LEFT", "NO_SEAT_LEFT", "NO_SEAT_LEFT"]);
  });

  it("are too late for some from the first instant after their last day, and not for the others", async () => {
    const { all } = await received(2, 2);
    const [later] = (await received(1, 1, { lastDayToAnswer: Temporal.PlainDate.from("2027-03-20") })).all;
    const after = Temporal.Instant.from("2027-03-16T23:00:00Z");
    expect(codesOf((await answer([accepting(all[0]!)], HOST_ACTOR, after.subtract({ seconds: 1 }))).results)).toEqual(["DONE"]);
    expect(codesOf((await answer([accepting(all[1]!), accepting(later!)], HOST_ACTOR, after)).results)).toEqual(["CANDIDATURE_EXPIRED", "DONE"]);
  });

  it.each([
    ["more than a hundred", HOST_ACTOR, 101, "TOO_MANY_ITEMS"],
    ["a student's", ACTORS.otherStudent, 1, "FORBIDDEN"],
    ["the school's", ACTORS.head, 1, "FORBIDDEN"],
  ])("are refused whole when they are %s", async (_, actor, count, code) => {
    const { all } = await received(1, 1);
    const answers = Array.from({ length: count }, () => accepting(all[0]!));
    expect((await answer(answers, actor)).code).toBe(code);
  });
});

const illegalIn = async (ids: readonly Candidature["id"][]) => illegalitiesIn(await graph.recorded(ids));

function stepsTo(waiting: WaitingCandidature): readonly Step[] {
  const by = { actor: HOST_ACTOR, at: IN_TIME };
  const { steps, candidature } = readFirst(waiting, by);
  return [...steps, { from: "READ", candidature: accept(candidature, CAMPAIGN, IN_TIME), ...by }];
}

/** The same lot in as many orders as there are colleagues who send it. */
const shuffled = <T>(all: readonly T[], turn: number) => all.toSorted((a, b) => hash(all.indexOf(a), turn) - hash(all.indexOf(b), turn));
const hash = (n: number, turn: number) => Math.imul((n + 1) ^ Math.imul(turn + 1, 0x9e3779b1), 0x85ebca6b) >>> 0;

describe("colleagues who answer the same lots at once, in different orders, while students confirm and others accept one by one", () => {
  const LOTS = 12;

  async function scene() {
    const offers = [await received(20, 3), await received(20, 5)];
    const all = offers.flatMap(({ all }) => all);
    const mine = await graph.candidatures(offers[0]!.students.slice(0, 10).map(({ studentId }) => ({ studentId, offerId: newId("offer"), status: "ACCEPTED", period: "WEEK_2" })));
    return { offers, all, mine };
  }

  it("take exactly the seats there are, wait for each other and never for ever", async () => {
    const { offers, all, mine } = await scene();
    const lots = Array.from({ length: LOTS }, (_, turn) => answer(shuffled(all, turn).map((one, nth) => (nth % 5 === 4 ? { ...accepting(one), answer: "REFUSE" as const, reason: "Non." } : accepting(one)))));
    const others = offers[0]!.students.slice(0, 10).map((student, nth) => graph.run(student, CONFIRM, { id: mine[nth]!.id }));
    const alone = all.slice(0, 10).map(({ id }) => graph.run(HOST_ACTOR, ACCEPT, { id }));
    const answers = await Promise.all(lots);
    await Promise.all([...others, ...alone]);

    const decided = answers.flatMap(({ results }) => codesOf(results));
    expect(decided).toHaveLength(LOTS * 40);
    expect(new Set(decided)).toEqual(new Set(["DONE", "WRONG_STATE", "NO_SEAT_LEFT"]));
    for (const { offer } of offers) expect(await takenOf(offer.id)).toBe(offer.seats);
    expect(await illegalIn(all.map(({ id }) => id))).toEqual([]);
  });

  it("block one another where each lot locks in its own order: the control", async () => {
    const { all } = await scene();
    const naive = (lot: readonly Candidature[]) =>
      graph.write(async (tx) => {
        for (const { id, offerId } of lot) {
          const waiting = (await lockCandidature(tx, id)) as WaitingCandidature;
          const seats = (await lockSeats(tx, offerId, IN_TIME))!;
          if (refusalsToAccept(waiting, HOST_ACTOR, IN_TIME, seats).length > 0) continue;
          await saveSteps(tx, stepsTo(waiting));
        }
      });
    const answers = await Promise.allSettled(Array.from({ length: 3 }, (_, turn) => naive(shuffled(all, turn))));
    const deadlocked = answers.filter((one) => one.status === "rejected" && (one.reason as { cause?: { code?: string } }).cause?.code === "40P01");
    expect(deadlocked.length).toBeGreaterThan(0);
  });

  it("overbook where seats are counted and not locked: the control", async () => {
    const { offers } = await scene();
    const [{ all, offer }] = offers as [(typeof offers)[0]];
    const waiting = all.slice(0, 10);
    const counted = Promise.withResolvers<void>();
    let counting = waiting.length;
    const naive = (one: Candidature) =>
      graph.write(async (tx) => {
        const [line] = await findSeats(tx, [offer.id], IN_TIME);
        // No lock makes one wait for another: all of them may have counted before any of them has written.
        if ((counting -= 1) === 0) counted.resolve();
        await counted.promise;
        insist(refusalsToAccept(one, HOST_ACTOR, IN_TIME, line!));
        await saveSteps(tx, stepsTo(one as WaitingCandidature));
      });
    await Promise.allSettled(waiting.map(naive));
    expect(await takenOf(offer.id)).toBeGreaterThan(offer.seats);
  });
});

describe("the history's reasons", () => {
  const HISTORY = "query($id: ID!) { candidature(id: $id) { history { to byRole reason } } }";

  it("are for the student, the family, the host and the school; those of a territory see who and when", async () => {
    const { candidature, student } = await graph.candidature();
    const { id } = candidature;
    await answer([{ candidatureId: id, answer: "REFUSE", reason: "Aucune place." }]);
    const family = { ...ACTORS.representative, studentIds: [candidature.studentId] };
    for (const actor of [student, family, HOST_ACTOR, ACTORS.head, ACTORS.teacher, ACTORS.adviser]) {
      const { data } = await graph.run(actor, CANDIDATURE, { id });
      expect(data["candidature"]!.history.at(-1), actor.role).toMatchObject({ to: "REFUSED", byRole: "HOST_MANAGER", reason: "Aucune place." });
    }
    for (const actor of [ACTORS.rectorat, ACTORS.dasen, ACTORS.ministry]) {
      const { data, code } = await graph.run(actor, HISTORY, { id });
      expect(data["candidature"]!.history.at(-1), actor.role).toEqual({ to: "REFUSED", byRole: "HOST_MANAGER", reason: null });
      expect(code).toBe("FORBIDDEN");
    }
  });
});
