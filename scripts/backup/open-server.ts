import { join } from "node:path";
import { startEmbeddedPostgres } from "@stages/embedded-postgres/embedded-postgres.ts";
import { runningServerUrl } from "@stages/embedded-postgres/running-server.ts";
import type { Configuration } from "@stages/standalone/config.ts";
import { DATABASE } from "@stages/standalone/launch.ts";
import { openDataDir } from "@stages/standalone/open-data-dir.ts";

export interface OpenedServer extends AsyncDisposable {
  readonly databaseUrl: string;
}

/** The server of DATABASE_URL, or that of the folder: where it runs for a platform, beside that platform; otherwise for as long as this lasts. */
export async function openServer({ databaseUrl, dataDir }: Configuration, onProgress: (step: string) => void): Promise<OpenedServer> {
  if (databaseUrl !== null) return { databaseUrl, async [Symbol.asyncDispose]() {} };
  openDataDir(dataDir);
  const folder = join(dataDir, "postgres");
  const running = runningServerUrl(folder, DATABASE);
  if (running) return { databaseUrl: running, async [Symbol.asyncDispose]() {} };
  const server = await startEmbeddedPostgres({ dataDir: folder, onProgress });
  return { databaseUrl: server.url(DATABASE), [Symbol.asyncDispose]: () => server.stop() };
}
