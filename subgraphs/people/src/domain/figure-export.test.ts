import type { Actor, ActorOf } from "@stages/kernel/actor.ts";
import { EXPORT_FIGURE_NAMES, type ExportFigure, figureOf } from "@stages/kernel/export-figure.ts";
import { newId } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { describe, expect, it } from "vitest";
import { dayToExport, EXPORT, type ExportedTerritory, isUsable, type KnownTerritory, refusalsToExport, territoryFor } from "./figure-export.ts";

const TULLE = "0190038T" as Uai;
const BRIVE = "0190010M" as Uai;
const personId = newId("person");
const rectorat = (over: Partial<ActorOf<"RECTORAT">> = {}): Actor => ({ role: "RECTORAT", personId, academies: [], departments: [], ...over });
const ACTORS = {
  ministry: { role: "MINISTRY", personId },
  rectorat: rectorat({ academies: ["22"] }),
  dasen: rectorat({ departments: ["19"] }),
  head: { role: "SCHOOL_HEAD", personId, schoolUais: [TULLE] },
} as const satisfies Record<string, Actor>;

const KNOWN: KnownTerritory = { academyExists: true, academyOfDepartment: "22", academyOfSchool: "22" };
const NONE: ExportedTerritory = { academy: null, department: null, schoolUai: null };
const LIMOGES: ExportedTerritory = { ...NONE, academy: "22" };
const CORREZE: ExportedTerritory = { ...NONE, department: "19" };
const HERE: ExportedTerritory = { ...NONE, schoolUai: TULLE };

const codeOf = (figure: ExportFigure, territory: ExportedTerritory, actor: Actor, known = KNOWN) => refusalsToExport(figure, territory, known, actor)[0]?.code ?? null;

describe("a figure over time", () => {
  it.each<[keyof typeof ACTORS, string, ExportedTerritory, string | null]>([
    ["ministry", "the country", NONE, null],
    ["ministry", "an académie", LIMOGES, null],
    ["ministry", "a département", CORREZE, null],
    ["ministry", "a school", HERE, null],
    ["rectorat", "the country", NONE, "TERRITORY_REQUIRED"],
    ["rectorat", "its académie", LIMOGES, null],
    ["rectorat", "another académie", { ...NONE, academy: "24" }, "FORBIDDEN"],
    ["rectorat", "a département of its own", CORREZE, null],
    ["rectorat", "a school of its own", HERE, null],
    ["dasen", "its académie", LIMOGES, "FORBIDDEN"],
    ["dasen", "its département", CORREZE, null],
    ["dasen", "another département of the académie", { ...NONE, department: "87" }, "FORBIDDEN"],
    ["dasen", "a school of its own", HERE, null],
    ["head", "the country", NONE, "TERRITORY_REQUIRED"],
    ["head", "the académie", LIMOGES, "FORBIDDEN"],
    ["head", "its school", HERE, null],
    ["head", "the school next door", { ...NONE, schoolUai: BRIVE }, "FORBIDDEN"],
  ])("asked by %s of %s: %s", (who, _what, territory, code) => {
    expect(codeOf("COVERAGE_BY_DAY", territory, ACTORS[who])).toBe(code);
  });

  it.each<[string, ExportedTerritory, Partial<KnownTerritory>, string]>([
    ["an académie that there is not", LIMOGES, { academyExists: false }, "NOT_FOUND"],
    ["a département that there is not", CORREZE, { academyOfDepartment: null }, "NOT_FOUND"],
    ["a school that there is not", HERE, { academyOfSchool: null }, "NOT_FOUND"],
    ["an académie and a département", { ...LIMOGES, department: "19" }, {}, "ACADEMY_OR_DEPARTMENT"],
    ["a school and its académie", { ...HERE, academy: "22" }, {}, "ONE_TERRITORY"],
    ["a school and its département", { ...HERE, department: "19" }, {}, "ONE_TERRITORY"],
  ])("is not told of %s", (_what, territory, known, code) => {
    expect(codeOf("COVERAGE_BY_DAY", territory, ACTORS.ministry, { ...KNOWN, ...known })).toBe(code);
  });
});

describe("each figure", () => {
  it.each(EXPORT_FIGURE_NAMES)("%s is told of the territories that it is of, and of no other", (figure) => {
    for (const [level, territory] of [["COUNTRY", NONE], ["ACADEMY", LIMOGES], ["DEPARTMENT", CORREZE]] as const) {
      expect(codeOf(figure, territory, ACTORS.ministry), level).toBe(figureOf(figure).of.includes(level) ? null : "FIGURE_NOT_OF_TERRITORY");
    }
    expect(codeOf(figure, HERE, ACTORS.head)).toBe(figureOf(figure).of.includes("SCHOOL") ? null : "FIGURE_NOT_OF_TERRITORY");
  });

  it("that names students is its school's alone", () => {
    expect(codeOf("UNCOVERED_STUDENTS", HERE, ACTORS.head)).toBeNull();
    for (const who of ["rectorat", "dasen", "ministry"] as const) expect(codeOf("UNCOVERED_STUDENTS", HERE, ACTORS[who])).toBe("FORBIDDEN");
  });
});

it.each<[string, Actor, ExportedTerritory | null]>([
  ["the country for the ministry", ACTORS.ministry, NONE],
  ["its académie for a rectorat", ACTORS.rectorat, LIMOGES],
  ["its département for a DASEN", ACTORS.dasen, CORREZE],
  ["its school for a head", ACTORS.head, HERE],
  ["unknown to a rectorat of two académies", rectorat({ academies: ["22", "24"] }), null],
  ["unknown to who has both", rectorat({ academies: ["24"], departments: ["19"] }), null],
  ["unknown to a head of two schools", { ...ACTORS.head, schoolUais: [TULLE, BRIVE] }, null],
  ["unknown to who has none", { role: "TUTOR", personId, email: "" }, null],
])("where nothing is named, it is %s", (_what, actor, territory) => {
  expect(territoryFor(NONE, actor)).toEqual(territory);
});

it.each<[string, ExportFigure, string | null, string | null]>([
  ["the moment where none is named", "FUNNEL", null, null],
  ["a past day", "FUNNEL", "2027-03-01", "2027-03-01"],
  ["today", "FUNNEL", "2027-04-10", "2027-04-10"],
  ["today, of a day to come", "FUNNEL", "2027-04-11", "2027-04-10"],
  ["the moment, of students by name", "UNCOVERED_STUDENTS", "2027-03-01", null],
])("tells of %s", (_what, figure, on, kept) => {
  const day = dayToExport(figure, on === null ? null : Temporal.PlainDate.from(on), Temporal.PlainDate.from("2027-04-10"));
  expect(day?.toString() ?? null).toBe(kept);
});

it("is good for five minutes and three uses", () => {
  const now = Temporal.Instant.from("2027-04-10T10:00:00Z");
  const link = { usesLeft: EXPORT.uses, expiresAt: now.add(EXPORT.life) };
  expect(isUsable(link, now)).toBe(true);
  expect(isUsable(link, now.add({ minutes: 5 }).subtract({ nanoseconds: 1 }))).toBe(true);
  expect(isUsable(link, now.add({ minutes: 5 }))).toBe(false);
  expect(isUsable({ ...link, usesLeft: 0 }, now)).toBe(false);
});
