import { newId } from "@stages/kernel/ids.ts";
import { meet, PERIODS } from "@stages/kernel/period.ts";
import { startOf } from "@stages/kernel/civil-time.ts";
import { describe, expect, it } from "vitest";
import { apply, type ApplyingFrame, refusalsOfMotivation, refusalsToApply } from "./apply.ts";
import { aCandidature, anOffer, aStudent, CAMPAIGN, IN_TIME, OTHER_SCHOOL, SCHOOL } from "./fixtures.ts";
import { STATUSES } from "./lifecycle.ts";

const aFrame = (over: Partial<ApplyingFrame> = {}): ApplyingFrame => ({ offer: anOffer(), student: aStudent(), campaign: CAMPAIGN, mine: [], now: IN_TIME, ...over });
const codes = (over: Partial<ApplyingFrame>) => refusalsToApply(aFrame(over)).map(({ code }) => code);
const on = (date: string) => startOf(Temporal.PlainDate.from(date));
const elsewhere = () => newId("offer");

describe("applying to an offer", () => {
  it("is open to a student of the campaign", () => expect(codes({})).toEqual([]));

  it.each([
    ["in the last second before students may enter", on("2026-10-05").subtract({ seconds: 1 }), ["STUDENTS_NOT_OPEN"]],
    ["from the first second of that day", on("2026-10-05"), []],
    ["until the last second of the first day of the stage", on("2027-06-15").subtract({ seconds: 1 }), []],
    ["from the next day on", on("2027-06-15"), ["OFFER_NOT_AVAILABLE"]],
    ["on the last day of the campaign", on("2027-06-26").subtract({ seconds: 1 }), ["OFFER_NOT_AVAILABLE"]],
    ["once the campaign is over", on("2027-06-26"), ["CAMPAIGN_ENDED"]],
  ])("%s", (_, now, expected) => expect(codes({ now })).toEqual(expected));

  it("to the second week stays open during the first", () => {
    expect(codes({ offer: anOffer({ period: "WEEK_2" }), now: on("2027-06-16") })).toEqual([]);
  });

  it("says the opening day in words", () => {
    const [refusal] = refusalsToApply(aFrame({ now: on("2026-09-01") }));
    expect(refusal!.message).toContain("lundi 5 octobre 2026");
  });

  it.each(["UNPUBLISHED", "NEEDS_UPDATE", "REMOVED", "HIDDEN"])("is refused once the offer is %s", (status) => {
    expect(codes({ offer: anOffer({ status }) })).toEqual(["OFFER_NOT_AVAILABLE"]);
  });

  it("is refused where the offer is reserved to other schools, and open where it is reserved to one's own", () => {
    expect(codes({ offer: anOffer({ reservedSchoolUais: [OTHER_SCHOOL] }) })).toEqual(["OFFER_NOT_AVAILABLE"]);
    expect(codes({ offer: anOffer({ reservedSchoolUais: [OTHER_SCHOOL, SCHOOL] }) })).toEqual([]);
  });

  it("is refused to a student of another year", () => {
    expect(codes({ student: aStudent({ campaignId: "2026" }) })).toEqual(["OFFER_NOT_AVAILABLE"]);
  });

  it.each(["SMALL_GROUP", "WHOLE_CLASS"] as const)("is refused to a student alone where it is for a %s, with whom to tell", (mode) => {
    const refusals = refusalsToApply(aFrame({ offer: anOffer({ mode }) }));
    expect(refusals.map(({ code }) => code)).toEqual(["OFFER_FOR_SCHOOLS"]);
    expect(refusals[0]!.message).toContain("professeur référent");
  });

  it.each(STATUSES.filter((status) => status !== "CANCELLED_BY_SCHOOL"))("is refused a second time, the first being %s", (status) => {
    expect(codes({ mine: [aCandidature({ status })] })).toContain("ALREADY_APPLIED");
  });

  it.each(PERIODS.flatMap((mine) => PERIODS.map((asked) => [asked, mine] as const)))("for %s, having confirmed %s, is refused exactly when they share a week", (asked, period) => {
    const confirmed = aCandidature({ status: "CONFIRMED", offerId: elsewhere(), period });
    expect(codes({ offer: anOffer({ period: asked }), mine: [confirmed] })).toEqual(meet(asked, period) ? ["WEEK_ALREADY_TAKEN"] : []);
  });

  it.each(STATUSES.filter((status) => status !== "CONFIRMED"))("does not mind another candidature for the same week that is %s", (status) => {
    expect(codes({ mine: [aCandidature({ status, offerId: elsewhere() })] })).toEqual([]);
  });

  it("does not mind a stage of another year's campaign", () => {
    expect(codes({ mine: [aCandidature({ status: "CONFIRMED", offerId: elsewhere(), campaignId: "2026" })] })).toEqual([]);
  });
});

describe("the motivation", () => {
  it.each([
    ["is required", "", ["TEXT_REQUIRED"]],
    ["is not spaces", " \n ", ["TEXT_REQUIRED"]],
    ["may have 1 500 characters", "é".repeat(1_500), []],
    ["has 1 500 characters even where each is two code points", "e\u0301".repeat(1_500), []],
    ["has not 1 501", "a".repeat(1_501), ["TEXT_TOO_LONG"]],
  ])("%s", (_, text, expected) => expect(refusalsOfMotivation(text, CAMPAIGN).map(({ code }) => code)).toEqual(expected));
});

it("keeps what counted on the day of submission", () => {
  const sent = apply(newId("candidature"), "Bonjour", aFrame());
  expect(sent).toMatchObject({ status: "SUBMITTED", schoolUai: SCHOOL, academy: "22", period: "WEEK_1", lastDayToConfirm: null, distanceKm: 0.5 });
  expect(sent.lastDayToAnswer.toString()).toBe("2027-03-25");
});
