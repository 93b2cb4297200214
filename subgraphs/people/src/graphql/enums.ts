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
