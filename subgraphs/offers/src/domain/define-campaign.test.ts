import type { Campaign } from "@stages/kernel/campaign.ts";
import { ROLES } from "@stages/kernel/actor.ts";
import { STRICTEST_2024 } from "@stages/kernel/presence-rules.ts";
import { describe, expect, it } from "vitest";
import { changesBetween, define, type DefiningFrame, refusalsOfDefinition, refusalsToDefine, type WrittenCampaign } from "./define-campaign.ts";
import { aCampaign, ACTORS } from "./fixtures.ts";

const date = (text: string) => Temporal.PlainDate.from(text);
const week = (monday: string) => ({ firstDay: date(monday), lastDay: date(monday).add({ days: 4 }) });

const NOTHING_SAID = {
  label: null, offersOpenOn: null, studentsOpenOn: null, weeks: null, daysToAnswer: null, feedbackOpensOn: null, reminderDays: null, conventionReminderDays: null, insuranceReminderDays: null, daysToConfirm: null, distanceNoticeKm: null, signingLegalRepresentatives: null,
  absenceEscalationMinutes: null, motivationMaxLength: null, nationalSeatsTarget: null, ownSeatsTarget: null, academySeatsTargets: null, presenceRules: null,
} satisfies Omit<WrittenCampaign, "id">;
/** 2027, which exists. */
const changing = (over: Partial<WrittenCampaign> = {}): WrittenCampaign => ({ id: "2027", ...NOTHING_SAID, ...over });
/** 2028, which does not. */
const preparing = (over: Partial<WrittenCampaign> = {}): WrittenCampaign => ({
  id: "2028", ...NOTHING_SAID, offersOpenOn: date("2027-09-01"), studentsOpenOn: date("2027-10-04"), weeks: [week("2028-06-19"), week("2028-06-26")], ...over,
});
const frame = (today: string, over: Partial<DefiningFrame> = {}): DefiningFrame => ({ campaigns: [aCampaign()], today: date(today), publishedOffers: 0, academies: new Set(["22", "24"]), ...over });
const found = (written: WrittenCampaign, frame: DefiningFrame) => refusalsOfDefinition(written, frame).map(({ code, field }) => [code, field]);

/** One day of each phase of 2027. */
const PREPARED = "2026-08-20";
const OPEN_TO_HOSTS = "2026-09-20";
const OPEN_TO_STUDENTS = "2027-03-01";
const STAGES = "2027-06-15";

describe("who defines a campaign", () => {
  it.each(ROLES.filter((role) => role !== "MINISTRY"))("is not %s", (role) => {
    expect(refusalsToDefine(aCampaign(), ACTORS[role], date(PREPARED))).toMatchObject([{ code: "FORBIDDEN" }]);
  });

  it("is the ministry, until it is over", () => {
    for (const today of [PREPARED, OPEN_TO_HOSTS, OPEN_TO_STUDENTS, STAGES, "2027-06-25"]) expect(refusalsToDefine(aCampaign(), ACTORS.MINISTRY, date(today))).toEqual([]);
    expect(refusalsToDefine(null, ACTORS.MINISTRY, date(PREPARED))).toEqual([]);
    expect(refusalsToDefine(aCampaign(), ACTORS.MINISTRY, date("2027-06-26"))).toMatchObject([{ code: "CAMPAIGN_OVER" }]);
  });
});

describe("a new campaign", () => {
  it("takes from the one before what it does not say", () => {
    const before = aCampaign({ daysToAnswer: 20, presenceRules: { ...STRICTEST_2024, version: "2027" } });
    const written = preparing({ distanceNoticeKm: 12 });
    const known = frame("2027-04-10", { campaigns: [aCampaign({ id: "2024", daysToAnswer: 3 }), before] });
    expect(refusalsOfDefinition(written, known)).toEqual([]);
    expect(define(written, known)).toMatchObject({ id: "2028", label: "Stages de seconde 2028", daysToAnswer: 20, distanceNoticeKm: 12, presenceRules: { version: "2027" }, weeks: { 1: week("2028-06-19"), 2: week("2028-06-26") } });
  });

  it("has the settings of 2024 when it is the first", () => {
    const known = frame("2027-04-10", { campaigns: [] });
    expect(refusalsOfDefinition(preparing(), known)).toEqual([]);
    expect(define(preparing(), known)).toMatchObject({ daysToAnswer: 15, reminderDays: [10, 14], nationalSeatsTarget: 565_000, ownSeatsTarget: 50_000, presenceRules: { version: "2024" } });
  });

  it("says all of its dates", () => {
    expect(found({ id: "2028", ...NOTHING_SAID }, frame("2027-04-10"))).toEqual([["CAMPAIGN_DATE_REQUIRED", "weeks"], ["CAMPAIGN_DATE_REQUIRED", "offersOpenOn"], ["CAMPAIGN_DATE_REQUIRED", "studentsOpenOn"]]);
  });

  const tuesday = { firstDay: date("2028-06-20"), lastDay: date("2028-06-24") };
  it.each<[string, Partial<WrittenCampaign>, [string, string][]]>([
    ["an id that is not its year", { id: "2029" }, [["CAMPAIGN_ID_MISMATCH", "id"]]],
    ["an id that is no year", { id: "deux-mille" }, [["CAMPAIGN_ID_MISMATCH", "id"]]],
    ["a name of spaces", { label: "  " }, [["TEXT_REQUIRED", "label"]]],
    ["one week", { weeks: [week("2028-06-19")] }, [["NUMBER_OUT_OF_RANGE", "weeks"]]],
    ["three weeks", { weeks: [week("2028-06-12"), week("2028-06-19"), week("2028-06-26")] }, [["NUMBER_OUT_OF_RANGE", "weeks"]]],
    ["a week from a Tuesday", { weeks: [tuesday, week("2028-06-26")] }, [["CAMPAIGN_WEEK_INVALID", "weeks.0"], ["CAMPAIGN_WEEKS_NOT_CONSECUTIVE", "weeks.1"]]],
    ["a week to a Saturday", { weeks: [week("2028-06-19"), { firstDay: date("2028-06-26"), lastDay: date("2028-07-01") }] }, [["CAMPAIGN_WEEK_INVALID", "weeks.1"]]],
    ["weeks apart", { weeks: [week("2028-06-12"), week("2028-06-26")] }, [["CAMPAIGN_WEEKS_NOT_CONSECUTIVE", "weeks.1"]]],
    ["weeks the wrong way round", { weeks: [week("2028-06-26"), week("2028-06-19")] }, [["CAMPAIGN_WEEKS_NOT_CONSECUTIVE", "weeks.1"]]],
    ["students before hosts", { studentsOpenOn: date("2027-08-31") }, [["CAMPAIGN_DATES_UNORDERED", "studentsOpenOn"]]],
    ["students on the first day of the stages", { studentsOpenOn: date("2028-06-19") }, [["CAMPAIGN_DATES_UNORDERED", "weeks.0"]]],
    ["an opening in the past", { offersOpenOn: date("2027-04-09") }, [["CAMPAIGN_DATE_PAST", "offersOpenOn"]]],
    ["no day to answer", { daysToAnswer: 0 }, [["NUMBER_OUT_OF_RANGE", "daysToAnswer"]]],
    ["a day to answer, which leaves none to remind on", { daysToAnswer: 1, reminderDays: [1] }, [["NUMBER_OUT_OF_RANGE", "daysToAnswer"]]],
    ["no reminder", { reminderDays: [] }, [["NUMBER_OUT_OF_RANGE", "reminderDays"]]],
    ["five reminders", { reminderDays: [1, 2, 3, 4, 5] }, [["NUMBER_OUT_OF_RANGE", "reminderDays"]]],
    ["a reminder on the day of sending", { reminderDays: [0, 10] }, [["NUMBER_OUT_OF_RANGE", "reminderDays.0"]]],
    ["a reminder on the last day to answer", { reminderDays: [10, 15] }, [["NUMBER_OUT_OF_RANGE", "reminderDays.1"]]],
    ["a day of feedback that no year has", { feedbackOpensOn: "02-30" }, [["INVALID_MONTH_DAY", "feedbackOpensOn"]]],
    ["a day of feedback that not every year has", { feedbackOpensOn: "02-29" }, [["INVALID_MONTH_DAY", "feedbackOpensOn"]]],
    ["a day of feedback written otherwise", { feedbackOpensOn: "1er septembre" }, [["INVALID_MONTH_DAY", "feedbackOpensOn"]]],
    ["reminders that descend", { reminderDays: [14, 10] }, [["CAMPAIGN_REMINDERS_UNORDERED", "reminderDays"]]],
    ["reminders of a convention that descend", { conventionReminderDays: [7, 3] }, [["CAMPAIGN_REMINDERS_UNORDERED", "conventionReminderDays"]]],
    ["a reminder of a convention on the day it begins to wait", { conventionReminderDays: [0] }, [["NUMBER_OUT_OF_RANGE", "conventionReminderDays.0"]]],
    ["reminders of the insurance that ascend", { insuranceReminderDays: [3, 14] }, [["CAMPAIGN_REMINDERS_UNORDERED", "insuranceReminderDays"]]],
    ["five reminders of the insurance", { insuranceReminderDays: [9, 8, 7, 6, 5] }, [["NUMBER_OUT_OF_RANGE", "insuranceReminderDays"]]],
    ["the same reminder twice", { reminderDays: [10, 10] }, [["CAMPAIGN_REMINDERS_UNORDERED", "reminderDays"]]],
    ["fewer days to answer than until the reminders of the campaign before", { daysToAnswer: 12 }, [["NUMBER_OUT_OF_RANGE", "reminderDays.1"]]],
    ["three signatures", { signingLegalRepresentatives: 3 as 2 }, [["NUMBER_OUT_OF_RANGE", "signingLegalRepresentatives"]]],
    ["more seats of its own than in all", { nationalSeatsTarget: 10, ownSeatsTarget: 11 }, [["NUMBER_OUT_OF_RANGE", "ownSeatsTarget"]]],
    ["a target of an académie that does not exist", { academySeatsTargets: [{ academy: "99", seats: 10 }] }, [["CAMPAIGN_ACADEMY_UNKNOWN", "academySeatsTargets.0.academy"]]],
    ["two targets of one académie", { academySeatsTargets: [{ academy: "22", seats: 10 }, { academy: "24", seats: 10 }, { academy: "22", seats: 20 }] }, [["CAMPAIGN_ACADEMY_TWICE", "academySeatsTargets.2.academy"]]],
    ["a target of no seat", { academySeatsTargets: [{ academy: "22", seats: 0 }] }, [["NUMBER_OUT_OF_RANGE", "academySeatsTargets.0.seats"]]],
    ["more seats of an académie than of the country", { nationalSeatsTarget: 100, ownSeatsTarget: 0, academySeatsTargets: [{ academy: "22", seats: 101 }] }, [["NUMBER_OUT_OF_RANGE", "academySeatsTargets.0.seats"]]],
    ["a step without time", { absenceEscalationMinutes: { referentTeacher: 15, educationAdviser: 0, family: 60 } }, [["NUMBER_OUT_OF_RANGE", "absenceEscalationMinutes.educationAdviser"]]],
    ["rules for no age", { presenceRules: { version: "x", source: "y", byAge: [] } }, [["PRESENCE_RULES_AGES_UNORDERED", "presenceRules.byAge"]]],
    ["rules that begin at 15", { presenceRules: { version: "x", source: "y", byAge: [STRICTEST_2024.byAge[1]!] } }, [["PRESENCE_RULES_AGES_UNORDERED", "presenceRules.byAge"]]],
    ["rules without their text", { presenceRules: { ...STRICTEST_2024, version: "x", source: "" } }, [["TEXT_REQUIRED", "presenceRules.source"]]],
    ["a day of eleven hours", { presenceRules: { version: "x", source: "y", byAge: [{ ...STRICTEST_2024.byAge[0]!, hoursPerDay: 11 }] } }, [["NUMBER_OUT_OF_RANGE", "presenceRules.byAge.0.hoursPerDay"]]],
    ["a day that ends before it begins", { presenceRules: { version: "x", source: "y", byAge: [{ ...STRICTEST_2024.byAge[0]!, latest: Temporal.PlainTime.from("05:00") }] } }, [["CAMPAIGN_TIMES_UNORDERED", "presenceRules.byAge.0.latest"]]],
    ["other rules under the version of another campaign", { presenceRules: { ...STRICTEST_2024, byAge: [STRICTEST_2024.byAge[0]!] } }, [["PRESENCE_RULES_VERSION_REUSED", "presenceRules.version"]]],
  ])("is refused %s", (_, over, expected) => expect(found(preparing(over), frame("2027-04-10"))).toEqual(expected));

  it("is told everything that is wrong at once", () => {
    const codes = found(preparing({ label: "", daysToAnswer: 0, studentsOpenOn: date("2027-08-31"), weeks: [tuesday, week("2028-06-26")] }), frame("2027-04-10")).map(([code]) => code);
    expect(codes).toEqual(["TEXT_REQUIRED", "CAMPAIGN_WEEK_INVALID", "CAMPAIGN_WEEKS_NOT_CONSECUTIVE", "CAMPAIGN_DATES_UNORDERED", "NUMBER_OUT_OF_RANGE"]);
  });
});

describe("what is promised cannot be taken back", () => {
  const NEVER: [string, string][] = [];
  const later = { offersOpenOn: date("2027-03-10") };
  const students = { studentsOpenOn: date("2027-04-01") };
  const moved = { weeks: [week("2027-06-21"), week("2027-06-28")] };
  const rules = { presenceRules: { ...STRICTEST_2024, version: "2027 bis", byAge: [{ ...STRICTEST_2024.byAge[0]!, hoursPerDay: 6 }] } };
  type Case = readonly [what: string, over: Partial<WrittenCampaign>, today: string, publishedOffers: number, expected: [string, string][]];

  it.each<Case>([
    ["the opening to hosts moves before it", { offersOpenOn: date("2026-09-15") }, PREPARED, 0, NEVER],
    ["the opening to hosts stays once it took place", later, OPEN_TO_HOSTS, 0, [["CAMPAIGN_ALREADY_OPEN", "offersOpenOn"], ["CAMPAIGN_DATES_UNORDERED", "studentsOpenOn"]]],
    ["the opening to students moves while hosts alone are in", students, OPEN_TO_HOSTS, 9, NEVER],
    ["the opening to students comes earlier, from today on", { studentsOpenOn: date(OPEN_TO_HOSTS) }, OPEN_TO_HOSTS, 9, NEVER],
    ["the opening to students is not put in the past", { studentsOpenOn: date("2026-09-19") }, OPEN_TO_HOSTS, 9, [["CAMPAIGN_DATE_PAST", "studentsOpenOn"]]],
    ["the opening to students stays once it took place", students, OPEN_TO_STUDENTS, 0, [["CAMPAIGN_ALREADY_OPEN", "studentsOpenOn"]]],
    ["the weeks move while no offer was published", moved, OPEN_TO_HOSTS, 0, NEVER],
    ["the weeks stay once one was", moved, OPEN_TO_HOSTS, 1, [["CAMPAIGN_WEEKS_PROMISED", "weeks"]]],
    ["the signatures change before students enter", { signingLegalRepresentatives: 2 }, OPEN_TO_HOSTS, 9, NEVER],
    ["the signatures stay once they have", { signingLegalRepresentatives: 2 }, OPEN_TO_STUDENTS, 9, [["CAMPAIGN_SETTING_PROMISED", "signingLegalRepresentatives"]]],
    ["a motivation becomes longer at any time", { motivationMaxLength: 2_000 }, STAGES, 9, NEVER],
    ["a motivation becomes shorter before students enter", { motivationMaxLength: 1_000 }, OPEN_TO_HOSTS, 9, NEVER],
    ["a motivation does not become shorter once they have", { motivationMaxLength: 1_499 }, OPEN_TO_STUDENTS, 9, [["CAMPAIGN_SETTING_PROMISED", "motivationMaxLength"]]],
    ["targets, delays and days change at any time", { nationalSeatsTarget: 600_000, daysToAnswer: 10, reminderDays: [5, 9], daysToConfirm: 7, distanceNoticeKm: 20 }, STAGES, 9, NEVER],
    ["what is asked of académies may pass the national target together", { nationalSeatsTarget: 100, ownSeatsTarget: 0, academySeatsTargets: [{ academy: "22", seats: 60 }, { academy: "24", seats: 60 }] }, STAGES, 9, NEVER],
    ["rules change under another version", rules, STAGES, 9, NEVER],
    ["rules do not change under their own", { presenceRules: { ...rules.presenceRules, version: "2024" } }, STAGES, 9, [["PRESENCE_RULES_VERSION_REUSED", "presenceRules.version"]]],
    ["saying the same again takes nothing back", { offersOpenOn: date("2026-09-01"), studentsOpenOn: date("2026-10-05"), weeks: [week("2027-06-14"), week("2027-06-21")], presenceRules: STRICTEST_2024 }, STAGES, 9, NEVER],
  ])("%s", (_, over, today, publishedOffers, expected) => {
    const codes = found(changing(over), frame(today, { publishedOffers }));
    expect(codes.toSorted()).toEqual(expected.toSorted());
  });
});

describe("targets of académies", () => {
  const targets = [{ academy: "22", seats: 60 }, { academy: "24", seats: 80 }];
  const before = aCampaign({ academySeatsTargets: targets });
  const known = frame(STAGES, { campaigns: [before] });

  it("stay as long as they are not said, and go with an empty list", () => {
    expect(define(changing(), known).academySeatsTargets).toEqual(targets);
    expect(define(changing({ academySeatsTargets: [] }), known).academySeatsTargets).toEqual([]);
  });
  it("are the same in another order", () => expect(changesBetween(before, define(changing({ academySeatsTargets: targets.toReversed() }), known))).toEqual([]));
});

describe("what was changed", () => {
  const fields = (before: Campaign | null, after: Campaign) => changesBetween(before, after).map(({ field }) => field);

  it("is everything of a new campaign", () => expect(fields(null, aCampaign()).toSorted()).toEqual(Object.keys(aCampaign()).toSorted()));
  it("is nothing when nothing is", () => expect(changesBetween(aCampaign(), define(changing(), frame(STAGES)))).toEqual([]));
  it("is what differs, before and after", () => {
    expect(changesBetween(aCampaign(), aCampaign({ studentsOpenOn: date("2026-11-02"), daysToAnswer: 10 }))).toEqual([
      { field: "studentsOpenOn", from: '"2026-10-05"', to: '"2026-11-02"' },
      { field: "daysToAnswer", from: "15", to: "10" },
    ]);
  });
});
