const TABLE = String.raw`(?:only\s+)?(?:if\s+exists\s+)?"?(\w+)"?\."?(\w+)"?`;
const CHANGES = [
  new RegExp(String.raw`\b(?:alter|drop)\s+table\s+${TABLE}`, "gi"),
  new RegExp(String.raw`\btruncate\s+(?:table\s+)?${TABLE}`, "gi"),
  new RegExp(String.raw`\b(?:create|alter|drop)\s+policy\s+(?:if\s+exists\s+)?"?\w+"?\s+on\s+${TABLE}`, "gi"),
  new RegExp(String.raw`\b(?:create(?:\s+or\s+replace)?(?:\s+constraint)?|drop)\s+trigger\b[^;]*?\son\s+${TABLE}`, "gi"),
  new RegExp(String.raw`\bcreate\s+(?:unique\s+)?index\s+(?!concurrently)[^;]*?\son\s+${TABLE}`, "gi"),
];
/** `SELECT "bus"."wall"('offers', 'hosts', 'offers')` alters each. */
const WALLS = /"bus"\."wall"\(\s*'(\w+)'\s*,([^)]*)\)/gi;

/**
 * The tables that a migration changes, in the order in which it names them. Those are locked before anything is done: whoever
 * holds one lock and waits for the next holds up everybody behind it.
 */
export function tablesChangedBy(migration: string): readonly string[] {
  const text = migration.replaceAll(/--.*$/gm, "");
  const found: [number, string][] = [];
  for (const form of CHANGES) for (const match of text.matchAll(form)) found.push([match.index, `"${match[1]}"."${match[2]}"`]);
  for (const { index, 1: schema, 2: names } of text.matchAll(WALLS)) for (const [, name] of names!.matchAll(/'(\w+)'/g)) found.push([index, `"${schema}"."${name}"`]);
  return [...new Set(found.toSorted(([a], [b]) => a - b).map(([, table]) => table))];
}
