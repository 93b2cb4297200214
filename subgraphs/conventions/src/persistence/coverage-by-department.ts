import type { Reader } from "@stages/database/connection.ts";
import { findDepartmentsOn } from "@stages/statistics/departments-on.ts";
import type { AcademyCoverage } from "@stages/statistics/public-coverage.ts";
import { MEASURES } from "./measures.ts";

/** Coverage of the whole country at the end of a day, exact, for what is published of it. */
export async function findCoverageByDepartment(db: Reader, campaignId: string, day: Temporal.PlainDate): Promise<readonly AcademyCoverage[]> {
  const departments = await findDepartmentsOn(db, MEASURES, campaignId, day);
  return [...Map.groupBy(departments, ({ academy }) => academy)].map(([code, ofAcademy]) => ({
    code,
    departments: ofAcademy.map(({ department, figures: { studentsEnrolled, studentsCovered, studentsPartlyCovered } }) => ({
      code: department,
      covered: studentsCovered,
      partlyCovered: studentsPartlyCovered,
      uncovered: studentsEnrolled - studentsCovered - studentsPartlyCovered,
    })),
  }));
}
