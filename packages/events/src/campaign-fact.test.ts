import { SETTINGS_OF_2024 } from "@stages/kernel/campaign.ts";
import { STRICTEST_2024 } from "@stages/kernel/presence-rules.ts";
import { expect, it } from "vitest";
import { campaignFact, campaignOf } from "./campaign-fact.ts";

const date = (text: string) => Temporal.PlainDate.from(text);
const campaign = {
  id: "2028",
  label: "Stages de seconde 2028",
  offersOpenOn: date("2027-09-01"),
  studentsOpenOn: date("2027-10-05"),
  weeks: { 1: { firstDay: date("2028-06-19"), lastDay: date("2028-06-23") }, 2: { firstDay: date("2028-06-26"), lastDay: date("2028-06-30") } },
  ...SETTINGS_OF_2024,
  academySeatsTargets: [{ academy: "22", seats: 6_200 }],
  presenceRules: { version: "2028", source: "Une autre règle", byAge: [{ ...STRICTEST_2024.byAge[0]!, hoursPerDay: 6, latest: Temporal.PlainTime.from("19:00") }] },
};

it("a campaign comes back from its fact as it was", () => {
  const read = campaignOf(JSON.parse(JSON.stringify(campaignFact(campaign))));
  expect(campaignFact(read)).toEqual(campaignFact(campaign));
  expect(read.presenceRules.byAge[0]!.latest.equals(Temporal.PlainTime.from("19:00"))).toBe(true);
});

it("a fact told before campaigns had these settings is read with the first edition's", () => {
  const { feedbackOpensOn: _______, reminderDays: ____, conventionReminderDays: _____, insuranceReminderDays: ______, motivationMaxLength: _, ownSeatsTarget: __, academySeatsTargets: ________, presenceRules: ___, ...old } = campaignFact(campaign);
  expect(campaignOf(old)).toMatchObject({ feedbackOpensOn: "09-01", daysToAnswer: 15, reminderDays: [10, 14], conventionReminderDays: [3, 7, 14], insuranceReminderDays: [14, 3], motivationMaxLength: 1_500, ownSeatsTarget: 50_000, academySeatsTargets: [], presenceRules: STRICTEST_2024 });
});
