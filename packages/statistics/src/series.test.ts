import { describe, expect, it } from "vitest";
import type { Change } from "./figures.ts";
import { measures } from "./measures.ts";
import { lastDayOf, pointsOf, sameDayOf } from "./series.ts";

const M = measures({ schema: "toy", facts: ["signed"], counters: [], flags: {}, delays: [] });
const day = (text: string) => Temporal.PlainDate.from(text);
const change = (text: string, signed: number): Change<typeof M> => ({ day: day(text), by: { signed } });
const CHANGES = [change("2027-03-01", 2), change("2027-03-03", 3), change("2027-03-09", -1)];
const points = (over: Partial<Parameters<typeof pointsOf>[2]>) =>
  pointsOf(CHANGES, { signed: 0 }, { by: "DAY", from: null, until: day("2027-03-10"), ...over }).map((point) => `${point.day.toString().slice(5)} ${point.figures.signed}`);

describe("a series", () => {
  it("has what stood at the end of each day, changed or not", () => {
    expect(points({ until: day("2027-03-04") })).toEqual(["03-01 2", "03-02 2", "03-03 5", "03-04 5"]);
  });

  it("begins where it is asked to, with what stood by then", () => {
    expect(points({ from: day("2027-03-08") })).toEqual(["03-08 5", "03-09 4", "03-10 4"]);
    expect(points({ from: day("2027-02-27"), until: day("2027-03-01") })).toEqual(["02-27 0", "02-28 0", "03-01 2"]);
  });

  it("of weeks has each Sunday's end, and its own last day", () => {
    expect(points({ by: "WEEK" })).toEqual(["03-07 5", "03-10 4"]);
  });

  it("of nothing is one day of nothing", () => {
    expect(pointsOf([], { signed: 0 }, { by: "DAY", from: null, until: day("2027-03-10") })).toEqual([{ day: day("2027-03-10"), figures: { signed: 0 } }]);
  });

  it("of centuries has its last 750 days, and what came before in their sum", () => {
    const long = pointsOf(CHANGES, { signed: 0 }, { by: "DAY", from: null, until: day("2227-03-10") });
    expect(long).toHaveLength(751);
    expect(long[0]!.figures.signed).toBe(4);
  });

  it("ends on the day of its figures, or where a campaign long past was last changed", () => {
    expect(lastDayOf(CHANGES, day("2027-11-20"))).toEqual(day("2027-11-20"));
    expect(lastDayOf(CHANGES, day("2028-03-10"))).toEqual(day("2027-03-09"));
    expect(lastDayOf([], day("2028-03-10"))).toEqual(day("2028-03-10"));
  });
});

it.each([
  ["2027-06-14", "2026-06-15"],
  ["2027-06-13", "2026-06-14"],
  ["2027-03-01", "2026-03-02"],
  ["2026-11-20", "2025-11-21"],
])("%s of one campaign is %s of the one before: as many days before the first stage day", (one, other) => {
  expect(sameDayOf(day(one), day("2027-06-14"), day("2026-06-15"))).toEqual(day(other));
});
