import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { connectSql } from "@stages/database/connection.ts";
import { migrateSchema } from "@stages/database/migrate.ts";
import type { EmbeddedPostgres } from "@stages/embedded-postgres/embedded-postgres.ts";
import { ensureDatabase } from "@stages/embedded-postgres/ensure-database.ts";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";

const STEPS = ['CREATE TABLE "toy"."things" ("id" integer PRIMARY KEY);', 'ALTER TABLE "toy"."things" ADD COLUMN "note" text;'];

/** How long the slowest write waited, in milliseconds, while a migration wanted a table that another transaction held for so long. */
export async function waitBehind(server: EmbeddedPostgres, { heldMs, naive }: { readonly heldMs: number; readonly naive: boolean }): Promise<number> {
  const url = server.url(naive ? "behind_naive" : "behind");
  await ensureDatabase(url);
  const folder = mkdtempSync(join(tmpdir(), "stages-migrations-"));
  const clients = ["holder", "writer", "naive"].map((name) => connectSql({ url, name, max: 1 }));
  const [holder, writer, own] = clients as [ReturnType<typeof connectSql>, ReturnType<typeof connectSql>, ReturnType<typeof connectSql>];
  try {
    mkdirSync(join(folder, "meta"));
    for (const [index, text] of STEPS.entries()) writeFileSync(join(folder, `000${index}_step.sql`), text);
    writeFileSync(join(folder, "meta/_journal.json"), JSON.stringify({ version: "7", dialect: "postgresql", entries: STEPS.map((_, idx) => ({ idx, version: "7", when: idx + 1, tag: `000${idx}_step`, breakpoints: true })) }));
    await migrateSchema({ url, schema: "toy", folder, upTo: 1 });
    const holding = holder.begin(async (tx) => {
      await tx`insert into toy.things values (-1)`;
      await delay(heldMs);
    });
    await delay(100);
    const migrated = naive ? migrate(drizzle(own), { migrationsFolder: folder, migrationsSchema: "toy", migrationsTable: "migrations" }) : migrateSchema({ url, schema: "toy", folder });
    let [isOver, longest, id] = [false, 0, 0];
    const ended = Promise.all([holding, migrated]).finally(() => (isOver = true));
    while (!isOver) {
      const at = performance.now();
      await writer`insert into toy.things (id) values (${(id += 1)})`;
      longest = Math.max(longest, performance.now() - at);
      await delay(5);
    }
    await ended;
    return Math.round(longest);
  } finally {
    await Promise.all(clients.map((client) => client.end({ timeout: 5 })));
    rmSync(folder, { recursive: true, force: true });
  }
}
