import type { Transaction } from "@stages/database/connection.ts";
import { type StudentId, uuidOf } from "@stages/kernel/ids.ts";
import { sql } from "drizzle-orm";
import { column, type Measures } from "./measures.ts";

/** Today takes back whatever was counted of a student, in the transaction that erases them and before it does; the days before stay as they were told. */
export async function uncount(tx: Transaction, { schema, facts, counters, delays }: Measures, student: StudentId): Promise<void> {
  const own = sql.raw(schema);
  const places = ["campaign_id", "academy", "department", "school_uai", "sector", "host_kind", "period", "student_id"];
  const timed = delays.length > 0 ? ["delay", "delay_value"] : [];
  const counted = [...facts, ...counters].map(column).concat(delays.length > 0 ? ["delay_times"] : []);
  await tx.execute(sql`
    insert into ${own}.statistics (${sql.raw([...places, ...timed, "day", ...counted].join(", "))})
    select ${sql.raw([...places, ...timed].join(", "))}, (now() at time zone 'Europe/Paris')::date, ${sql.raw(counted.map((name) => `-${name}`).join(", "))}
    from ${own}.counted where student_id = ${uuidOf(student)}`);
}
