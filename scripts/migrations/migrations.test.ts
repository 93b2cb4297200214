import { readdirSync } from "node:fs";
import { WITHOUT_TRANSACTION } from "@stages/database/migrate.ts";
import { risksOf } from "@stages/database/migration-risks.ts";
import { describe, expect, it } from "vitest";
import { journalOf, MIGRATED_SCHEMAS, migrationsOf, textOf } from "./folders.ts";
import { RISKS_OF_BEFORE } from "./risks-of-before.ts";

describe.each(MIGRATED_SCHEMAS)("the migrations of %s", (schema) => {
  const entries = journalOf(schema);

  it.each(entries)("hold no large table up: $tag", (entry) => {
    expect(risksOf(textOf(schema, entry))).toEqual(RISKS_OF_BEFORE[`${schema}/${entry.tag}`] ?? []);
  });

  it("are all in the journal, each later than the one before: an earlier one would be passed over without a word", () => {
    expect(entries.map(({ tag }) => `${tag}.sql`)).toEqual(readdirSync(migrationsOf(schema)).filter((name) => name.endsWith(".sql")).toSorted());
    const whens = entries.map(({ when }) => when);
    expect(whens).toEqual([...new Set(whens)].toSorted((a, b) => a - b));
  });

  it("run outside of a transaction where they make an index beside those who write, and only there", () => {
    for (const entry of entries) {
      const text = textOf(schema, entry);
      expect(text.startsWith(WITHOUT_TRANSACTION)).toBe(/\bconcurrently\b/i.test(text.replaceAll(/--.*$/gm, "")));
    }
  });
});

it("no exception stands for what is not there", () => {
  const there = new Set(MIGRATED_SCHEMAS.flatMap((schema) => journalOf(schema).map(({ tag }) => `${schema}/${tag}`)));
  expect(Object.keys(RISKS_OF_BEFORE).filter((name) => !there.has(name))).toEqual([]);
});
