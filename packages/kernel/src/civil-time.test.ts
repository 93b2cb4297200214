import { describe, expect, it } from "vitest";
import { ageOn, civilDateOf, inFrench, isMinorOn, isOnOrBefore, isWithin, startOf } from "./civil-time.ts";

const date = (text: string) => Temporal.PlainDate.from(text);
const instant = (text: string) => Temporal.Instant.from(text);

describe("a civil date is Europe/Paris's", () => {
  it.each([
    ["2027-06-14T21:59:59Z", "2027-06-14", "summer, a second before midnight in Paris"],
    ["2027-06-14T22:00:00Z", "2027-06-15", "summer, midnight in Paris"],
    ["2027-01-14T22:30:00Z", "2027-01-14", "winter, 23:30 in Paris"],
    ["2027-01-14T23:00:00Z", "2027-01-15", "winter, midnight in Paris"],
  ])("%s is the %s: %s", (moment, expected) => {
    expect(civilDateOf(instant(moment)).toString()).toBe(expected);
  });

  it.each([
    ["2027-03-28", "2027-03-27T23:00:00Z", 23, "clocks go forward"],
    ["2027-10-31", "2027-10-30T22:00:00Z", 25, "clocks go back"],
    ["2027-06-14", "2027-06-13T22:00:00Z", 24, "an ordinary day"],
  ])("%s starts at %s and lasts %i hours: %s", (day, start, hours) => {
    expect(startOf(date(day)).equals(instant(start))).toBe(true);
    expect(startOf(date(day)).until(startOf(date(day).add({ days: 1 }))).total("hours")).toBe(hours);
    expect(civilDateOf(startOf(date(day))).toString()).toBe(day);
    expect(civilDateOf(startOf(date(day)).subtract({ nanoseconds: 1 })).toString()).toBe(date(day).subtract({ days: 1 }).toString());
  });
});

describe("age", () => {
  it.each([
    ["2011-06-14", "2027-06-13", 15],
    ["2011-06-14", "2027-06-14", 16],
    ["2011-06-14", "2027-06-15", 16],
    ["2011-12-31", "2027-01-01", 15],
    ["2012-02-29", "2027-02-28", 14],
    ["2012-02-29", "2027-03-01", 15],
    ["2012-02-29", "2028-02-28", 15],
    ["2012-02-29", "2028-02-29", 16],
    ["2027-06-14", "2027-06-14", 0],
  ])("someone born on %s is on %s %i years old", (birth, on, age) => {
    expect(ageOn(date(birth), date(on))).toBe(age);
  });

  it("is of majority on the eighteenth birthday", () => {
    expect(isMinorOn(date("2009-06-14"), date("2027-06-13"))).toBe(true);
    expect(isMinorOn(date("2009-06-14"), date("2027-06-14"))).toBe(false);
    expect(isMinorOn(date("2008-02-29"), date("2026-02-28"))).toBe(true);
    expect(isMinorOn(date("2008-02-29"), date("2026-03-01"))).toBe(false);
  });
});

describe("comparing dates", () => {
  it("counts both bounds in", () => {
    const [first, last] = [date("2027-06-14"), date("2027-06-25")];
    expect([first, last, date("2027-06-20")].every((day) => isWithin(day, first, last))).toBe(true);
    expect([date("2027-06-13"), date("2027-06-26")].some((day) => isWithin(day, first, last))).toBe(false);
    expect(isOnOrBefore(first, first)).toBe(true);
    expect(isOnOrBefore(last, first)).toBe(false);
  });
});

it("writes a date in French", () => {
  expect(inFrench(date("2027-06-14"))).toBe("lundi 14 juin 2027");
  expect(inFrench(date("2027-06-11"))).toBe("vendredi 11 juin 2027");
  expect(inFrench(date("2027-08-01"))).toBe("dimanche 1er août 2027");
});
