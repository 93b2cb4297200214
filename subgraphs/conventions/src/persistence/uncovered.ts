import type { Reader } from "@stages/database/connection.ts";
import type { StudentId } from "@stages/kernel/ids.ts";
import type { Period } from "@stages/kernel/period.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { and, asc, count, eq, gt, or, type SQL, sql } from "drizzle-orm";
import { countedStudents as counted } from "./statistics-tables.ts";
import { students } from "./tables.ts";

/** Where a page ends: by class, then by id. */
export interface UncoveredKey {
  readonly className: string;
  readonly id: StudentId;
}

export interface UncoveredStudent extends UncoveredKey {
  readonly schoolUai: Uai;
  readonly missing: Period;
}

/** The students of one school, in one campaign. */
export interface OfSchool {
  readonly schoolUai: Uai;
  readonly campaignId: string;
}

const MISSING = sql<Period>`case when ${counted.studentWeek1} > 0 then 'WEEK_2' when ${counted.studentWeek2} > 0 then 'WEEK_1' else 'BOTH_WEEKS' end`;

/** As counted, so that the list is as long as the figures say; whichever school signed what covers them. */
const SAME_STUDENT = and(eq(counted.studentId, sql`${students.id}`), eq(counted.campaignId, students.campaignId));
const uncoveredIn = ({ schoolUai, campaignId }: OfSchool): SQL =>
  and(eq(students.schoolUai, schoolUai), eq(students.campaignId, campaignId), gt(counted.studentEnrolled, 0), or(sql`${counted.studentWeek1} <= 0`, sql`${counted.studentWeek2} <= 0`))!;

export function findUncovered(db: Reader, school: OfSchool, { after, limit }: { readonly after: UncoveredKey | null; readonly limit: number }): Promise<readonly UncoveredStudent[]> {
  const isAfter = after ? sql`(${students.className}, ${students.id}) > (${after.className}, ${sql.param(after.id, students.id)})` : undefined;
  return db
    .select({ id: students.id, className: students.className, schoolUai: students.schoolUai, missing: MISSING })
    .from(students)
    .innerJoin(counted, SAME_STUDENT)
    .where(and(uncoveredIn(school), isAfter))
    .orderBy(asc(students.className), asc(students.id))
    .limit(limit);
}

export async function countUncovered(db: Reader, school: OfSchool): Promise<number> {
  const [row] = await db.select({ total: count() }).from(students).innerJoin(counted, SAME_STUDENT).where(uncoveredIn(school));
  return row!.total;
}
