import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import { connectSql } from "./connection.ts";

/**
 * Brings one Postgres schema up to date. Drizzle's `migrate` takes no lock: two processes that start together would both
 * run the same file, so each waits here for its turn.
 */
export async function migrateSchema(options: { url: string; schema: string; folder: string }): Promise<void> {
  const client = connectSql({ url: options.url, name: `migrate ${options.schema}`, max: 1 });
  try {
    const lock = `migrate ${options.schema}`;
    await client`select pg_advisory_lock(hashtextextended(${lock}, 0))`;
    await migrate(drizzle(client), {
      migrationsFolder: options.folder,
      migrationsSchema: options.schema,
      migrationsTable: "migrations",
    });
    await client`select pg_advisory_unlock(hashtextextended(${lock}, 0))`;
  } finally {
    await client.end({ timeout: 5 });
  }
}
