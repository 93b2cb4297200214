import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@stages/embedded-postgres/embedded-postgres.ts";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** The superuser's URL of the one PostgreSQL of this run; files make their own databases on it. */
    readonly postgresUrl: string;
    /** The instant at which this run began. What its files share is made for that day, whatever midnight they pass. */
    readonly startedAt: string;
  }
}

/** Global setup of the platform tests: one real PostgreSQL for the run, without the guarantees that only cost time here. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "stages-test-"));
  const server = await startEmbeddedPostgres({ dataDir: join(folder, "postgres"), durability: "none" });
  project.provide("postgresUrl", server.url("postgres"));
  project.provide("startedAt", Temporal.Now.instant().toString());
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
