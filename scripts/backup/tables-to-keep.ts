import type postgres from "postgres";
import { MIGRATED_SCHEMAS } from "../migrations/folders.ts";

/** What is the platform's own in a database. The jobs of each subgraph are made anew from its rows. */
export const KEPT_SCHEMAS: readonly string[] = ["standalone", ...MIGRATED_SCHEMAS];

type Session = Pick<postgres.ReservedSql, "unsafe">;

export interface KeptTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
  readonly bytes: number;
  readonly definition: string | null;
}

/** Made by a command or by the start rather than by a migration. */
const isOutside = (schema: string, name: string) => schema === "standalone" || name === "national_load";

export async function tablesToKeep(session: Session): Promise<readonly KeptTable[]> {
  const rows = await session.unsafe<{ schema: string; name: string; columns: string[]; bytes: string; body: string }[]>(
    `select n.nspname as schema, c.relname as name, pg_table_size(c.oid)::text as bytes,
       array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
       concat_ws(', ',
         (select string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)) || case when a.attnotnull then ' not null' else '' end || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), ''), ', ' order by a.attnum)
          from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
         (select string_agg(pg_get_constraintdef(k.oid), ', ') from pg_constraint k where k.conrelid = c.oid and k.contype in ('p', 'u', 'c'))) as body
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1::text[]) and c.relkind = 'r' and c.relname <> 'migrations'
     order by n.nspname = 'standalone' desc, pg_table_size(c.oid) desc, 1, 2`,
    [KEPT_SCHEMAS as string[]],
  );
  return rows.map(({ body, bytes, ...table }) => ({ ...table, bytes: Number(bytes), definition: isOutside(table.schema, table.name) ? `create table "${table.schema}"."${table.name}" (${body})` : null }));
}

export async function sequencesOf(session: Session): Promise<Readonly<Record<string, number | null>>> {
  const rows = await session.unsafe<{ name: string; last: string | null }[]>(
    `select schemaname || '.' || sequencename as name, last_value::text as last from pg_sequences where schemaname = any($1::text[]) and sequencename <> 'migrations_id_seq' order by 1`,
    [KEPT_SCHEMAS as string[]],
  );
  return Object.fromEntries(rows.map(({ name, last }) => [name, last === null ? null : Number(last)]));
}

export async function migrationsOfDatabase(session: Session): Promise<Readonly<Record<string, readonly string[]>>> {
  const applied: [string, readonly string[]][] = [];
  for (const schema of MIGRATED_SCHEMAS) {
    const rows = await session.unsafe<{ hash: string }[]>(`select hash from "${schema}".migrations order by created_at`);
    applied.push([schema, rows.map(({ hash }) => hash)]);
  }
  return Object.fromEntries(applied);
}

/** A schema of ours, or any other table: whatever is there is somebody's. */
export async function isEmptyDatabase(session: Session): Promise<boolean> {
  const rows = await session.unsafe(`select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'S') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and n.nspname not like 'pg\\_temp%' limit 1`);
  return rows.length === 0;
}
