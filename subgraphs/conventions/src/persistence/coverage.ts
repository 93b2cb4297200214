import type { Reader } from "@stages/database/connection.ts";
import { and, count, eq, inArray, sql } from "drizzle-orm";
import { COVERING, type Status } from "../domain/lifecycle.ts";
import { conventions, paperCopies, students } from "./tables.ts";

export interface Coverage {
  readonly academy: string;
  readonly campaignId: string;
  readonly enrolled: number;
  readonly covered: number;
  readonly partlyCovered: number;
  /** Of the covered and partly covered, those of whom a convention was signed on paper. */
  readonly onPaper: number;
  readonly byStatus: Partial<Record<Status, number>>;
}

/** Coverage of several académies in two statements: who is enrolled and covered, and conventions by status. */
export async function findCoverage(db: Reader, campaignId: string, academies: readonly string[]): Promise<readonly Coverage[]> {
  const weeks = db
    .select({
      studentId: conventions.studentId,
      weeks: sql<number>`bit_or(case ${conventions.period} when 'WEEK_1' then 1 when 'WEEK_2' then 2 else 3 end)`.as("weeks"),
      onPaper: sql<boolean>`bool_or(${paperCopies.conventionId} is not null)`.as("on_paper"),
    })
    .from(conventions)
    .leftJoin(paperCopies, eq(paperCopies.conventionId, conventions.id))
    .where(and(eq(conventions.campaignId, campaignId), inArray(conventions.academy, [...academies]), inArray(conventions.status, [...COVERING])))
    .groupBy(conventions.studentId)
    .as("weeks");
  const [people, statuses] = await Promise.all([
    db
      .select({
        academy: students.academy,
        enrolled: count(),
        covered: sql<number>`count(*) filter (where ${weeks.weeks} = 3)::int`,
        partlyCovered: sql<number>`count(*) filter (where ${weeks.weeks} in (1, 2))::int`,
        onPaper: sql<number>`count(*) filter (where ${weeks.onPaper})::int`,
      })
      .from(students)
      .leftJoin(weeks, eq(weeks.studentId, students.id))
      .where(and(eq(students.campaignId, campaignId), inArray(students.academy, [...academies])))
      .groupBy(students.academy),
    db
      .select({ academy: conventions.academy, status: conventions.status, count: count() })
      .from(conventions)
      .where(and(eq(conventions.campaignId, campaignId), inArray(conventions.academy, [...academies])))
      .groupBy(conventions.academy, conventions.status),
  ]);
  const byAcademy = Map.groupBy(statuses, ({ academy }) => academy);
  return people.map((row) => ({
    ...row,
    campaignId,
    byStatus: Object.fromEntries((byAcademy.get(row.academy) ?? []).map((line) => [line.status, line.count])),
  }));
}
