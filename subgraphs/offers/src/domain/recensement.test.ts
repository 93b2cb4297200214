import { type Actor, ROLES } from "@stages/kernel/actor.ts";
import { departmentOfCommune } from "@stages/kernel/territory.ts";
import { describe, expect, it } from "vitest";
import { ACTORS } from "./fixtures.ts";
import { type Line, refusalsOfTerritory, territoryOf, totalsOf } from "./recensement.ts";

const DASEN: Actor = { ...ACTORS.RECTORAT, academies: [], departments: ["19"] };
const KNOWN = { academyExists: true, academyOfDepartment: "22" };

describe("whose territory may be counted", () => {
  it.each<[string, Actor, { academy?: string; department?: string }, string[]]>([
    ["a rectorat its académie", ACTORS.RECTORAT, { academy: "22" }, []],
    ["a rectorat no other", ACTORS.RECTORAT, { academy: "24" }, ["FORBIDDEN"]],
    ["a rectorat a département of its own", ACTORS.RECTORAT, { department: "19" }, []],
    ["a DASEN its département", DASEN, { department: "19" }, []],
    ["a DASEN no other", DASEN, { department: "23" }, ["FORBIDDEN"]],
    ["a DASEN not the whole académie", DASEN, { academy: "22" }, ["FORBIDDEN"]],
    ["the ministry any", ACTORS.MINISTRY, { academy: "24" }, []],
    ["one of the two", ACTORS.MINISTRY, { academy: "22", department: "19" }, ["ACADEMY_OR_DEPARTMENT"]],
    ["all that one has", DASEN, {}, []],
  ])("%s", (_, actor, { academy = null, department = null }, codes) => {
    expect(refusalsOfTerritory({ academy, department }, KNOWN, actor).map(({ code }) => code)).toEqual(codes);
  });

  it.each(ROLES.filter((role) => role !== "RECTORAT" && role !== "MINISTRY"))("of nobody as %s", (role) => {
    expect(refusalsOfTerritory({ academy: "22", department: null }, KNOWN, ACTORS[role])).toMatchObject([{ code: "FORBIDDEN" }]);
  });

  it("is that of the asker when none is named; the country's for the ministry", () => {
    const none = { academy: null, department: null };
    expect(territoryOf(none, ACTORS.RECTORAT)).toEqual({ academies: ["22"], departments: [] });
    expect(territoryOf(none, DASEN)).toEqual({ academies: [], departments: ["19"] });
    expect(territoryOf(none, ACTORS.MINISTRY)).toEqual({ academies: null, departments: null });
  });

  it("is not found when nothing has that code", () => {
    expect(refusalsOfTerritory({ academy: "99", department: null }, { ...KNOWN, academyExists: false }, ACTORS.MINISTRY)).toMatchObject([{ code: "NOT_FOUND", field: "academy" }]);
    expect(refusalsOfTerritory({ academy: null, department: "977" }, { ...KNOWN, academyOfDepartment: null }, ACTORS.MINISTRY)).toMatchObject([{ code: "NOT_FOUND", field: "department" }]);
  });
});

it("lines add up", () => {
  const line = (hosts: number, seats: number): Line => ({
    hostKind: "COMPANY", sector: "C", department: "19", hosts,
    intended: { BOTH_WEEKS: seats, WEEK_1: 0, WEEK_2: 1 }, published: { BOTH_WEEKS: 0, WEEK_1: seats, WEEK_2: 0 }, taken: { BOTH_WEEKS: 0, WEEK_1: 1, WEEK_2: 0 },
  });
  expect(totalsOf([line(1, 2), line(3, 4)])).toEqual({
    hosts: 4,
    intended: { BOTH_WEEKS: 6, WEEK_1: 0, WEEK_2: 2 }, published: { BOTH_WEEKS: 0, WEEK_1: 6, WEEK_2: 0 }, taken: { BOTH_WEEKS: 0, WEEK_1: 2, WEEK_2: 0 },
  });
});

it.each([["19272", "19"], ["2A004", "2A"], ["97411", "974"], ["98818", "988"], ["97701", "971"], ["97801", "971"], [null, null]])("commune %s is in the département %s", (code, department) => {
  expect(departmentOfCommune(code)).toBe(department);
});
