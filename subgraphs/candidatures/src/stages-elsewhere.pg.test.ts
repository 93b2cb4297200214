import type { Bus } from "@stages/events/bus.ts";
import { type DomainEvent, domainEvent, type Events } from "@stages/events/contracts.ts";
import { postgresBus } from "@stages/events/postgres-bus.ts";
import { type ConventionId, newId, type StudentId } from "@stages/kernel/ids.ts";
import { meet, type Period, PERIODS } from "@stages/kernel/period.ts";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ACTORS, HOST, IN_TIME, SCHOOL } from "./domain/fixtures.ts";
import { CANDIDATURE, CONFIRM, type Graph, HOST_ACTOR, startGraph, SUBMIT } from "./graph-fixture.ts";
import { illegalitiesIn } from "./history-checker.ts";
import { followStageElsewhere } from "./operations/follow-stage-elsewhere.ts";
import { findSeats } from "./persistence/ledger.ts";
import { findStagesElsewhere } from "./persistence/stages-elsewhere.ts";

let graph: Graph;
let bus: Bus;
beforeAll(async () => {
  graph = await startGraph({ replicas: 2 });
  bus = postgresBus(graph.url);
});
afterAll(async () => {
  await bus.stop();
  await graph.stop();
});

type Told = Events["ConventionStatusChanged"];
const found = (studentId: StudentId, period: Period, conventionId: ConventionId = newId("convention"), over: Partial<Told> = {}): Told => ({
  conventionId, candidatureId: null, reason: null, from: null, to: "DRAFT", by: "SCHOOL", weeks: { campaignId: "2027", period },
  studentId, schoolUai: SCHOOL, academy: "22", hostId: newId("host"), tutorEmail: null, referentTeacherId: null, ...over,
});
const hear = (told: Told) => graph.write((tx) => followStageElsewhere(tx, told, IN_TIME));
const known = async (studentId: StudentId) => (await findStagesElsewhere(graph.db, [studentId])).length;
const statusOf = async (id: string) => (await graph.run(HOST_ACTOR, CANDIDATURE, { id })).data["candidature"]!;

describe("a stage that the school wrote down as found elsewhere", () => {
  const pairs = PERIODS.flatMap((period) => PERIODS.map((other) => [period, other] as const));

  it.each(pairs)("of %s ends what is live of %s exactly when they share a week, and frees its seats", async (period, other) => {
    const { studentId } = await graph.student();
    const mine = await graph.candidatures(await Promise.all((["SUBMITTED", "READ", "ACCEPTED"] as const).map(async (status) => ({ studentId, offerId: (await graph.offer({ period: other })).id, period: other, status }))));
    await hear(found(studentId, period));
    const { candidatures, history } = await graph.recorded(mine.map(({ id }) => id));
    const expected = meet(period, other) ? ["SUPERSEDED", "SUPERSEDED", "SUPERSEDED"] : ["SUBMITTED", "READ", "ACCEPTED"];
    expect(mine.map(({ id }) => candidatures.find((one) => one.id === id)!.status)).toEqual(expected);
    expect((await findSeats(graph.db, [mine[2]!.offerId], IN_TIME))[0]!.taken).toBe(meet(period, other) ? 0 : 1);
    expect(illegalitiesIn({ candidatures, history, seats: new Map() })).toEqual([]);
  });

  it("takes its weeks from who applies, confirms or books, and says so to each before; once it is cancelled they are free", async () => {
    const student = await graph.student();
    const { studentId } = student;
    const [offer, group] = [await graph.offer(), await graph.offer({ mode: "SMALL_GROUP" })];
    const told = found(studentId, "WEEK_1");
    await hear(told);
    const apply = () => graph.run(student, SUBMIT, { offerId: offer.id, motivation: "Bonjour" });
    const application = async () => (await graph.run<{ _entities: { application: { refusals: { code: string }[] } }[] }>(student, "query($r: [_Any!]!) { _entities(representations: $r) { ... on Offer { application { refusals { code } } } } }", { r: [{ __typename: "Offer", id: offer.id }] })).data._entities[0]!.application.refusals;
    const book = () => graph.run(ACTORS.head, "mutation($input: BookOfferInput!) { bookOffer(input: $input) { id } }", { input: { offerId: group.id, studentIds: [studentId] } });
    expect([(await apply()).code, await application(), (await book()).code]).toEqual(["WEEK_ALREADY_TAKEN", [{ code: "WEEK_ALREADY_TAKEN" }], "WEEK_ALREADY_TAKEN"]);
    // Accepted after it, or told of it too late: what was accepted is not confirmed.
    const [accepted] = await graph.candidatures([{ studentId, offerId: (await graph.offer()).id, status: "ACCEPTED" }]);
    const action = async () =>
      (await graph.run<{ candidature: { viewerActions: { action: string; refusals: { code: string }[] }[] } }>(student, "query($id: ID!) { candidature(id: $id) { viewerActions { action refusals { code } } } }", { id: accepted!.id })).data.candidature.viewerActions.find((one) => one.action === "confirmCandidature")!.refusals;
    expect([(await graph.run(student, CONFIRM, { id: accepted!.id })).code, await action()]).toEqual(["WEEK_ALREADY_TAKEN", [{ code: "WEEK_ALREADY_TAKEN" }]]);

    await hear({ ...told, from: "DRAFT", to: "CANCELLED" });
    expect([(await apply()).code, await action(), (await graph.run(student, CONFIRM, { id: accepted!.id })).code]).toEqual([undefined, [], undefined]);
  });

  it("is heard over the bus, once, and says why to the host", async () => {
    const { student: { studentId }, candidature } = await graph.candidature({ status: "READ" });
    const told = found(studentId, "BOTH_WEEKS");
    const event = (payload: Told) => domainEvent("ConventionStatusChanged", payload.conventionId, payload, IN_TIME) as DomainEvent;
    await bus.publish([event(told), event({ ...told, from: "DRAFT", to: "HOST_COMPLETED" })]);
    await vi.waitFor(async () => expect((await statusOf(candidature.id)).status).toBe("SUPERSEDED"), { timeout: 30_000 });
    expect((await statusOf(candidature.id)).history.filter(({ to }) => to === "SUPERSEDED")).toMatchObject([{ byRole: "PLATFORM", reason: "L'établissement a enregistré un autre stage, trouvé par l'élève, sur ces dates." }]);
    expect(await known(studentId)).toBe(1);
  });

  it("never stands beside one confirmed at the same instant, in whichever order", async () => {
    for (let round = 0; round < 20; round += 1) {
      const { student, candidature } = await graph.candidature({ status: "ACCEPTED" });
      const [{ code }] = await Promise.all([graph.run(student, CONFIRM, { id: candidature.id }), hear(found(student.studentId, "WEEK_1"))]);
      const { status } = await statusOf(candidature.id);
      // Confirmed first, it stays: the school then has two conventions before it, and cancels one. Otherwise it ended.
      expect([status, code]).toEqual(code === undefined ? ["CONFIRMED", undefined] : ["SUPERSEDED", code]);
    }
  });

  it("is not kept of a student who is not known here any more", async () => {
    const studentId = newId("student");
    await hear(found(studentId, "WEEK_1", undefined, { hostId: HOST }));
    expect(await known(studentId)).toBe(0);
  });
});
