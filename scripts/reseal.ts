import { connect } from "@stages/database/connection.ts";
import { reseal, type Resealing } from "@stages/database/reseal.ts";
import { events } from "@stages/events/bus-tables.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { readConfiguration } from "@stages/standalone/config.ts";
import { ConfigurationError } from "@stages/standalone/configuration-error.ts";
import { describeFailure } from "@stages/standalone/failure.ts";
import { checkKeyring, renewWitness, useConfiguredKeys } from "@stages/standalone/keyring.ts";
import { createSubgraphs } from "@stages/standalone/subgraphs.ts";
import { currentKeyVersion } from "@stages/vault/vault.ts";
import postgres from "postgres";

/**
 * `npm run reseal`: seals anew, under the current key of STAGES_KEYS, whatever a former one sealed in the database of
 * DATABASE_URL. It runs beside the platform, and again from where it was stopped. After it, the former keys can go.
 */
try {
  const configuration = readConfiguration(process.env);
  const { databaseUrl } = configuration;
  if (!databaseUrl) throw new ConfigurationError("Dites dans quelle base, par DATABASE_URL, avec les clés de la plateforme dans STAGES_KEYS.");
  useConfiguredKeys(configuration);
  await resealAll(databaseUrl);
} catch (error) {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = 1;
}

async function resealAll(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  const subgraphs = Object.values(createSubgraphs({ databaseUrl, clock: systemClock }));
  const bus = connect({ url: databaseUrl, name: "reseal", max: 1 });
  try {
    await checkKeyring(sql);
    let total = 0;
    for (const subgraph of subgraphs) total += sumOf(await subgraph.reseal((progress) => tell(subgraph.name, progress)));
    total += sumOf(await reseal(bus.db, [events], (progress) => tell("bus", progress)));
    await renewWitness(sql);
    const version = currentKeyVersion();
    process.stdout.write(
      total === 0
        ? `Tout était déjà scellé par la clé ${version}. « npm run keys -- last » donne le fichier de clés sans les anciennes.\n`
        : `${inFrench(total)} valeurs scellées à nouveau, par la clé ${version}. Relancez la commande une fois que toutes les machines ont cette clé : quand elle n'en trouve plus, les anciennes peuvent être retirées.\n`,
    );
  } finally {
    await Promise.allSettled(subgraphs.map((subgraph) => subgraph.stop()));
    await bus.close();
    await sql.end({ timeout: 5 });
  }
}

function sumOf(done: readonly Resealing[]): number {
  return done.reduce((sum, { resealed }) => sum + resealed, 0);
}

function tell(schema: string, { table, column, resealed }: Resealing): void {
  process.stderr.write(`${schema}.${table}.${column} : ${inFrench(resealed)}\n`);
}

function inFrench(count: number): string {
  return count.toLocaleString("fr-FR");
}
