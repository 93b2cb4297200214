import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@stages/embedded-postgres/embedded-postgres.ts";
import { ensureDatabase } from "@stages/embedded-postgres/ensure-database.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { readConfiguration } from "@stages/standalone/config.ts";
import { startPlatform } from "@stages/standalone/platform.ts";
import { prepareDatabase } from "@stages/standalone/prepare-database.ts";
import { useDevelopmentKeys } from "@stages/vault/vault.ts";
import { narrator } from "./story/narrator.ts";
import { playStory } from "./story/play-story.ts";

/** `npm run story`: on the platform that runs on PORT, or else on one of its own that leaves nothing behind. */
const running = `http://localhost:${readConfiguration(process.env).port}/graphql`;
// Whoever reads only the beginning (`npm run story | head`) is no failure.
process.stdout.on("error", () => {});
const write = (line: string) => console.log(line);

try {
  if (await answers(running)) {
    write(`Sur la plateforme qui tourne : ${running}`);
    await playStory(running, narrator(write));
  } else {
    write("Aucune plateforme ne tourne (npm start) : en voici une, le temps du récit…");
    await onItsOwnPlatform((url) => playStory(url, narrator(write)));
  }
  write("\nFin : chaque étape a réussi.");
} catch (error) {
  console.error(`\nLe récit s'arrête ici : ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(new URL("/development/personas", url), { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

async function onItsOwnPlatform(play: (url: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "stages-story-"));
  await using started = new AsyncDisposableStack();
  started.defer(() => rmSync(folder, { recursive: true, force: true }));
  const server = await startEmbeddedPostgres({ dataDir: join(folder, "postgres"), durability: "none" });
  started.defer(() => server.stop());
  const databaseUrl = server.url("story");
  await ensureDatabase(databaseUrl);
  useDevelopmentKeys();
  await prepareDatabase({ databaseUrl, clock: systemClock });
  const platform = await startPlatform({ mode: "in-process", databaseUrl, port: 0, dataDir: folder, identity: { development: true, issuers: [] } });
  started.defer(() => platform.stop());
  await play(platform.url);
}
