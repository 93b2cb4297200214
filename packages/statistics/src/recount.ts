import type { Database, Transaction } from "@stages/database/connection.ts";
import { type SQL, sql } from "drizzle-orm";
import { foldAllHeld, foldLock } from "./fold.ts";
import { foldSql } from "./fold-sql.ts";
import type { Measures } from "./measures.ts";
import { mendStudentsSql, recountDaysSql, recountDelaysSql, recountSql } from "./recount-sql.ts";
import type { Difference } from "./tables.ts";

export interface Recount {
  readonly at: Temporal.Instant;
  readonly campaignIds: readonly string[];
  readonly cells: number;
  /** What the rollups told and the facts did not; mended. None, and they agreed to the unit. */
  readonly differences: readonly Difference[];
}

/**
 * Counts everything again from the facts of these campaigns, whose facts must all be there still, and holds it against the
 * rollups. Facts are written meanwhile: what is counted, and what was told of it, are of one snapshot.
 */
export function recount(db: Database, measures: Measures, { campaignIds, now, today }: { readonly campaignIds: readonly string[]; readonly now: Temporal.Instant; readonly today: Temporal.PlainDate }): Promise<Recount> {
  return alone(db, measures, async (tx) => {
    const given = [sql`${`{${campaignIds.join(",")}}`}::varchar[]`, sql`${today.toString()}::date`] as const;
    await foldAllHeld(tx, measures);
    const differences: Difference[] = [];
    if (measures.counters.length > 0) {
      const students = await run<{ campaign_id: string; school_uai: string; students: number }>(tx, mendStudentsSql(measures), ...given);
      differences.push(...students.map(({ campaign_id: campaignId, school_uai: schoolUai, students: told }) => ({ campaignId, schoolUai, academy: "", department: "", breakdown: "", measure: "students whose state differed", told, counted: 0 })));
      await foldAllHeld(tx, measures);
    }
    const [cells] = await run<Compared>(tx, recountSql(measures), ...given);
    const days = await run<{ campaign_id: string; academy: string; department: string; school_uai: string; breakdown: string }>(tx, recountDaysSql(measures), ...given);
    const [delays] = measures.delays.length > 0 ? await run<Compared>(tx, recountDelaysSql(measures), given[0]) : [];
    // A cell that was wrong is so in the sum of its days too.
    const said = new Set(cells!.differences.map(placeOf));
    differences.push(
      ...cells!.differences,
      ...days.filter((cell) => !said.has(placeOf({ ...cell, campaignId: cell.campaign_id, schoolUai: cell.school_uai }))).map(({ campaign_id: campaignId, school_uai: schoolUai, ...at }) => ({ ...at, campaignId, schoolUai, measure: "sum of the days", told: 0, counted: 0 })),
      ...(delays?.differences ?? []),
    );
    const told = { at: now, campaignIds, cells: cells!.cells + (delays?.cells ?? 0), differences };
    await keep(tx, measures, told);
    return told;
  });
}

/**
 * Makes the rollups of these campaigns anew from their facts, days included: after a load past the triggers. It is kept among the
 * recounts, as one that compared nothing.
 */
export function rebuild(db: Database, measures: Measures, campaignIds: readonly string[], now: Temporal.Instant): Promise<void> {
  return alone(db, measures, async (tx) => {
    const ids = sql`${`{${campaignIds.join(",")}}`}::varchar[]`;
    const schema = sql.raw(measures.schema);
    for (const table of ["statistics", "rollups", "daily_rollups", ...(measures.delays.length > 0 ? ["delay_rollups"] : []), ...(measures.counters.length > 0 ? ["counted_students"] : [])]) {
      await tx.execute(sql`delete from ${schema}.${sql.raw(table)} where campaign_id = any(${ids})`);
    }
    await run(tx, foldSql(measures, "FACTS"), ids);
    await keep(tx, measures, { at: now, campaignIds, cells: 0, differences: [] });
  });
}

const placeOf = ({ campaignId, academy, department, schoolUai, breakdown }: Omit<Difference, "measure" | "told" | "counted">) => [campaignId, academy, department, schoolUai, breakdown].join(" ");

/** Differences by the thousand say no more than the first ones do. */
const MOST_KEPT = 1_000;

async function keep(tx: Transaction, { schema }: Measures, { at, campaignIds, cells, differences }: Recount): Promise<void> {
  await tx.execute(sql`
    insert into ${sql.raw(schema)}.recounts (at, campaign_ids, cells, differences)
    values (${at.toString()}, ${`{${campaignIds.join(",")}}`}::varchar[], ${cells}, ${JSON.stringify(differences.slice(0, MOST_KEPT))}::jsonb)
    on conflict (at) do update set cells = excluded.cells, differences = excluded.differences`);
}

interface Compared extends Record<string, unknown> {
  readonly cells: number;
  readonly differences: readonly Difference[];
}

/**
 * Under the folders' lock, which another transaction holds from before this one's snapshot is taken: a snapshot taken while
 * waiting for it would show rows that whoever held it has folded since.
 */
function alone<T>(db: Database, measures: Measures, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return db.transaction(async (guard) => {
    await guard.execute(sql`select pg_advisory_xact_lock(${foldLock(measures)})`);
    return db.transaction(
      async (tx) => {
        await tx.execute(sql`select set_config('work_mem', '256MB', true)`);
        return work(tx);
      },
      { isolationLevel: "repeatable read" },
    );
  });
}

/** A statement made of names alone, with its parameters in the places of $1 and $2. */
async function run<Row extends Record<string, unknown>>(tx: Transaction, statement: string, ...parameters: readonly SQL[]): Promise<readonly Row[]> {
  const parts = statement.split(/\$(\d)(?:::date)?/);
  return (await tx.execute(sql.join(parts.map((part, index) => (index % 2 === 0 ? sql.raw(part) : parameters[Number(part) - 1]!))))) as unknown as readonly Row[];
}

