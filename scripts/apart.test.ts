import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SUBGRAPH_NAMES } from "@stages/transport/transport.ts";
import { describe, expect, it } from "vitest";

/** Where SQL names a table, a function or a role: `from offers.hosts`, `"offers"."hosts"`, `stages_offers_student`. */
function namesAnother(own: string, text: string): string | null {
  const names = `(${SUBGRAPH_NAMES.filter((name) => name !== own).join("|")})`;
  const table = new RegExp(`\\b(from|join|into|update|table|references|on|call|execute|using|schema|select)\\s+"?${names}"?\\s*\\.|(?<!\\.)"${names}"\\."|pgSchema\\("${names}"\\)`, "i");
  return (table.exec(text) ?? new RegExp(`stages_${names}_`).exec(text))?.[0] ?? null;
}

/** The prose of comments may speak of the others. */
const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|^\s*(\/\/|--).*$/gm, "");

const sourcesOf = (name: string) =>
  readdirSync(join("subgraphs", name, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(ts|sql)$/.test(file) && !file.endsWith(".test.ts"))
    .map((file) => join("subgraphs", name, "src", file));

describe.each(SUBGRAPH_NAMES)("%s", (name) => {
  it("names no table, function or role of another in its SQL: what it knows of them was told to it", () => {
    const sources = sourcesOf(name);
    expect(sources.length).toBeGreaterThan(30);
    expect(sources.flatMap((file) => namesAnother(name, withoutComments(readFileSync(file, "utf8"))) ?? [])).toEqual([]);
  });
});

it.each([
  'sql`select * from people.students`',
  "SELECT 1 FROM offers.hosts h JOIN people.persons p ON true",
  'CREATE INDEX x ON "people"."students" USING btree ("id")',
  'export const schema = pgSchema("people");',
  "GRANT SELECT ON conventions.stages TO stages_people_student;",
])("is seen where one does: %s", (text) => expect(namesAnother("conventions", text)).not.toBeNull());
