import type { ExportFigure } from "@stages/kernel/export-figure.ts";
import { ACADEMIES, type Academy, academyByCode, departmentsServedBy, hasSchoolNumbers } from "@stages/reference/academies.ts";
import { SECTORS } from "@stages/reference/sectors.ts";
import type { Cell } from "./csv.ts";
import { CONVENTION_STATUSES, HOST_KINDS, PERIODS } from "./french-words.ts";
import { type Answer, at, type Column, type Exported, linesOfSeries, listAt, OF_CAMPAIGN, ofTerritory, operation, type Part, type Sheet } from "./sheet.ts";

const COUNTS = "enrolled covered partlyCovered uncovered onPaper rate";
const COVERAGE = `coverage${OF_CAMPAIGN} { ${COUNTS} }`;
const PLACE = "uai name communeName academy { name } department { name }";
const MOST = 100;

const day = (path: string) => (row: Answer): Cell => Temporal.PlainDate.from(String(at(row, path)));
const number = (row: Answer, path: string): number => Number(at(row, path) ?? 0);
const word = (words: Readonly<Record<string, string>>, path: string) => (row: Answer): Cell => words[String(at(row, path))] ?? String(at(row, path));

/** Coverage as every file has it, below `path`. */
const coverageColumns = (path: string): readonly Column[] => [
  ["Élèves inscrits", `${path}enrolled`],
  ["Élèves couverts", `${path}covered`],
  ["Élèves couverts en partie", `${path}partlyCovered`],
  ["Élèves sans stage", `${path}uncovered`],
  ["Dont conventions sur papier", `${path}onPaper`],
  ["Taux de couverture", `${path}rate`],
];

const SEATS: readonly Column[] = [
  ["Places annoncées", "intended"],
  ["Places publiées", "published"],
  ["Places prises", "taken"],
  ["Places libres", "left"],
];

/** The schools of an académie, or of a département, by pages. */
function schoolsOf(exported: Exported, academies: readonly Academy[]): readonly Part[] {
  const { department } = exported;
  const school = `{ ${PLACE} ${COVERAGE} }`;
  const page = `{ edges { node ${school} } pageInfo { hasNextPage endCursor } }`;
  if (department !== null) {
    return departmentsServedBy(department).map((code) => ({
      query: operation(`schools(departmentCode: $departmentCode, first: ${MOST}, after: $after) ${page}`),
      variables: { ...exported, departmentCode: code },
      rows: (answer) => listAt(answer, "schools.edges").map(({ node }) => ({ level: "Établissement", ...(node as Answer) })),
      pageInfo: "schools.pageInfo",
    }));
  }
  return academies.map(({ code }) => ({
    query: operation(`academy(code: $academy) { schools(first: ${MOST}, after: $after) ${page} }`),
    variables: { ...exported, academy: code },
    rows: (answer) => listAt(answer, "academy.schools.edges").map(({ node }) => ({ level: "Établissement", ...(node as Answer) })),
    pageInfo: "academy.schools.pageInfo",
  }));
}

const academiesOf = ({ academy }: Exported): readonly Academy[] => (academy === null ? ACADEMIES : [academyByCode(academy)!]);

/** An académie, then its départements. */
const academyAlone = (exported: Exported, { code }: Academy): Part => ({
  query: operation(`academy(code: $academy) { code name ${COVERAGE} departments { code name academy { name } ${COVERAGE} } }`),
  variables: { ...exported, academy: code },
  rows: ({ academy }) => [
    { level: "Académie", ...(academy as Answer) },
    ...listAt(academy, "departments").filter((one) => hasSchoolNumbers(String(one["code"]))).map((one) => ({ level: "Département", ...one })),
  ],
});

function territoriesOf(exported: Exported): readonly Part[] {
  if (exported.department !== null) {
    const department: Part = {
      query: operation(`department(code: $department) { code name academy { name } ${COVERAGE} }`),
      variables: { ...exported },
      rows: (answer) => [{ level: "Département", ...(answer["department"] as Answer) }],
    };
    return [department, ...schoolsOf(exported, [])];
  }
  const ofAcademies = academiesOf(exported).flatMap((academy) => [academyAlone(exported, academy), ...schoolsOf(exported, [academy])]);
  if (exported.academy !== null) return ofAcademies;
  const country: Part = {
    ...ofTerritory(exported, (asked) => `coverage${asked} { ${COUNTS} }`),
    rows: ({ territory }) => [{ level: "Pays", name: "France", ...(territory as Answer) }],
  };
  return [country, ...ofAcademies];
}

/** What comes whole, of the territory itself. */
const whole = (figures: (asked: string) => string, rows: (territory: Answer) => readonly Answer[]): Sheet["parts"] =>
  (exported) => [{ ...ofTerritory(exported, figures), rows: ({ territory }) => (territory ? rows(territory as Answer) : []) }];

const SECTOR_LABELS = Object.fromEntries(SECTORS.map(({ code, label }) => [code, label]));
const sectorLabel = word(SECTOR_LABELS, "key");

/** From enrolled to signed: each step, of how many students, and what part of those enrolled that is. */
function stepsOf({ coverage, candidatureFigures }: Answer): readonly Answer[] {
  const enrolled = number(coverage as Answer, "enrolled");
  const steps: readonly (readonly [string, number])[] = [
    ["Inscrits", enrolled],
    ["Ont candidaté", number(candidatureFigures as Answer, "studentsApplied")],
    ["Ont été acceptés", number(candidatureFigures as Answer, "studentsAccepted")],
    ["Ont confirmé un stage", number(candidatureFigures as Answer, "studentsConfirmed")],
    ["Convention signée pour une semaine au moins", number(coverage as Answer, "covered") + number(coverage as Answer, "partlyCovered")],
    ["Conventions signées pour les deux semaines", number(coverage as Answer, "covered")],
  ];
  return steps.map(([step, students]) => ({ step, students, share: enrolled === 0 ? null : students / enrolled }));
}

const OF_CANDIDATURES = "medianDaysToAnswer expired farFromHome farFromHomeShare";
const OF_CONVENTIONS = "medianDaysToSign medianMinutesToInformFamily";
const DIMENSIONS = [
  { alias: "sector", title: "Secteur", words: SECTOR_LABELS },
  { alias: "hostKind", title: "Type de structure", words: HOST_KINDS },
  { alias: "period", title: "Période", words: PERIODS },
] as const;
const BY = { sector: "SECTOR", hostKind: "HOST_KIND", period: "PERIOD" } as const;
const each = (fields: string) => DIMENSIONS.map(({ alias }) => `${alias}: by(dimension: ${BY[alias]}) { key figures { ${fields} } }`).join(" ");

/** The territory whole, then each part of it that either of the two subgraphs has figures of. */
function delaysOf({ candidatureFigures, conventionFigures }: Answer): readonly Answer[] {
  const lines: Answer[] = [{ part: "Ensemble", key: "", candidatures: candidatureFigures, conventions: conventionFigures }];
  for (const { alias, title, words } of DIMENSIONS) {
    const candidatures = new Map(listAt(candidatureFigures, alias).map(({ key, figures }) => [String(key), figures]));
    const conventions = new Map(listAt(conventionFigures, alias).map(({ key, figures }) => [String(key), figures]));
    for (const key of [...new Set([...candidatures.keys(), ...conventions.keys()])].toSorted()) {
      lines.push({ part: title, key: (words as Readonly<Record<string, string>>)[key] ?? key, candidatures: candidatures.get(key), conventions: conventions.get(key) });
    }
  }
  return lines;
}

/** What each file holds: which operations of the graph, where their answers have its lines, and its columns. */
export const FIGURE_SHEETS: Readonly<Record<ExportFigure, Sheet>> = {
  COVERAGE_BY_TERRITORY: {
    parts: territoriesOf,
    columns: [
      ["Niveau", "level"],
      ["Code", (row) => String(row["uai"] ?? row["code"] ?? "")],
      ["Nom", "name"],
      ["Commune", "communeName"],
      ["Département", (row) => (row["level"] === "Département" ? String(row["name"]) : String(at(row, "department.name") ?? ""))],
      ["Académie", (row) => (row["level"] === "Académie" ? String(row["name"]) : String(at(row, "academy.name") ?? ""))],
      ...coverageColumns("coverage."),
    ],
  },
  COVERAGE_BY_DAY: {
    parts: whole((asked) => `coverage${asked} { series(by: $by) { days ${COUNTS} } }`, (territory) => linesOfSeries(at(territory, "coverage.series"))),
    columns: [["Jour", day("days")], ...coverageColumns("")],
  },
  FUNNEL: {
    parts: whole((asked) => `coverage${asked} { enrolled covered partlyCovered } candidatureFigures${asked} { studentsApplied studentsAccepted studentsConfirmed }`, stepsOf),
    columns: [["Étape", "step"], ["Élèves", "students"], ["Part des inscrits", "share"]],
  },
  LEAST_COVERED_SCHOOLS: {
    parts: (exported) => schoolsOf(exported, academiesOf(exported)),
    columns: [["UAI", "uai"], ["Établissement", "name"], ["Commune", "communeName"], ["Département", "department.name"], ["Académie", "academy.name"], ...coverageColumns("coverage.")],
    sorted: (a, b) => number(b, "coverage.uncovered") - number(a, "coverage.uncovered") || String(a["uai"]).localeCompare(String(b["uai"])),
  },
  SEATS_BY_SECTOR: {
    parts: whole((asked) => `seatFigures${asked} { by(dimension: SECTOR) { key figures { intended published taken left } } }`, (territory) =>
      listAt(territory, "seatFigures.by").map(({ key, figures }) => ({ key, ...(figures as Answer) }))),
    columns: [["Secteur", "key"], ["Libellé", sectorLabel], ...SEATS],
  },
  SEATS_BY_DAY: {
    parts: whole((asked) => `seatFigures${asked} { series(by: $by) { days intended published taken left } }`, (territory) => linesOfSeries(at(territory, "seatFigures.series"))),
    columns: [["Jour", day("days")], ...SEATS],
  },
  CONVENTIONS_BY_STATUS: {
    parts: whole((asked) => `conventionFigures${asked} { byStatus { status count } }`, (territory) => listAt(territory, "conventionFigures.byStatus")),
    columns: [["État", word(CONVENTION_STATUSES, "status")], ["Conventions", "count"]],
  },
  DELAYS: {
    parts: whole((asked) => `candidatureFigures${asked} { ${OF_CANDIDATURES} ${each(OF_CANDIDATURES)} } conventionFigures${asked} { ${OF_CONVENTIONS} ${each(OF_CONVENTIONS)} }`, delaysOf),
    columns: [
      ["Ventilation", "part"],
      ["Valeur", "key"],
      ["Délai médian de réponse (jours)", "candidatures.medianDaysToAnswer"],
      ["Candidatures expirées", "candidatures.expired"],
      ["Candidatures loin du domicile", "candidatures.farFromHome"],
      ["Part loin du domicile", "candidatures.farFromHomeShare"],
      ["Délai médian de signature (jours)", "conventions.medianDaysToSign"],
      ["Délai médian d'information de la famille (minutes)", "conventions.medianMinutesToInformFamily"],
    ],
  },
  UNCOVERED_STUDENTS: {
    parts: (exported) => [{
      query: operation(`school(uai: $schoolUai) { uncoveredStudents(first: ${MOST}, after: $after, campaignId: $campaignId) { edges { node { student { lastName firstName className } missing } } pageInfo { hasNextPage endCursor } } }`),
      variables: { ...exported },
      rows: (answer) => listAt(answer, "school.uncoveredStudents.edges").map(({ node }) => node as Answer),
      pageInfo: "school.uncoveredStudents.pageInfo",
    }],
    columns: [["Nom", "student.lastName"], ["Prénom", "student.firstName"], ["Classe", "student.className"], ["Sans stage", word(PERIODS, "missing")]],
  },
};
