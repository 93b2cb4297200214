import { postgresBus } from "@stages/events/postgres-bus.ts";
import { ANONYMOUS } from "@stages/kernel/actor.ts";
import { newId } from "@stages/kernel/ids.ts";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ACTORS, IN_TIME } from "./domain/fixtures.ts";
import { ACCEPT, CANCEL, CANDIDATURE, CONFIRM, type Graph, HOST_ACTOR, READ, REFUSE, type ShownPage, startGraph, SUBMIT, WITHDRAW } from "./graph-fixture.ts";
import { endOverdueCandidatures } from "./operations/end-overdue-candidatures.ts";

let graph: Graph;

beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.stop());

const SEATS = "query($r: [_Any!]!) { _entities(representations: $r) { ... on Offer { seatsTaken seatsLeft } } }";
const seatsOf = async (ids: readonly string[], now = IN_TIME) =>
  (await graph.run<{ _entities: unknown[] }>(ACTORS.otherStudent, SEATS, { r: ids.map((id) => ({ __typename: "Offer", id })) }, now)).data._entities;

/** `aCandidature` is to answer until 16 March, to confirm until 14 March, in Paris: 23:00 UTC in winter. */
const LAST_SECOND_TO_ANSWER = Temporal.Instant.from("2027-03-16T22:59:59Z");
const EXPIRED_FROM = Temporal.Instant.from("2027-03-16T23:00:00Z");
const LAST_SECOND_TO_CONFIRM = Temporal.Instant.from("2027-03-14T22:59:59Z");
const LAPSED_FROM = Temporal.Instant.from("2027-03-14T23:00:00Z");

describe("the life of a candidature", () => {
  it("goes from the submission to the confirmation, and tells it", async () => {
    const student = await graph.student();
    const offer = await graph.offer();
    const sent = await graph.run(student, SUBMIT, { offerId: offer.id, motivation: "J'aime le bois." });
    const { id, status } = sent.data["submitCandidature"]!;
    expect(status).toBe("SUBMITTED");
    expect((await graph.run(HOST_ACTOR, READ, { id })).data).toEqual({ readCandidature: { id, status: "READ" } });
    expect((await graph.run(HOST_ACTOR, ACCEPT, { id })).data).toEqual({ acceptCandidature: { id, status: "ACCEPTED", lastDayToConfirm: "2027-03-15" } });
    expect((await graph.run(student, CONFIRM, { id })).data).toEqual({ confirmCandidature: { id, status: "CONFIRMED" } });

    const { data } = await graph.run(student, CANDIDATURE, { id });
    expect(data["candidature"]!.history.map(({ from, to, byRole }) => [from, to, byRole])).toEqual([
      [null, "SUBMITTED", "STUDENT"],
      ["SUBMITTED", "READ", "HOST_MANAGER"],
      ["READ", "ACCEPTED", "HOST_MANAGER"],
      ["ACCEPTED", "CONFIRMED", "STUDENT"],
    ]);
    const bus = postgresBus(graph.url);
    const facts = await vi.waitFor(async () => {
      const told = await bus.read(0, ["CandidatureSubmitted", "CandidatureRead", "CandidatureAccepted", "CandidatureConfirmed"], 100);
      const mine = told.filter(({ key }) => key === id);
      expect(mine).toHaveLength(4);
      return mine;
    }, { timeout: 30_000 });
    await bus.stop();
    const fact = { candidatureId: id, offerId: offer.id, hostId: offer.hostId, studentId: student.studentId, schoolUai: student.schoolUai, academy: "22", campaignId: "2027", period: "WEEK_1", offerTitle: offer.title, assignedTo: null };
    expect(facts.map(({ type, payload }) => [type, payload])).toEqual([
      ["CandidatureSubmitted", { ...fact, from: null }],
      ["CandidatureRead", { ...fact, from: "SUBMITTED" }],
      ["CandidatureAccepted", { ...fact, from: "READ", acceptedByPersonId: HOST_ACTOR.personId }],
      ["CandidatureConfirmed", { ...fact, from: "ACCEPTED" }],
    ]);
  });

  it("passes by READ when the host answers at once", async () => {
    const { candidature, student } = await graph.candidature();
    await graph.run(HOST_ACTOR, REFUSE, { id: candidature.id, reason: "Aucune place cette semaine." });
    const { data } = await graph.run(student, CANDIDATURE, { id: candidature.id });
    expect(data["candidature"]!.history.map(({ to, reason }) => [to, reason])).toEqual([
      ["SUBMITTED", null],
      ["READ", null],
      ["REFUSED", "Aucune place cette semaine."],
    ]);
  });

  it("supersedes the same week and leaves the other week alone", async () => {
    const student = await graph.student();
    const offers = await Promise.all((["WEEK_1", "WEEK_1", "BOTH_WEEKS", "WEEK_2"] as const).map((period) => graph.offer({ period })));
    const [first, sameWeek, both, otherWeek] = await graph.candidatures(
      offers.map(({ id: offerId, period }) => ({ studentId: student.studentId, offerId, period, status: period === "BOTH_WEEKS" ? "READ" : "ACCEPTED" })),
    );
    expect((await graph.run(student, CONFIRM, { id: first!.id })).code).toBeUndefined();
    const { data } = await graph.run<{ candidatures: ShownPage }>(student, "{ candidatures { edges { node { id status } } } }");
    const statuses = new Map(data.candidatures.edges.map(({ node }) => [node.id, node.status]));
    expect([first, sameWeek, both, otherWeek].map((one) => statuses.get(one!.id))).toEqual(["CONFIRMED", "SUPERSEDED", "SUPERSEDED", "ACCEPTED"]);
    expect(await seatsOf([sameWeek!.offerId, otherWeek!.offerId])).toEqual([{ seatsTaken: 0, seatsLeft: 2 }, { seatsTaken: 1, seatsLeft: 1 }]);
    expect((await graph.run(student, CONFIRM, { id: otherWeek!.id })).data).toMatchObject({ confirmCandidature: { status: "CONFIRMED" } });
    const another = await graph.offer({ period: "BOTH_WEEKS" });
    expect((await graph.run(student, SUBMIT, { offerId: another.id, motivation: "Encore" })).code).toBe("WEEK_ALREADY_TAKEN");
  });

  it.each([
    ["withdrawn by the student", WITHDRAW, {}],
    ["cancelled by the host", CANCEL, { reason: "Travaux imprévus." }],
  ])("frees its seat when %s", async (_, mutation, more) => {
    const { candidature, student } = await graph.candidature({ status: "ACCEPTED" });
    expect(await seatsOf([candidature.offerId])).toEqual([{ seatsTaken: 1, seatsLeft: 1 }]);
    expect((await graph.run(mutation === WITHDRAW ? student : HOST_ACTOR, mutation, { id: candidature.id, ...more })).code).toBeUndefined();
    expect(await seatsOf([candidature.offerId])).toEqual([{ seatsTaken: 0, seatsLeft: 2 }]);
  });
});

describe("what is refused", () => {
  it.each([
    ["an unknown offer", () => newId("offer"), "NOT_FOUND"],
    ["what is no offer's id", () => "offer_nothing", "NOT_FOUND"],
  ])("%s", async (_, id, code) => {
    expect((await graph.run(await graph.student(), SUBMIT, { offerId: id(), motivation: "Bonjour" })).code).toBe(code);
  });

  it("any offer before the opening, in the same words whether there is one or not", async () => {
    const student = await graph.student();
    const early = Temporal.Instant.from("2026-10-04T12:00:00Z");
    const apply = (offerId: string) => graph.run(student, SUBMIT, { offerId, motivation: "Bonjour" }, early);
    const answer = await apply((await graph.offer()).id);
    expect(answer.code).toBe("STUDENTS_NOT_OPEN");
    expect(answer).toEqual(await apply(newId("offer")));
  });

  it("an empty motivation, a second candidature, a reason of spaces", async () => {
    const { candidature, student } = await graph.candidature();
    const { id: offerId } = await graph.offer();
    expect((await graph.run(student, SUBMIT, { offerId, motivation: " " })).code).toBe("TEXT_REQUIRED");
    expect((await graph.run(student, SUBMIT, { offerId: candidature.offerId, motivation: "Bonjour" })).code).toBe("ALREADY_APPLIED");
    expect((await graph.run(HOST_ACTOR, REFUSE, { id: candidature.id, reason: "  " })).code).toBe("REASON_REQUIRED");
    expect((await graph.run(student, CANDIDATURE, { id: candidature.id })).data["candidature"]!.history).toHaveLength(1);
  });

  it.each([
    ["a visitor", ANONYMOUS, "UNAUTHENTICATED"],
    ["a student", ACTORS.otherStudent, "FORBIDDEN"],
    ["the ministry", ACTORS.ministry, "FORBIDDEN"],
    ["another host", ACTORS.otherHost, "NOT_FOUND"],
  ])("accepting as %s", async (_, actor, code) => {
    const { candidature } = await graph.candidature();
    expect((await graph.run(actor, ACCEPT, { id: candidature.id })).code).toBe(code);
  });

  it.each([CONFIRM, WITHDRAW])("doing what is another student's to do", async (mutation) => {
    const { candidature } = await graph.candidature({ status: "ACCEPTED" });
    expect((await graph.run(await graph.student(), mutation, { id: candidature.id })).code).toBe("NOT_FOUND");
  });

  it("a page too long, and a cursor of another list", async () => {
    const page = "query($first: Int!, $after: String) { candidatures(first: $first, after: $after) { pageInfo { hasNextPage } } }";
    expect((await graph.run(HOST_ACTOR, page, { first: 101 })).code).toBe("INVALID_PAGE_SIZE");
    const foreign = Buffer.from(JSON.stringify(["candidatures", "not-an-id"])).toString("base64url");
    expect((await graph.run(HOST_ACTOR, page, { first: 1, after: foreign })).code).toBe("INVALID_CURSOR");
  });
});

describe("15 days, to the second", () => {
  it("are enough in the last second and over in the next one, with no sweep", async () => {
    const [one, other] = [await graph.candidature(), await graph.candidature({ status: "READ" })];
    expect((await graph.run(HOST_ACTOR, ACCEPT, { id: one.candidature.id }, LAST_SECOND_TO_ANSWER)).code).toBeUndefined();
    for (const [mutation, more] of [[ACCEPT, {}], [REFUSE, { reason: "Trop tard." }]] as const) {
      expect((await graph.run(HOST_ACTOR, mutation, { id: other.candidature.id, ...more }, EXPIRED_FROM)).code).toBe("CANDIDATURE_EXPIRED");
    }
    expect((await graph.run(other.student, WITHDRAW, { id: other.candidature.id }, EXPIRED_FROM)).code).toBe("CANDIDATURE_EXPIRED");
  });

  it("read the same before and after the sweep, in every field and list", async () => {
    const { candidature, student } = await graph.candidature();
    const { id } = candidature;
    const query = `query($id: ID!) {
      candidature(id: $id) { status history { from to at byRole } viewerActions { action allowed refusals { code } } }
      candidatures(status: EXPIRED) { edges { node { id } } }
      waiting: candidatures(status: SUBMITTED) { edges { node { id } } }
    }`;
    const before = await graph.run(student, query, { id }, EXPIRED_FROM);
    await endOverdueCandidatures(graph.write, EXPIRED_FROM.add({ hours: 5 }));
    await endOverdueCandidatures(graph.write, EXPIRED_FROM.add({ hours: 6 }));
    const after = await graph.run(student, query, { id }, EXPIRED_FROM);
    expect(before.data).toMatchObject({
      candidature: { status: "EXPIRED", history: [{ to: "SUBMITTED" }, { from: "SUBMITTED", to: "EXPIRED", at: "2027-03-16T23:00:00Z", byRole: "PLATFORM" }] },
      candidatures: { edges: [{ node: { id } }] },
      waiting: { edges: [] },
    });
    expect(before.data["candidature"]!.viewerActions.some(({ allowed }) => allowed)).toBe(false);
    expect(after.data).toEqual(before.data);
  });
});

describe("a confirmation that does not come", () => {
  it("keeps its seat until the last second, then gives it to the next at once, with no sweep", async () => {
    const offer = await graph.offer({ seats: 1 });
    const held = await graph.candidature({ offerId: offer.id, status: "ACCEPTED" });
    const next = await graph.candidature({ offerId: offer.id, status: "READ" });
    expect((await graph.run(HOST_ACTOR, ACCEPT, { id: next.candidature.id }, LAST_SECOND_TO_CONFIRM)).code).toBe("NO_SEAT_LEFT");
    expect(await seatsOf([offer.id], LAPSED_FROM)).toEqual([{ seatsTaken: 0, seatsLeft: 1 }]);
    expect((await graph.run(held.student, CONFIRM, { id: held.candidature.id }, LAPSED_FROM)).code).toBe("CONFIRMATION_OVERDUE");
    expect((await graph.run(HOST_ACTOR, ACCEPT, { id: next.candidature.id }, LAPSED_FROM)).code).toBeUndefined();
    // Begun in the last second, decided after the seat was given away.
    expect((await graph.run(held.student, CONFIRM, { id: held.candidature.id }, LAST_SECOND_TO_CONFIRM)).code).toBe("NO_SEAT_LEFT");
    await endOverdueCandidatures(graph.write, LAPSED_FROM);
    const { data } = await graph.run(held.student, CANDIDATURE, { id: held.candidature.id }, LAPSED_FROM);
    expect(data["candidature"]).toMatchObject({ status: "LAPSED", history: [{}, {}, {}, { from: "ACCEPTED", to: "LAPSED", at: "2027-03-14T23:00:00Z" }] });
  });
});

describe("what a student is told before applying", () => {
  const APPLICATION = "query($r: [_Any!]!) { _entities(representations: $r) { ... on Offer { application { distanceKm distanceNotice refusals { code } } } } }";
  const applicationTo = async (offerId: string, actor: Parameters<Graph["run"]>[0]) =>
    (await graph.run<{ _entities: { application: unknown }[] }>(actor, APPLICATION, { r: [{ __typename: "Offer", id: offerId }] })).data._entities[0]!.application;

  it("is the distance, a notice over 10 km, and every reason that would refuse", async () => {
    const student = await graph.student();
    const near = await graph.offer();
    const far = await graph.offer({ latitude: 45.1583, longitude: 1.5333, status: "NEEDS_UPDATE" });
    expect(await applicationTo(near.id, student)).toEqual({ distanceKm: 0.5, distanceNotice: null, refusals: [] });
    expect(await applicationTo(far.id, student)).toEqual({
      distanceKm: 21.9,
      distanceNotice: expect.stringMatching(/^Ce stage se trouve à 21,9 km de votre domicile/),
      refusals: [{ code: "OFFER_NOT_AVAILABLE" }],
    });
  });

  it.each(["host", "head", "representative", "ministry"] as const)("is nothing to %s", async (name) => {
    expect(await applicationTo((await graph.offer()).id, ACTORS[name])).toBeNull();
  });

  it("becomes the FAQ's message for the host, once sent", async () => {
    const student = await graph.student();
    const offer = await graph.offer({ latitude: 45.1583, longitude: 1.5333, title: "Un atelier d'ébénisterie" });
    const sent = await graph.run(student, SUBMIT, { offerId: offer.id, motivation: "Bonjour" });
    const query = "query($id: ID!) { candidature(id: $id) { distanceKm distanceNotice } }";
    const { data } = await graph.run(HOST_ACTOR, query, { id: sent.data["submitCandidature"]!.id });
    expect(data["candidature"]).toEqual({
      distanceKm: 21.9,
      distanceNotice:
        "Bonjour, Nous avons bien reçu votre candidature pour le stage Un atelier d'ébénisterie. Le stage que vous avez choisi se trouve à plus de 10 km de votre domicile. Avez-vous bien pris en compte la distance à parcourir ainsi que les modalités liées au logement ?",
    });
  });
});
