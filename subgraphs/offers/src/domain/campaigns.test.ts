import { ROLES } from "@stages/kernel/actor.ts";
import { describe, expect, it } from "vitest";
import { currentCampaign } from "@stages/kernel/campaign.ts";
import { periodsLeft, refusalsForHosts, refusalsToSearch } from "./campaigns.ts";
import { aCampaign, ACTORS } from "./fixtures.ts";

const date = (text: string) => Temporal.PlainDate.from(text);
const weeks = (year: number) => ({
  1: { firstDay: date(`${year}-06-14`), lastDay: date(`${year}-06-18`) },
  2: { firstDay: date(`${year}-06-21`), lastDay: date(`${year}-06-25`) },
});
const of = (year: number) => aCampaign({ id: String(year), weeks: weeks(year) });

describe("the current campaign", () => {
  it.each([
    ["2027-01-10", "2027"],
    ["2027-06-25", "2027"],
    ["2027-06-26", "2028"],
    ["2024-01-01", "2024"],
    ["2028-06-26", null],
  ])("on %s is %s", (today, expected) => {
    expect(currentCampaign([of(2028), of(2024), of(2027)], date(today))?.id ?? null).toBe(expected);
  });
});

describe("the periods left", () => {
  it.each([
    ["2027-06-14", ["BOTH_WEEKS", "WEEK_1", "WEEK_2"]],
    ["2027-06-15", ["WEEK_2"]],
    ["2027-06-21", ["WEEK_2"]],
    ["2027-06-22", []],
  ])("on %s are %j", (today, left) => expect(periodsLeft(aCampaign(), date(today))).toEqual(left));
});

describe("hosts", () => {
  it.each([
    ["2026-08-31", ["OFFERS_NOT_OPEN"]],
    ["2026-09-01", []],
    ["2027-06-25", []],
    ["2027-06-26", ["CAMPAIGN_ENDED"]],
  ])("are told %s: %j", (today, codes) => expect(refusalsForHosts(aCampaign(), date(today)).map(({ code }) => code)).toEqual(codes));

  it("are told the date", () => expect(refusalsForHosts(aCampaign(), date("2026-08-31"))[0]!.message).toContain("mardi 1er septembre 2026"));
});

describe("the catalogue", () => {
  const waiting = ["STUDENT", "LEGAL_REPRESENTATIVE"];

  it.each(ROLES.filter((role) => waiting.includes(role)))("opens to %s on its day, not before", (role) => {
    expect(refusalsToSearch(aCampaign(), ACTORS[role], date("2026-10-04"))).toMatchObject([{ code: "STUDENTS_NOT_OPEN", message: expect.stringContaining("lundi 5 octobre 2026") }]);
    expect(refusalsToSearch(aCampaign(), ACTORS[role], date("2026-10-05"))).toEqual([]);
  });

  it.each(ROLES.filter((role) => !waiting.includes(role)))("has no opening date for %s", (role) => {
    expect(refusalsToSearch(aCampaign(), ACTORS[role], date("2026-10-04"))).toEqual([]);
  });
});
