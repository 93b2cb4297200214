import type { Purged } from "@stages/database/purge.ts";
import { forgetOldEventsOf } from "@stages/events/open-bus.ts";
import { type Clock, systemClock } from "@stages/kernel/civil-time.ts";
import { readConfiguration } from "@stages/standalone/config.ts";
import { ConfigurationError } from "@stages/standalone/configuration-error.ts";
import { describeFailure } from "@stages/standalone/failure.ts";
import { createSubgraphs } from "@stages/standalone/subgraphs.ts";

/**
 * `npm run purge -- [--dry-run]`: deletes from the database of DATABASE_URL what is past its term (`schema/retention.md`), as
 * each subgraph does every day by itself. It runs beside the platform, and again from where it was stopped. A dry run only
 * counts. Progress on stderr, the counts by table on stdout.
 */
try {
  const unknown = process.argv.slice(2).filter((argument) => argument !== "--dry-run");
  if (unknown.length > 0) throw new ConfigurationError(`« ${unknown.join(" ")} » n'est pas une option de cette commande : seule --dry-run l'est.`);
  const { databaseUrl, natsUrl } = readConfiguration(process.env);
  if (!databaseUrl) throw new ConfigurationError("Dites dans quelle base, par DATABASE_URL.");
  await purgeAll(databaseUrl, natsUrl, systemClock, process.argv.includes("--dry-run"));
} catch (error) {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = 1;
}

async function purgeAll(databaseUrl: string, natsUrl: string | null, clock: Clock, dryRun: boolean): Promise<void> {
  const subgraphs = Object.values(createSubgraphs({ databaseUrl, clock }));
  const done: Purged[] = [];
  try {
    for (const subgraph of subgraphs) done.push(...(await subgraph.purge({ dryRun, onProgress: tell })));
    const { rows, waitsFor } = await forgetOldEventsOf({ databaseUrl, natsUrl }, { now: clock(), dryRun });
    if (rows > 0) done.push({ table: natsUrl === null ? "bus.events" : "bus.events, NATS", rows });
    for (const name of waitsFor) process.stderr.write(`Le journal attend ${name}, qui n'a pas entendu tous les faits dont la durée est passée.\n`);
    process.stdout.write(tableOf(done, dryRun));
  } finally {
    await Promise.allSettled(subgraphs.map((subgraph) => subgraph.stop()));
  }
}

function tell({ table, rows }: Purged): void {
  process.stderr.write(`${table} : ${inFrench(rows)}\n`);
}

function tableOf(done: readonly Purged[], dryRun: boolean): string {
  if (done.length === 0) return "Rien n'est au-delà de sa durée de conservation.\n";
  const width = Math.max(...done.map(({ table }) => table.length));
  const lines = done.map(({ table, rows }) => `${table.padEnd(width)}  ${inFrench(rows).padStart(10)}`);
  return `${dryRun ? "Lignes qui seraient effacées" : "Lignes effacées"} :\n${lines.join("\n")}\n`;
}

function inFrench(count: number): string {
  return count.toLocaleString("fr-FR");
}
