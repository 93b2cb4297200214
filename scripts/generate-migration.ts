import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/**
 * `npm run migration -- conventions add-amendments`: writes the SQL that brings a schema's tables from the last migration
 * to what `tables.ts` says now. (The Postgres schema itself is made by the migrator, so no table file exports it.) `--custom` makes an empty file for what the tables cannot say (triggers, functions).
 */
const [name, title, custom] = process.argv.slice(2);
const source = name === "bus" ? "packages/events/src/bus-tables.ts" : `subgraphs/${name}/src/persistence/tables.ts`;
// A subgraph with many has them in several files of that name.
const sources = source.replace(/\/tables\.ts$/, "/*tables.ts");
if (!name || !title || !existsSync(source)) {
  console.error("Usage: npm run migration -- <bus|offers|candidatures|conventions|people> <title> [--custom]");
  process.exit(1);
}
const folder = name === "bus" ? "packages/events/src/migrations" : `subgraphs/${name}/src/persistence/migrations`;

const run = spawnSync(
  process.execPath,
  ["--import", "tsx", "node_modules/drizzle-kit/bin.cjs", "generate", "--dialect", "postgresql", "--schema", sources, "--out", folder, "--name", title, "--casing", "snake_case", ...(custom ? ["--custom"] : [])],
  { stdio: "inherit" },
);
process.exit(run.status ?? 1);
