import { STRICTEST_2024 } from "@stages/kernel/presence-rules.ts";
import { describe, expect, it } from "vitest";
import { aWeek, day } from "./fixtures.ts";
import { refusalsOfTimetable, type Timetable } from "./presence.ts";

const frame = (birthDate = "2011-09-01") => ({
  birthDate: Temporal.PlainDate.from(birthDate),
  firstDay: Temporal.PlainDate.from("2027-06-14"),
  lastDay: Temporal.PlainDate.from("2027-06-25"),
  rules: STRICTEST_2024,
});
const codes = (timetable: Timetable, birthDate?: string) => refusalsOfTimetable(timetable, frame(birthDate)).map(({ code }) => code);
const days = (dates: readonly string[], ...slots: readonly (readonly [string, string])[]) => dates.map((date) => day(date, ...slots));

const FULL_DAY = [["08:00", "12:00"], ["13:00", "16:00"]] as const;
const SIX_HOURS = [["09:00", "12:00"], ["13:00", "16:00"]] as const;

describe("a timetable within the rules", () => {
  it.each([
    ["a week of six and a half hours a day", aWeek("2027-06-14")],
    ["two weeks", [...aWeek("2027-06-14"), ...aWeek("2027-06-21")]],
    ["exactly 35 hours over five days", days(["2027-06-14", "2027-06-15", "2027-06-16", "2027-06-17", "2027-06-18"], ...FULL_DAY)],
    ["exactly from six to eight in the evening, with seven hours in all", [day("2027-06-14", ["06:00", "09:30"], ["16:30", "20:00"])]],
    ["four and a half hours in a row", [day("2027-06-14", ["08:00", "12:30"])]],
    ["fourteen hours of rest between two days", [day("2027-06-14", ["15:00", "19:00"]), day("2027-06-15", ["09:00", "12:00"])]],
    ["Tuesday to Saturday, Sunday and Monday off", days(["2027-06-15", "2027-06-16", "2027-06-17", "2027-06-18", "2027-06-19"], ...SIX_HOURS)],
    ["days given in any order", [...aWeek("2027-06-14")].reverse()],
  ])("accepts %s", (_, timetable) => {
    expect(codes(timetable)).toEqual([]);
  });
});

describe("a timetable that breaks a rule", () => {
  it.each([
    ["no day at all", [], ["PRESENCE_EMPTY"]],
    ["a day before the period", [day("2027-06-13")], ["PRESENCE_OUTSIDE_PERIOD"]],
    ["a day after the period", [day("2027-06-26")], ["PRESENCE_OUTSIDE_PERIOD"]],
    ["the same day twice", [day("2027-06-14"), day("2027-06-14")], ["PRESENCE_DAY_TWICE"]],
    ["an end before its start", [day("2027-06-14", ["12:00", "09:00"])], ["PRESENCE_TIMES_UNORDERED"]],
    ["slots that overlap", [day("2027-06-14", ["09:00", "12:00"], ["11:00", "13:00"])], ["PRESENCE_TIMES_UNORDERED"]],
    ["a start at 05:59", [day("2027-06-14", ["05:59", "08:00"])], ["PRESENCE_TOO_EARLY"]],
    ["an end at 20:01", [day("2027-06-14", ["18:00", "20:01"])], ["PRESENCE_TOO_LATE"]],
    ["seven hours and a minute", [day("2027-06-14", ["08:00", "12:00"], ["13:00", "16:01"])], ["PRESENCE_HOURS_PER_DAY"]],
    ["four hours and 31 minutes without a break", [day("2027-06-14", ["08:00", "12:31"])], ["PRESENCE_BREAK_MISSING"]],
    ["a break of 29 minutes", [day("2027-06-14", ["08:00", "11:00"], ["11:29", "14:00"])], ["PRESENCE_BREAK_MISSING"]],
    ["13 h 59 of rest between two days", [day("2027-06-14", ["16:00", "19:01"]), day("2027-06-15", ["09:00", "12:00"])], ["PRESENCE_DAILY_REST"]],
    ["a Sunday", [day("2027-06-20")], ["PRESENCE_WEEKLY_REST"]],
    ["a Saturday and the Monday after", [day("2027-06-19"), day("2027-06-21")], ["PRESENCE_WEEKLY_REST"]],
    ["six days in a week", days(["2027-06-14", "2027-06-15", "2027-06-16", "2027-06-17", "2027-06-18", "2027-06-19"], ["09:00", "12:00"]), ["PRESENCE_DAYS_PER_WEEK"]],
  ])("refuses %s", (_, timetable, expected) => {
    expect(codes(timetable)).toEqual(expected);
  });

  it("names the day, the rule and the field, in French", () => {
    expect(refusalsOfTimetable([day("2027-06-14", ["08:00", "12:00"], ["13:00", "17:30"])], frame())).toEqual([
      {
        code: "PRESENCE_HOURS_PER_DAY",
        message: "Le lundi 14 juin 2027 : 8 h 30 de présence sont prévues, pour un maximum de 7 h par jour.",
        field: "timetable.0",
      },
    ]);
  });
});

describe("rules are the campaign's", () => {
  const sixHours = { ...STRICTEST_2024, version: "2028", byAge: STRICTEST_2024.byAge.map((limits) => ({ ...limits, hoursPerDay: 6, weeklyRestDays: 1 as const })) };
  const under = (timetable: Timetable) => refusalsOfTimetable(timetable, { ...frame(), rules: sixHours }).map(({ code, message }) => [code, message]);

  it("a day of seven hours is too long where six are the limit, which the sentence says", () => {
    expect(under([day("2027-06-14", ...FULL_DAY)])).toEqual([["PRESENCE_HOURS_PER_DAY", expect.stringContaining("maximum de 6 h")]]);
  });

  it("a Saturday and a Monday are fine where Sunday alone is for rest, and a Sunday is not", () => {
    expect(under([day("2027-06-19"), day("2027-06-21")].map(({ date }) => day(date.toString(), ["09:00", "12:00"])))).toEqual([]);
    expect(under([day("2027-06-20", ["09:00", "12:00"])])).toEqual([["PRESENCE_WEEKLY_REST", expect.stringContaining("le repos du dimanche")]]);
  });

  it("by age: the last line whose age is reached on the first day", () => {
    const fromFifteen = { ...STRICTEST_2024, byAge: [{ ...STRICTEST_2024.byAge[0]!, hoursPerDay: 4 }, STRICTEST_2024.byAge[1]!] };
    const on = (birthDate: string) => refusalsOfTimetable([day("2027-06-14", ["09:00", "12:00"], ["13:00", "16:00"])], { ...frame(birthDate), rules: fromFifteen }).map(({ code }) => code);
    expect([on("2012-06-15"), on("2012-06-14")]).toEqual([["PRESENCE_HOURS_PER_DAY"], []]);
  });
});

describe("hours a week by age on the first day", () => {
  const thirtyTwo = days(["2027-06-14", "2027-06-15", "2027-06-16", "2027-06-17", "2027-06-18"], ["09:00", "12:00"], ["13:00", "16:24"]);
  it.each([
    ["under 15, the day before the birthday", "2012-06-15", ["PRESENCE_HOURS_PER_WEEK"]],
    ["15 on the first day", "2012-06-14", []],
    ["16", "2011-06-14", []],
    ["an adult", "2009-01-01", []],
  ])("32 hours: %s", (_, birthDate, expected) => {
    expect(codes(thirtyTwo, birthDate)).toEqual(expected);
  });
});
