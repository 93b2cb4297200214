import { meet, type Period, PERIODS, weeksOf } from "@stages/kernel/period.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Candidature } from "./domain/candidature.ts";
import type { Status } from "./domain/lifecycle.ts";
import { ACCEPT, CONFIRM, type Graph, HOST_ACTOR, startGraph } from "./graph-fixture.ts";
import { illegalitiesIn } from "./history-checker.ts";
import { crowd } from "@stages/testing/full-size.ts";

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph({ replicas: 2 });
});
afterAll(() => graph.stop());

const ROUNDS = crowd(100);
const ACTS = 200;
/** Of as many hosts as a student asks at once: every period several times. */
const OFFERED: readonly Period[] = Array.from({ length: 20 }, (_, n) => PERIODS[n % PERIODS.length]!);

/** A small generator that a number begins: the same round can be played again. */
function order<T>(items: readonly T[], seed: number): readonly T[] {
  let state = seed;
  const next = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648);
  return items.map((item) => ({ item, key: next() })).sort((a, b) => a.key - b.key).map(({ item }) => item);
}

describe(`${ACTS} accepts and confirms at once for one student`, () => {
  // Its control, which has two stages in a week where nothing is locked, is in races.pg.test.ts.
  it(`never make two stages in one week, ${ROUNDS} times over`, { timeout: 240_000 }, async () => {
    let both = 0;
    const play = async (round: number) => {
      const student = await graph.student();
      const offers = await Promise.all(OFFERED.map((period) => graph.offer({ period, seats: 1 })));
      const mine = await graph.candidatures(offers.map(({ id: offerId, period }) => ({ studentId: student.studentId, offerId, period })));
      const acts = Array.from({ length: ACTS }, (_, n) => ({ id: mine[n % mine.length]!.id, confirms: Math.floor(n / mine.length) % 2 === 1 }));
      await Promise.all(order(acts, round + 1).map(({ id, confirms }) => graph.run(confirms ? student : HOST_ACTOR, confirms ? CONFIRM : ACCEPT, { id })));

      const market = await graph.recorded(mine.map(({ id }) => id));
      expect(illegalitiesIn(market), `round ${round}`).toEqual([]);
      const weeks = market.candidatures.filter(({ status }) => status === "CONFIRMED").flatMap(({ period }) => weeksOf(period));
      expect(weeks.length).toBeGreaterThan(0);
      if (weeks.length === 2) both += 1;
    };
    for (let first = 0; first < ROUNDS; first += 5) await Promise.all(Array.from({ length: 5 }, (_, n) => play(first + n)));
    expect(both).toBeGreaterThan(0);
  });
});

const COMBINATIONS = PERIODS.flatMap((confirmed) => PERIODS.flatMap((other) => (["SUBMITTED", "READ", "ACCEPTED"] as const).map((status) => ({ confirmed, other, status }))));

describe("confirming one, of each period beside each other", () => {
  it.each(COMBINATIONS)("$confirmed and $other $status: superseded where they share a week, untouched where they do not", async ({ confirmed, other, status }) => {
    const student = await graph.student();
    const of = async (period: Period, at: Status) => {
      const { id: offerId } = await graph.offer({ period });
      return (await graph.candidatures([{ studentId: student.studentId, offerId, period, status: at } as Partial<Candidature>]))[0]!;
    };
    const [taken, beside] = [await of(confirmed, "ACCEPTED"), await of(other, status)];
    expect((await graph.run(student, CONFIRM, { id: taken.id })).code).toBeUndefined();
    const after = async () => new Map((await graph.recorded([taken.id, beside.id])).candidatures.map((candidature) => [candidature.id, candidature.status]));
    expect((await after()).get(beside.id)).toBe(meet(confirmed, other) ? "SUPERSEDED" : status);

    // What was left alone can be led to its own end, in either order of weeks.
    if (meet(confirmed, other)) return;
    if (status !== "ACCEPTED") expect((await graph.run(HOST_ACTOR, ACCEPT, { id: beside.id })).code).toBeUndefined();
    expect((await graph.run(student, CONFIRM, { id: beside.id })).code).toBeUndefined();
    expect([...(await after()).values()]).toEqual(["CONFIRMED", "CONFIRMED"]);
  });
});
