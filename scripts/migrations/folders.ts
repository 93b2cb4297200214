import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SUBGRAPH_NAMES } from "@stages/transport/transport.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** In the order in which they are migrated: the others' walls are raised by functions of the bus. */
export const MIGRATED_SCHEMAS = ["bus", "people", "offers", "candidatures", "conventions"] as const satisfies readonly ("bus" | (typeof SUBGRAPH_NAMES)[number])[];
export type MigratedSchema = (typeof MIGRATED_SCHEMAS)[number];

export const migrationsOf = (schema: MigratedSchema): string => join(ROOT, schema === "bus" ? "packages/events/src/migrations" : `subgraphs/${schema}/src/persistence/migrations`);

export interface Entry {
  readonly tag: string;
  readonly when: number;
}

export function journalOf(schema: MigratedSchema): readonly Entry[] {
  return (JSON.parse(readFileSync(join(migrationsOf(schema), "meta/_journal.json"), "utf8")) as { entries: Entry[] }).entries;
}

export const textOf = (schema: MigratedSchema, { tag }: Entry): string => readFileSync(join(migrationsOf(schema), `${tag}.sql`), "utf8");
