import { connectSql, type Sql } from "@stages/database/connection.ts";

interface Index {
  readonly name: string;
  readonly definition: string;
}

/** Those that no constraint owns, dropped until the rows are there: built at once, they take a fraction of the time. */
export async function dropIndexes(sql: Sql, tables: readonly string[]): Promise<readonly Index[]> {
  const indexes = await sql<Index[]>`
    select format('%I.%I', n.nspname, c.relname) as name, pg_get_indexdef(i.indexrelid) as definition
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
    where i.indrelid = any(${tables as string[]}::regclass[]) and not exists (select from pg_constraint k where k.conindid = i.indexrelid) order by i.indrelid, 1`;
  for (const { name } of indexes) await sql.unsafe(`drop index ${name}`);
  return indexes;
}

export const rebuildIndexes = (databaseUrl: string, indexes: readonly Index[], onProgress: (done: number) => void): Promise<void> =>
  twoAtATime(databaseUrl, indexes.map(({ definition }) => definition), onProgress);

/** So that the planner knows what there is, and index scans need not look at the rows. */
export const vacuum = (databaseUrl: string, tables: readonly string[]): Promise<void> => twoAtATime(databaseUrl, tables.map((table) => `vacuum analyze ${table}`), () => {});

/** One a core of the smallest machine. */
async function twoAtATime(databaseUrl: string, statements: readonly string[], onProgress: (done: number) => void): Promise<void> {
  const left = [...statements];
  let done = 0;
  const work = async () => {
    const sql = connectSql({ url: databaseUrl, name: "national", max: 1 });
    await sql`set maintenance_work_mem = '512MB'`;
    await sql`set max_parallel_maintenance_workers = 0`;
    for (let statement = left.shift(); statement; statement = left.shift()) {
      await sql.unsafe(statement);
      onProgress((done += 1));
    }
    await sql.end();
  };
  await Promise.all([work(), work()]);
}
