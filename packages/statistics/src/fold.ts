import type { Transaction } from "@stages/database/connection.ts";
import { sql } from "drizzle-orm";
import { foldSql, MOST_FOLDED } from "./fold-sql.ts";
import type { Measures } from "./measures.ts";

/** A school whose figures a fold changed, with what it is in. */
export interface Changed {
  readonly campaignId: string;
  readonly academy: string;
  readonly department: string;
  readonly schoolUai: string;
}

export interface Folded {
  readonly rows: number;
  readonly changed: readonly Changed[];
}

interface Answer extends Record<string, unknown> {
  readonly rows: number;
  readonly schools: readonly (readonly [string, string, string, string])[];
}

/** Whoever folds, recounts or rebuilds a subgraph's rollups holds this: one at a time writes them, so that nobody waits in a circle. */
export const foldLock = ({ schema }: Measures) => sql`hashtextextended(${`statistics ${schema}`}, 0)`;

/** Folds what was appended until now, if nobody else is at it. */
export async function foldOnce(tx: Transaction, measures: Measures): Promise<Folded> {
  const [waiting] = await tx.execute(sql.raw(`select 1 from ${measures.schema}.statistics limit 1`));
  if (!waiting) return { rows: 0, changed: [] };
  const [lock] = await tx.execute<{ held: boolean }>(sql`select pg_try_advisory_xact_lock(${foldLock(measures)}) as held`);
  return lock!.held ? foldHeld(tx, measures) : { rows: 0, changed: [] };
}

/** The same, by who holds the lock. */
export async function foldHeld(tx: Transaction, measures: Measures): Promise<Folded> {
  const [answer] = await tx.execute<Answer>(sql.raw(foldSql(measures, "ROWS")));
  const { rows, schools } = answer!;
  return { rows, changed: schools.map(([campaignId, academy, department, schoolUai]) => ({ campaignId, academy, department, schoolUai })) };
}

/** Everything that was appended, in as many turns as it takes. */
export async function foldAllHeld(tx: Transaction, measures: Measures): Promise<void> {
  while ((await foldHeld(tx, measures)).rows === MOST_FOLDED);
}
