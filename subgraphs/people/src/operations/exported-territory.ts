import type { Reader } from "@stages/database/connection.ts";
import type { ExportFigure } from "@stages/kernel/export-figure.ts";
import { ACADEMIES, academyByCode, academyOfDepartment, hasSchoolNumbers } from "@stages/reference/academies.ts";
import { departmentByCode } from "@stages/reference/communes.ts";
import type { ExportedTerritory, KnownTerritory } from "../domain/figure-export.ts";
import { countSchools, findSchools } from "../persistence/schools.ts";

export async function knownTerritory(db: Reader, { academy, department, schoolUai }: ExportedTerritory): Promise<KnownTerritory> {
  const [school] = schoolUai === null ? [] : await findSchools(db, [schoolUai]);
  return {
    academyExists: academy !== null && academyByCode(academy) !== null,
    academyOfDepartment: department !== null && hasSchoolNumbers(department) ? academyOfDepartment(department)!.code : null,
    academyOfSchool: school?.academy ?? null,
  };
}

/** As it stands in the name of a file. */
export async function placeNamed(db: Reader, { academy, department, schoolUai }: ExportedTerritory): Promise<string> {
  if (schoolUai !== null) return (await findSchools(db, [schoolUai]))[0]?.name ?? schoolUai;
  if (department !== null) return departmentByCode(department)?.name ?? department;
  return academy === null ? "France" : `Académie ${academyByCode(academy)?.name ?? academy}`;
}

/**
 * How many lines there are to come, without the headers, where the directory tells: one of the territory, one of each that
 * it is made of, one a school. Null where it depends on the figures.
 */
export async function linesOf(db: Reader, figure: ExportFigure, territory: ExportedTerritory): Promise<number | null> {
  if (figure === "LEAST_COVERED_SCHOOLS") return countSchools(db, territory);
  if (figure !== "COVERAGE_BY_TERRITORY") return null;
  const { academy, department } = territory;
  const parts = department !== null ? 0 : academy !== null ? departmentsOf(academy).length : ACADEMIES.reduce((sum, { code }) => sum + 1 + departmentsOf(code).length, 0);
  return 1 + parts + (await countSchools(db, territory));
}

const departmentsOf = (academy: string) => academyByCode(academy)!.departmentCodes.filter(hasSchoolNumbers);
