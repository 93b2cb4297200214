/**
 * What a migration must not do to a table that may be large and in use: it would be read or written from end to end while
 * nobody else may write to it, or processes of the version before would be refused.
 * - INDEX: `CREATE INDEX` keeps writers out while it reads the table; CONCURRENTLY does not (first line `-- no transaction`).
 * - REWRITE: another type, or a column whose value is computed for each row, writes the table anew.
 * - SCAN: a condition is tried on each row; `NOT VALID` first, `VALIDATE CONSTRAINT` in the next migration, then `SET NOT NULL` reads nothing.
 * - FILL: a column without a default that may not be null is refused by the rows that are there.
 * - ROWS: rows are locked until the end of the migration; a job does it by batches.
 * - CONTRACT: a process of the version before still names it; it goes once no such process runs.
 */
export type MigrationRisk = "INDEX" | "REWRITE" | "SCAN" | "FILL" | "ROWS" | "CONTRACT";

const NAMED = String.raw`(?:only\s+)?"?(\w+)"?\."?(\w+)"?`;
const VOLATILE = /\bdefault\s+[^,;]*\b(?:random|clock_timestamp|gen_random_uuid|uuidv7|uuidv4|nextval|timeofday)\s*\(|\bgenerated\s+(?:always|by default)\s+as\b|\b(?:big|small)?serial\b/i;

/** Of one file. What it makes itself is empty. */
export function risksOf(migration: string): readonly MigrationRisk[] {
  // What a function does is done when it is called.
  const text = migration.replaceAll(/--.*$/gm, "").replaceAll(/\$(\w*)\$[\s\S]*?\$\1\$/g, "''");
  const made = new Set([...text.matchAll(new RegExp(String.raw`\bcreate\s+table\s+(?:if\s+not\s+exists\s+)?${NAMED}`, "gi"))].map(([, schema, name]) => `${schema}.${name}`));
  const risks = new Set<MigrationRisk>();
  for (const statement of text.split(";")) {
    const on = (form: string) => {
      const match = new RegExp(form, "i").exec(statement);
      return match !== null && !made.has(`${match[1]}.${match[2]}`);
    };
    if (on(String.raw`\bcreate\s+(?:unique\s+)?index\s+(?!concurrently)[^;]*?\son\s+${NAMED}`)) risks.add("INDEX");
    if (on(String.raw`^\s*(?:update|delete\s+from|insert\s+into)\s+${NAMED}`) && !/^\s*insert/i.test(statement)) risks.add("ROWS");
    if (on(String.raw`\b(?:drop|rename)\s+table\s+(?:if\s+exists\s+)?${NAMED}`)) risks.add("CONTRACT");
    if (on(String.raw`\balter\s+table\s+(?:if\s+exists\s+)?${NAMED}`)) for (const risk of risksOfChange(statement)) risks.add(risk);
  }
  return [...risks].toSorted();
}

function* risksOfChange(statement: string): Generator<MigrationRisk> {
  if (/\balter\s+(?:column\s+)?"?\w+"?\s+(?:set\s+data\s+)?type\b/i.test(statement)) yield "REWRITE";
  if (/\bset\s+not\s+null\b/i.test(statement)) yield "SCAN";
  if (/\badd\s+constraint\b/i.test(statement) && !/\b(?:not\s+valid|using\s+index)\b/i.test(statement)) yield "SCAN";
  if (/\badd\s+(?:column\s+)?(?!constraint)/i.test(statement)) {
    if (VOLATILE.test(statement)) yield "REWRITE";
    if (/\bnot\s+null\b/i.test(statement) && !/\bdefault\b|\bgenerated\b/i.test(statement)) yield "FILL";
    if (/\b(?:unique|primary\s+key)\b/i.test(statement) && !/\bconstraint\b/i.test(statement)) yield "SCAN";
  }
  if (/\bdrop\s+column\b|\brename\b/i.test(statement)) yield "CONTRACT";
}
