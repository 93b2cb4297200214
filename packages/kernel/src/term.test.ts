import { describe, expect, it } from "vitest";
import { inFrenchTerm, isPast, lastDayPast } from "./term.ts";

const day = (text: string) => Temporal.PlainDate.from(text);

describe("a term", () => {
  it.each([
    ["the campaign of 2024, on its anniversary", "2024-06-28", { years: 1 }, "2025-06-28", false],
    ["the campaign of 2024, the day after", "2024-06-28", { years: 1 }, "2025-06-29", true],
    ["five years of the campaign of 2024, on the day", "2024-06-28", { years: 5 }, "2029-06-28", false],
    ["five years of the campaign of 2024, the day after", "2024-06-28", { years: 5 }, "2029-06-29", true],
    ["a year from 29 February, on 28 February", "2028-02-29", { years: 1 }, "2029-02-28", false],
    ["a year from 29 February, on 1 March", "2028-02-29", { years: 1 }, "2029-03-01", true],
    ["a year from 28 February to 29 February", "2027-02-28", { years: 1 }, "2028-02-29", true],
    ["ninety days over a leap day, the ninetieth", "2028-01-15", { days: 90 }, "2028-04-14", false],
    ["ninety days over a leap day, after", "2028-01-15", { days: 90 }, "2028-04-15", true],
    ["one day, the next day", "2027-03-27", { days: 1 }, "2027-03-28", false],
    ["one day, the day after the next", "2027-03-27", { days: 1 }, "2027-03-29", true],
  ])("%s", (_title, from, term, today, past) => {
    expect(isPast(day(from), term, day(today))).toBe(past);
  });

  it.each([{ years: 1 }, { years: 5 }, { days: 1 }, { days: 90 }, { years: 1, days: 30 }])("of %j has a limit that agrees with every day around it, for six years", (term) => {
    for (let today = day("2026-01-01"); today.year < 2032; today = today.add({ days: 1 })) {
      const last = lastDayPast(term, today);
      expect([isPast(last, term, today), isPast(last.add({ days: 1 }), term, today), isPast(last.add({ days: 2 }), term, today)]).toEqual([true, false, false]);
    }
  });

  it("is said in French", () => {
    expect([{ years: 1 }, { years: 5 }, { days: 1 }, { days: 90 }].map(inFrenchTerm)).toEqual(["1 an", "5 ans", "1 jour", "90 jours"]);
  });
});
