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

/** Two at a time: one a core of the smallest machine. */
export async function rebuildIndexes(databaseUrl: string, indexes: readonly Index[], onProgress: (done: number) => void): Promise<void> {
  const left = [...indexes];
  const build = async () => {
    const sql = connectSql({ url: databaseUrl, name: "national", max: 1 });
    await sql`set maintenance_work_mem = '512MB'`;
    await sql`set max_parallel_maintenance_workers = 0`;
    for (let index = left.shift(); index; index = left.shift()) {
      await sql.unsafe(index.definition);
      onProgress(indexes.length - left.length);
    }
    await sql.end();
  };
  await Promise.all([build(), build()]);
}
