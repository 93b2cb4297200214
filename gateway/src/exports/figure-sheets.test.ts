import { readFileSync } from "node:fs";
import { EXPORT_FIGURE_NAMES, type ExportFigure, figureOf, type TerritoryLevel } from "@stages/kernel/export-figure.ts";
import { ACADEMIES } from "@stages/reference/academies.ts";
import { buildSchema, type GraphQLEnumType, parse, validate } from "graphql";
import { describe, expect, it } from "vitest";
import { csvLine } from "./csv.ts";
import { FIGURE_SHEETS } from "./figure-sheets.ts";
import { CONVENTION_STATUSES, HOST_KINDS, PERIODS } from "./french-words.ts";
import { type Answer, cellsOf, type Exported } from "./sheet.ts";

const graph = buildSchema(readFileSync(new URL("../../../schema/api.graphql", import.meta.url), "utf8"));

const OF: Readonly<Record<TerritoryLevel, Pick<Exported, "academy" | "department" | "schoolUai">>> = {
  COUNTRY: { academy: null, department: null, schoolUai: null },
  ACADEMY: { academy: "22", department: null, schoolUai: null },
  DEPARTMENT: { academy: null, department: "971", schoolUai: null },
  SCHOOL: { academy: null, department: null, schoolUai: "0190038T" },
};
const exported = (figure: ExportFigure, level: TerritoryLevel): Exported => ({ figure, campaignId: "2027", by: "DAY", on: "2027-06-14", ...OF[level] });
const partsOf = (figure: ExportFigure, level: TerritoryLevel) => FIGURE_SHEETS[figure].parts(exported(figure, level));

describe.each(EXPORT_FIGURE_NAMES.flatMap((figure) => figureOf(figure).of.map((level) => ({ figure, level }))))("$figure of $level", ({ figure, level }) => {
  it("asks for what the graph has", () => {
    expect(partsOf(figure, level).flatMap(({ query }) => validate(graph, parse(query)))).toEqual([]);
  });

  it("asks each figure of the day, which names of students have none of", () => {
    for (const { query } of partsOf(figure, level)) {
      const figures = [...query.matchAll(/\b(?:coverage|uncoveredStudents|\w+Figures)\b(\([^)]*\))?/g)];
      expect(figures).not.toEqual([]);
      for (const [asked, given] of figures) expect(given?.includes("on: $on") ?? false, asked).toBe(figure !== "UNCOVERED_STUDENTS");
    }
  });

  it("gives a value for each variable that it declares", () => {
    for (const { query, variables, pageInfo } of partsOf(figure, level)) {
      const declared = [...query.matchAll(/\$(\w+): \w+(!?)/g)].map(([, name, required]) => ({ name: name!, required }));
      for (const { name, required } of declared) if (required) expect(variables[name], name).toEqual(expect.any(String));
      expect(declared.some(({ name }) => name === "after")).toBe(pageInfo !== undefined);
    }
  });
});

describe("words", () => {
  it.each([["ConventionStatus", CONVENTION_STATUSES], ["HostKind", HOST_KINDS], ["Period", PERIODS]])("of %s are all in French", (type, words) => {
    expect(Object.keys(words).toSorted()).toEqual((graph.getType(type) as GraphQLEnumType).getValues().map(({ name }) => name).toSorted());
  });

  it.each(EXPORT_FIGURE_NAMES)("head each column of %s once", (figure) => {
    const headers = FIGURE_SHEETS[figure].columns.map(([header]) => header);
    expect(new Set(headers).size).toBe(headers.length);
    expect(csvLine(headers)).not.toContain('"');
  });
});

/** The lines that a sheet makes of one answer of the contract, as they stand in the file. */
function linesOf(figure: ExportFigure, level: TerritoryLevel, answer: Answer, part = 0): readonly string[] {
  const { columns } = FIGURE_SHEETS[figure];
  return partsOf(figure, level)[part]!.rows(answer).map((row) => csvLine(cellsOf(columns, row)).trimEnd());
}

const coverage = { enrolled: 200, covered: 106, partlyCovered: 20, uncovered: 74, onPaper: 3, rate: 0.53 };

describe("a file", () => {
  it("of coverage by territory has an académie, its départements and its schools", () => {
    const academy = { code: "22", name: "Limoges", coverage, departments: [{ code: "19", name: "Corrèze", academy: { name: "Limoges" }, coverage }] };
    expect(linesOf("COVERAGE_BY_TERRITORY", "ACADEMY", { academy })).toEqual([
      "Académie;22;Limoges;;;Limoges;200;106;20;74;3;0,53",
      "Département;19;Corrèze;;Corrèze;Limoges;200;106;20;74;3;0,53",
    ]);
    const node = { uai: "0190038T", name: "Lycée Edmond-Perrier", communeName: "Tulle", department: { name: "Corrèze" }, academy: { name: "Limoges" }, coverage: null };
    expect(linesOf("COVERAGE_BY_TERRITORY", "ACADEMY", { academy: { schools: { edges: [{ node }] } } }, 1)).toEqual(["Établissement;0190038T;Lycée Edmond-Perrier;Tulle;Corrèze;Limoges;;;;;;"]);
    expect(linesOf("COVERAGE_BY_TERRITORY", "COUNTRY", { territory: { coverage } })).toEqual(["Pays;;France;;;;200;106;20;74;3;0,53"]);
  });

  it("of the country goes through every académie, and of Guadeloupe through the islands whose schools are numbered there", () => {
    expect(partsOf("COVERAGE_BY_TERRITORY", "COUNTRY")).toHaveLength(1 + 2 * ACADEMIES.length);
    expect(partsOf("LEAST_COVERED_SCHOOLS", "DEPARTMENT").map(({ variables }) => variables["departmentCode"])).toEqual(["971", "977", "978"]);
    const guadeloupe = { academy: { code: "32", name: "Guadeloupe", departments: ["971", "977", "978"].map((code) => ({ code, name: code })) } };
    expect(linesOf("COVERAGE_BY_TERRITORY", "ACADEMY", guadeloupe)).toHaveLength(2);
  });

  it("over time has a line a day", () => {
    const series = { days: ["2027-06-13", "2027-06-14"], enrolled: [200, 200], covered: [100, 106], partlyCovered: [20, 20], uncovered: [80, 74], onPaper: [2, 3], rate: [0.5, 0.53] };
    expect(linesOf("COVERAGE_BY_DAY", "SCHOOL", { territory: { coverage: { series } } })).toEqual(["13/06/2027;200;100;20;80;2;0,5", "14/06/2027;200;106;20;74;3;0,53"]);
    const seats = { days: ["2027-06-13"], intended: [50], published: [40], taken: [12], left: [28] };
    expect(linesOf("SEATS_BY_DAY", "ACADEMY", { territory: { seatFigures: { series: seats } } })).toEqual(["13/06/2027;50;40;12;28"]);
  });

  it("of the funnel has each step, and its part of those enrolled", () => {
    const candidatureFigures = { studentsApplied: 180, studentsAccepted: 150, studentsConfirmed: 140 };
    expect(linesOf("FUNNEL", "ACADEMY", { territory: { coverage, candidatureFigures } })).toEqual([
      "Inscrits;200;1", "Ont candidaté;180;0,9", "Ont été acceptés;150;0,75", "Ont confirmé un stage;140;0,7",
      "Convention signée pour une semaine au moins;126;0,63", "Conventions signées pour les deux semaines;106;0,53",
    ]);
    expect(linesOf("FUNNEL", "SCHOOL", { territory: { coverage: { enrolled: 0, covered: 0, partlyCovered: 0 }, candidatureFigures: {} } })[0]).toBe("Inscrits;0;");
  });

  it("of seats by sector, of conventions by status and of students says their words in French", () => {
    expect(linesOf("SEATS_BY_SECTOR", "COUNTRY", { territory: { seatFigures: { by: [{ key: "Q", figures: { intended: 5, published: 4, taken: 3, left: 1 } }] } } })).toEqual(["Q;Santé humaine et action sociale;5;4;3;1"]);
    expect(linesOf("CONVENTIONS_BY_STATUS", "SCHOOL", { territory: { conventionFigures: { byStatus: [{ status: "SIGNED", count: 12 }, { status: "LATER", count: 1 }] } } })).toEqual(["Signée;12", "LATER;1"]);
    const node = { student: { lastName: "=Martin", firstName: "Lina", className: "2de 4" }, missing: "WEEK_1" };
    expect(linesOf("UNCOVERED_STUDENTS", "SCHOOL", { school: { uncoveredStudents: { edges: [{ node }] } } })).toEqual(["'=Martin;Lina;2de 4;La première semaine"]);
  });

  it("of delays has the whole, then each part that either subgraph knows", () => {
    const candidatures = { medianDaysToAnswer: 4.5, expired: 7, farFromHome: 2, farFromHomeShare: 0.1 };
    const conventions = { medianDaysToSign: null, medianMinutesToInformFamily: 12 };
    const answer = {
      candidatureFigures: { ...candidatures, sector: [{ key: "Q", figures: candidatures }], hostKind: [], period: [] },
      conventionFigures: { ...conventions, sector: [{ key: "A", figures: conventions }], hostKind: [{ key: "ECOLE", figures: conventions }], period: [] },
    };
    expect(linesOf("DELAYS", "SCHOOL", { territory: answer })).toEqual([
      "Ensemble;;4,5;7;2;0,1;;12", "Secteur;Agriculture, sylviculture et pêche;;;;;;12", "Secteur;Santé humaine et action sociale;4,5;7;2;0,1;;", "Type de structure;École;;;;;;12",
    ].map((line) => line.replace("Agriculture, sylviculture et pêche", '"Agriculture, sylviculture et pêche"')));
  });

  it("is the territory's own: nothing of one that is hidden or unknown", () => {
    for (const figure of ["COVERAGE_BY_DAY", "FUNNEL", "SEATS_BY_SECTOR", "DELAYS"] as const) expect(linesOf(figure, "ACADEMY", { territory: null })).toEqual([]);
  });
});
