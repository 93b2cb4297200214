import type { ExportFigure } from "@stages/kernel/export-figure.ts";
import { enumType } from "@stages/subgraph/enum-type.ts";
import type { SchoolSector } from "../domain/school.ts";
import type { StaffFunction } from "../domain/staff-member.ts";
import type { Relationship } from "../domain/student.ts";
import type { TerritoryRole } from "../domain/territory-staff.ts";
import type { ClassListState } from "../operations/class-list-progress.ts";

export const SchoolSectorEnum = enumType<SchoolSector>("SchoolSector", "Who runs a school.", {
  PUBLIC: "A public school.",
  PRIVATE: "A private school.",
});

export const RelationshipEnum = enumType<Relationship>("Relationship", "What a legal representative is to the student.", {
  MOTHER: "Mother.",
  FATHER: "Father.",
  GUARDIAN: "Anyone else who holds parental authority.",
});

export const StaffFunctionEnum = enumType<StaffFunction>("StaffFunction", "What someone does in a school.", {
  SCHOOL_HEAD: "Head of the school, who signs its conventions.",
  TEACHER: "Teacher; may be a student's referent teacher.",
  EDUCATION_ADVISER: "Conseiller principal d'éducation (CPE), who informs the families.",
  SCHOOL_LIFE: "School life office (vie scolaire).",
});

export const TerritoryRoleEnum = enumType<TerritoryRole>("TerritoryRole", "A role of the State's staff.", {
  RECTORAT: "Staff of a rectorat, in charge of its académie, or of a DASEN, in charge of its département.",
  MINISTRY: "Staff of the ministry, in charge of the whole country.",
});

export const ClassListStateEnum = enumType<ClassListState>("ClassListImportState", "What an import of a class list is doing, or how it ended.", {
  READING: "The file is being read.",
  ENROLLING: "Its students are being enrolled.",
  DONE: "All of it is written; of a dry run, nothing is and all could be told.",
  REFUSED: "Nothing was written: the answer to the import says why.",
});

export const ExportFigureEnum = enumType<ExportFigure>("ExportFigure", "Figures that are exported as a file (CSV, in French).", {
  COVERAGE_BY_TERRITORY: "Coverage of the territory, of each académie and département in it, and of each school. Not of one school.",
  COVERAGE_BY_DAY: "Coverage over time: students enrolled, covered, partly covered, without a stage.",
  FUNNEL: "How many students of those enrolled have applied, were accepted, have confirmed, are covered.",
  LEAST_COVERED_SCHOOLS: "Every school of the territory, those with most students without a stage first. Not of one school.",
  SEATS_BY_SECTOR: "Seats intended, published, taken and left by sector. Not of one school, which owns none.",
  SEATS_BY_DAY: "Seats intended, published, taken and left over time. Not of one school.",
  CONVENTIONS_BY_STATUS: "Conventions by status.",
  DELAYS: "Median days to answer and to sign, median minutes to inform a family, candidatures that expired or are far from home: whole, and by sector and kind of host.",
  UNCOVERED_STUDENTS: "The students of one school without a stage for one week or both, by name: for its own staff.",
});
