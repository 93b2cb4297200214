import type { Reader } from "@stages/database/connection.ts";
import { sql } from "drizzle-orm";
import type { Figures } from "./figures.ts";
import { column, countedBy, type Measures } from "./measures.ts";

export interface DepartmentFigures<M extends Measures> {
  readonly academy: string;
  readonly department: string;
  readonly figures: Figures<M>;
}

/** What stood at the end of a day in every département of the country that had anything to count, by its code. */
export async function findDepartmentsOn<M extends Measures>(db: Reader, measures: M, campaignId: string, day: Temporal.PlainDate): Promise<readonly DepartmentFigures<M>[]> {
  const names = countedBy(measures);
  const sums = names.map((name) => `sum(${column(name)})::integer as ${column(name)}`).join(", ");
  const rows = await db.execute(
    sql`select academy, department, ${sql.raw(sums)} from ${sql.raw(measures.schema)}.daily_rollups
      where campaign_id = ${campaignId} and school_uai = '' and department <> '' and breakdown = '' and day <= ${day.toString()}::date
      group by academy, department order by academy, department`,
  );
  return rows.map((row) => ({
    academy: row["academy"] as string,
    department: row["department"] as string,
    figures: Object.fromEntries(names.map((name) => [name, Number(row[column(name)])])) as Figures<M>,
  }));
}
