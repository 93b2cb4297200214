import type { Write } from "@stages/database/connection.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accept, read, refusalsToAccept } from "./domain/answer.ts";
import type { Candidature, WaitingCandidature } from "./domain/candidature.ts";
import { ACTORS, CAMPAIGN } from "./domain/fixtures.ts";
import { ACCEPT, type Graph, HOST_ACTOR, startGraph } from "./graph-fixture.ts";
import { illegalitiesIn } from "./history-checker.ts";
import { endOverdueCandidatures } from "./operations/end-overdue-candidatures.ts";
import { findByIds, saveSteps } from "./persistence/candidatures.ts";
import { crowd } from "@stages/testing/full-size.ts";

/** The first instant after 16 March 2027 in Paris: all of them expire then. */
const EXPIRED_FROM = Temporal.Instant.from("2027-03-16T23:00:00Z");
const OFFERS = 100;

let graph: Graph;
// Two replicas: what protects must not live in one process.
beforeAll(async () => {
  graph = await startGraph({ replicas: 2 });
});
afterAll(() => graph.stop());

async function aCrowd(count: number, on: Graph = graph): Promise<readonly Candidature[]> {
  const offers = await Promise.all(Array.from({ length: OFFERS }, () => on.offer({ seats: count / OFFERS })));
  const students = await on.students(count);
  return on.candidatures(students.map(({ studentId }, n) => ({ studentId, offerId: offers[n % OFFERS]!.id, status: n % 2 ? "READ" : "SUBMITTED" })));
}

/** A clock that begins before the deadline and passes it once half of the acts have asked for the time. */
function clockOver(acts: number) {
  let asked = 0;
  return {
    tick: () => EXPIRED_FROM.add({ milliseconds: (asked += 1) - Math.floor(acts / 2) }),
    now: () => EXPIRED_FROM.add({ milliseconds: asked - Math.floor(acts / 2) }),
  };
}

/** As many acts at once as a busy platform has, the sweep of two replicas beside them all along. */
async function race<T>(crowd: readonly Candidature[], write: Write, act: (candidature: Candidature, now: Temporal.Instant) => Promise<T>) {
  const clock = clockOver(crowd.length);
  const waiting = [...crowd];
  const answers: { candidature: Candidature; now: Temporal.Instant; answer: PromiseSettledResult<T> }[] = [];
  const hand = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const now = clock.tick();
      const [answer] = await Promise.allSettled([act(next, now)]);
      answers.push({ candidature: next, now, answer });
    }
  };
  const sweep = async () => {
    while (waiting.length > 0) await endOverdueCandidatures(write, clock.now());
  };
  await Promise.all([...Array.from({ length: 32 }, hand), sweep(), sweep()]);
  await endOverdueCandidatures(write, EXPIRED_FROM);
  return answers;
}

describe("thousands of accepts while the clock passes their deadline, and the sweep marks what is over", () => {
  const COUNT = crowd(10_000);

  it("none is accepted after its deadline, none is in two states, and the history says the same", { timeout: 240_000 }, async () => {
    const crowd = await aCrowd(COUNT);
    const answers = await race(crowd, graph.write, ({ id }, now) => graph.run(HOST_ACTOR, ACCEPT, { id }, now));
    const codes = answers.map(({ now, answer }) => ({ inTime: Temporal.Instant.compare(now, EXPIRED_FROM) < 0, code: answer.status === "fulfilled" ? answer.value.code : answer.reason }));
    expect(codes.filter(({ inTime, code }) => !inTime && code !== "CANDIDATURE_EXPIRED")).toEqual([]);
    // Begun in time and decided after the sweep went by, one is refused as well.
    expect(codes.filter(({ inTime, code }) => inTime && code !== undefined && code !== "CANDIDATURE_EXPIRED")).toEqual([]);

    const accepted = codes.filter(({ code }) => code === undefined).length;
    expect(accepted).toBeGreaterThan(COUNT / 4);
    const market = await graph.recorded(crowd.map(({ id }) => id));
    expect(Map.groupBy(market.candidatures, ({ status }) => status).get("ACCEPTED")).toHaveLength(accepted);
    expect(new Set(market.candidatures.map(({ status }) => status))).toEqual(new Set(["ACCEPTED", "EXPIRED"]));
    expect(illegalitiesIn(market)).toEqual([]);
  });

  describe("the controls, without the database's own guards either", () => {
    let bare: Graph;
    beforeAll(async () => {
      bare = await startGraph();
      await bare.db.execute(sql`drop trigger candidatures_keep_their_end on candidatures.candidatures`);
      await bare.db.execute(sql`drop trigger candidatures_take_steps on candidatures.candidatures`);
    });
    afterAll(() => bare.stop());

    const naively = (judged: (candidature: Candidature) => Candidature, meanwhile: () => Promise<void> = async () => {}) => ({ id }: Candidature, now: Temporal.Instant) =>
      bare.write(async (tx) => {
        const [found] = await findByIds(tx, [id]);
        const waiting = judged(found!);
        insist(refusalsToAccept(waiting, ACTORS.host, now, { seats: 1_000, taken: 0 }));
        await meanwhile();
        const by = { actor: ACTORS.host, at: now };
        const opened = read(waiting as WaitingCandidature);
        const steps = waiting.status === "READ" ? [] : [{ from: waiting.status, candidature: opened, ...by }];
        await saveSteps(tx, [...steps, { from: opened.status, candidature: accept(opened, CAMPAIGN, now), ...by }]);
      });

    it("without the lock, what is looked at in time is answered after the sweep went by, and the checker tells", async () => {
      const crowd = await aCrowd(OFFERS, bare);
      await naively((found) => found, () => endOverdueCandidatures(bare.write, EXPIRED_FROM))(crowd[0]!, EXPIRED_FROM.subtract({ seconds: 1 }));
      expect(illegalitiesIn(await bare.recorded(crowd.map(({ id }) => id))).join("\n")).toMatch(/while it is EXPIRED/);
    });

    it("by the sweep's mark alone, some are accepted after their deadline, and the checker tells", async () => {
      const crowd = await aCrowd(1_000, bare);
      const unmarked = (found: Candidature): Candidature => ({ ...found, lastDayToAnswer: found.lastDayToAnswer.add({ days: 1 }) });
      await race(crowd, bare.write, naively(unmarked));
      expect(illegalitiesIn(await bare.recorded(crowd.map(({ id }) => id))).join("\n")).toMatch(/becomes ACCEPTED on 2027-03-17/);
    });
  });
});
