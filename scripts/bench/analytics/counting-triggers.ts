import type { Sql } from "@stages/database/connection.ts";

/** The triggers by which facts tell what they change, and which place a fact where it is counted. */
export function countingTriggers(sql: Sql) {
  const toggle = async (how: "enable" | "disable"): Promise<void> => {
    const found = await sql<{ statement: string }[]>`
      select format('alter table %s ${sql.unsafe(how)} trigger %I', t.tgrelid::regclass, t.tgname) as statement
      from pg_trigger t join pg_proc p on p.oid = t.tgfoid join pg_namespace n on n.oid = p.pronamespace
      where not t.tgisinternal and n.nspname in ('people', 'offers', 'candidatures', 'conventions') and (p.proname like 'count\\_%' or p.proname = 'place_in_sector')
        and (t.tgenabled = 'D') = ${how === "enable"}`;
    for (const { statement } of found) await sql.unsafe(statement);
  };
  return { enable: () => toggle("enable"), disable: () => toggle("disable") };
}
