import { describe, expect, it } from "vitest";
import type { Absence } from "./absence.ts";
import { type DayDone, daysDone, minutesBetween, totalDone } from "./days-done.ts";
import { aWeek, day } from "./fixtures.ts";

const date = (n: number) => Temporal.PlainDate.from(`2027-06-${n}`);
const time = (text: string) => Temporal.PlainTime.from(text);
const week = aWeek("2027-06-14");
const absent = (n: number, over: Partial<Pick<Absence, "kind" | "step">> = {}) => ({ day: date(n), kind: "ABSENT" as const, step: "REPORTED" as const, ...over });
const recorded = (n: number, minutes: number) => ({ day: date(n), minutes, note: null });
const told = (days: readonly DayDone[]) => days.map(({ date: { day: n }, minutes, source }) => [n, minutes, source]);

describe("the days of a stage", () => {
  it("are presumed done as planned up to today, and ahead from tomorrow on", () => {
    expect(told(daysDone(week, [], [], null, date(15)))).toEqual([[14, 390, "PRESUMED"], [15, 390, "PRESUMED"], [16, 0, "AHEAD"], [17, 0, "AHEAD"], [18, 0, "AHEAD"]]);
  });

  it.each([
    ["an absence", [], [absent(15)], [0, "ABSENCE", "absence"]],
    ["an illness, which is said to be an absence and no more", [], [absent(15, { kind: "ILL" })], [0, "ABSENCE", "absence"]],
    ["an absence that was reported by mistake", [], [absent(15, { step: "CORRECTED" })], [390, "PRESUMED", null]],
    ["one by mistake, and then a true one", [], [absent(15, { step: "CORRECTED" }), absent(15, { step: "CLOSED" })], [0, "ABSENCE", "absence"]],
    ["a late arrival of which nothing was recorded", [], [absent(15, { kind: "LATE" })], [390, "PRESUMED", "retard"]],
    ["hours that were recorded", [recorded(15, 200)], [], [200, "RECORDED", null]],
    ["hours recorded of a day on which the student came after all", [recorded(15, 120)], [absent(15)], [120, "RECORDED", "absence"]],
    ["a day recorded as not done", [recorded(15, 0)], [], [0, "RECORDED", null]],
  ] as const)("%s", (_, presences, absences, [minutes, source, note]) => {
    expect(daysDone(week, presences, absences, null, date(30))[1]).toMatchObject({ minutes, source, note, plannedMinutes: 390 });
  });

  it("end on the day on which the stage ended", () => {
    expect(told(daysDone(week, [recorded(17, 390)], [], date(15), date(30)))).toEqual([[14, 390, "PRESUMED"], [15, 390, "PRESUMED"]]);
    expect(daysDone(week, [], [], date(13), date(30))).toEqual([]);
  });

  it("are told in order, whatever the order of the timetable", () => {
    expect(daysDone(week.toReversed(), [], [], null, date(30)).map(({ date: { day: n } }) => n)).toEqual([14, 15, 16, 17, 18]);
  });

  it("are counted where something was done", () => {
    expect(totalDone(daysDone(week, [recorded(16, 100)], [absent(15)], null, date(17)))).toEqual({ days: 3, minutes: 390 + 100 + 390 });
  });
});

it.each([
  ["as planned", null, null, 390],
  ["came later", "10:00", null, 330],
  ["came in the break", "12:30", null, 210],
  ["left before the end", null, "16:00", 330],
  ["came later and left earlier", "11:30", "14:00", 60],
  ["came earlier than planned, which is not of the stage", "07:00", "19:00", 390],
  ["came after the end", "18:00", null, 0],
])("who %s has done what lies between", (_, from, to, expected) => {
  expect(minutesBetween(day("2027-06-15").slots, from === null ? null : time(from), to === null ? null : time(to))).toBe(expected);
});
