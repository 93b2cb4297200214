import { describe, expect, it } from "vitest";
import { type Campaign, phaseOn, SETTINGS_OF_2024 } from "./campaign.ts";
import { limitsAt, STRICTEST_2024 } from "./presence-rules.ts";

const date = (text: string) => Temporal.PlainDate.from(text);
const campaign: Campaign = {
  id: "2027",
  label: "Stages de seconde 2027",
  offersOpenOn: date("2026-09-01"),
  studentsOpenOn: date("2026-10-05"),
  weeks: { 1: { firstDay: date("2027-06-14"), lastDay: date("2027-06-18") }, 2: { firstDay: date("2027-06-21"), lastDay: date("2027-06-25") } },
  ...SETTINGS_OF_2024,
};

describe("the phase of a campaign", () => {
  it.each([
    ["2026-08-31", "PREPARED"],
    ["2026-09-01", "OPEN_TO_HOSTS"],
    ["2026-10-04", "OPEN_TO_HOSTS"],
    ["2026-10-05", "OPEN_TO_STUDENTS"],
    ["2027-06-13", "OPEN_TO_STUDENTS"],
    ["2027-06-14", "STAGES"],
    ["2027-06-20", "STAGES"],
    ["2027-06-25", "STAGES"],
    ["2027-06-26", "OVER"],
  ])("on %s is %s", (today, phase) => expect(phaseOn(campaign, date(today))).toBe(phase));

  it("is OPEN_TO_STUDENTS at once when both open on the same day", () => {
    expect(phaseOn({ ...campaign, studentsOpenOn: campaign.offersOpenOn }, campaign.offersOpenOn)).toBe("OPEN_TO_STUDENTS");
  });
});

describe("the limits of presence", () => {
  it.each([
    [13, 0, 30],
    [14, 0, 30],
    [15, 15, 35],
    [16, 16, 35],
    [18, 16, 35],
  ])("at %i are those from %i on: %i hours a week", (age, fromAge, hoursPerWeek) => {
    expect(limitsAt(age, STRICTEST_2024)).toMatchObject({ fromAge, hoursPerWeek });
  });
});
