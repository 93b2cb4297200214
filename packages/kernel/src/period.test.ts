import { expect, it } from "vitest";
import { type Campaign, firstDayOf, lastDayOf } from "./campaign.ts";
import { meet, PERIODS, weeksOf } from "./period.ts";

it.each([
  ["BOTH_WEEKS", "BOTH_WEEKS", true],
  ["BOTH_WEEKS", "WEEK_1", true],
  ["BOTH_WEEKS", "WEEK_2", true],
  ["WEEK_1", "WEEK_1", true],
  ["WEEK_2", "WEEK_2", true],
  ["WEEK_1", "WEEK_2", false],
] as const)("%s and %s meet: %s, either way round", (a, b, expected) => {
  expect(meet(a, b)).toBe(expected);
  expect(meet(b, a)).toBe(expected);
});

it("covers the weeks that it names", () => {
  expect(PERIODS.map((period) => weeksOf(period))).toEqual([[1, 2], [1], [2]]);
});

it.each([
  ["BOTH_WEEKS", "2027-06-14", "2027-06-25"],
  ["WEEK_1", "2027-06-14", "2027-06-18"],
  ["WEEK_2", "2027-06-21", "2027-06-25"],
] as const)("%s goes from %s to %s in the campaign of 2027", (period, first, last) => {
  const date = (text: string) => Temporal.PlainDate.from(text);
  const campaign = {
    weeks: { 1: { firstDay: date("2027-06-14"), lastDay: date("2027-06-18") }, 2: { firstDay: date("2027-06-21"), lastDay: date("2027-06-25") } },
  } as Campaign;
  expect([firstDayOf(campaign, period), lastDayOf(campaign, period)].map(String)).toEqual([first, last]);
});
