import { idFromUuid } from "@stages/kernel/ids.ts";
import { describe, expect, it } from "vitest";
import { type Answer, decide, FEEDBACK_STATUSES, give, refusalsOfAnswer, refusalsToGiveFeedback, refusalsToModerate } from "./feedback.ts";
import { aCampaign, aConvention, ACTORS, CONVENTION, HOST } from "./fixtures.ts";
import { STATUSES } from "./lifecycle.ts";

const SEPTEMBER = Temporal.Instant.from("2027-09-01T06:00:00Z");
const frame = (over: Partial<Parameters<typeof refusalsToGiveFeedback>[2]> = {}) => ({ campaign: aCampaign, now: SEPTEMBER, isGiven: false, ...over });
const codes = (refusals: readonly { readonly code: string }[]) => refusals.map(({ code }) => code);
const answer = (over: Partial<Answer> = {}): Answer => ({ rating: 4, recommends: true, comment: "Une équipe attentive.", ...over });
const ID = idFromUuid("feedback", "01900000-0000-7000-8000-000000000050");
const feedback = (over: Partial<Answer> = {}) => give({ id: ID, conventionId: CONVENTION, hostId: HOST }, answer(over), SEPTEMBER);

describe("giving feedback", () => {
  it("is for the student, from the first day of the year of première", () => {
    expect(refusalsToGiveFeedback(aConvention("COMPLETED"), ACTORS.student, frame())).toEqual([]);
    expect(refusalsToGiveFeedback(aConvention("SIGNED"), ACTORS.student, frame())).toEqual([]);
  });

  it.each([
    ["the evening before", "2027-08-31T21:59:59Z", ["FEEDBACK_NOT_OPEN"]],
    ["at midnight in Paris", "2027-08-31T22:00:00Z", []],
  ])("%s", (_, now, expected) => {
    expect(codes(refusalsToGiveFeedback(aConvention("COMPLETED"), ACTORS.student, frame({ now: Temporal.Instant.from(now) })))).toEqual(expected);
  });

  it("opens on the day that the campaign says", () => {
    const later = frame({ campaign: { ...aCampaign, feedbackOpensOn: "10-15" } });
    expect(refusalsToGiveFeedback(aConvention("COMPLETED"), ACTORS.student, later)).toMatchObject([{ code: "FEEDBACK_NOT_OPEN", message: expect.stringContaining("vendredi 15 octobre 2027") }]);
  });

  it("is given once", () => {
    expect(codes(refusalsToGiveFeedback(aConvention("COMPLETED"), ACTORS.student, frame({ isGiven: true })))).toEqual(["FEEDBACK_EXISTS"]);
  });

  it.each(Object.entries(ACTORS).filter(([name]) => name !== "student"))("is refused to %s", (_, actor) => {
    expect(codes(refusalsToGiveFeedback(aConvention("COMPLETED"), actor, frame()))).toEqual(["FORBIDDEN"]);
  });

  it.each(STATUSES.filter((status) => status !== "COMPLETED" && status !== "SIGNED"))("is refused of a stage whose convention is %s", (status) => {
    expect(codes(refusalsToGiveFeedback(aConvention(status), ACTORS.student, frame()))).toEqual(["WRONG_STATE"]);
  });

  it.each([
    [{ rating: 0 }, ["NUMBER_OUT_OF_RANGE"]],
    [{ rating: 6 }, ["NUMBER_OUT_OF_RANGE"]],
    [{ rating: 2.5 }, ["NUMBER_OUT_OF_RANGE"]],
    [{ comment: " " }, ["TEXT_REQUIRED"]],
    [{ comment: "x".repeat(1_001) }, ["TEXT_TOO_LONG"]],
    [{ comment: "x".repeat(1_000) }, []],
    [{ comment: null }, []],
  ])("%o", (over, expected) => {
    expect(codes(refusalsOfAnswer(answer(over)))).toEqual(expected);
  });
});

describe("moderation", () => {
  it("waits where there are words to read, and only there", () => {
    expect(feedback().status).toBe("PENDING");
    expect(feedback({ comment: null })).toMatchObject({ status: "PUBLISHED", decidedBy: null });
  });

  it.each(Object.entries(ACTORS))("%s", (name, actor) => {
    expect(codes(refusalsToModerate(feedback(), aConvention("COMPLETED"), actor))).toEqual(name === "head" || name === "adviser" ? [] : ["FORBIDDEN"]);
  });

  it("is not for the head of another school", () => {
    expect(codes(refusalsToModerate(feedback(), { ...aConvention("COMPLETED"), schoolUai: "0240021A" as never }, ACTORS.head))).toEqual(["FORBIDDEN"]);
  });

  it("decides once, and a rejection says why", () => {
    const by = ACTORS.head.personId;
    const rejected = decide(feedback(), { by, at: SEPTEMBER, rejectedBecause: "Nomme une personne." });
    expect(rejected).toMatchObject({ status: "REJECTED", reason: "Nomme une personne.", decidedBy: by });
    for (const status of FEEDBACK_STATUSES) {
      expect(codes(refusalsToModerate({ ...rejected, status }, aConvention("COMPLETED"), ACTORS.head))).toEqual(status === "PENDING" ? [] : ["WRONG_STATE"]);
    }
  });
});
