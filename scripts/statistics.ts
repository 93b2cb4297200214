import { connectSql } from "@stages/database/connection.ts";
import { momentInFrench, systemClock } from "@stages/kernel/civil-time.ts";
import { readConfiguration } from "@stages/standalone/config.ts";
import { ConfigurationError } from "@stages/standalone/configuration-error.ts";
import { describeFailure } from "@stages/standalone/failure.ts";
import { createSubgraphs, type Subgraphs } from "@stages/standalone/subgraphs.ts";
import type { Difference } from "@stages/statistics/tables.ts";
import { SUBGRAPH_NAMES } from "@stages/transport/transport.ts";

const USAGE = "DATABASE_URL=… npm run statistics, puis npm run statistics -- --recount ou --rebuild";

/**
 * `npm run statistics`: of the database of DATABASE_URL, what waits to be added to the figures of each subgraph, and when they
 * were last counted again from the facts, with what differed. `-- --recount` counts again now, says what differs and mends it;
 * `-- --rebuild` makes the figures of every campaign whose facts are there anew, days included. Both run beside the platform.
 */
try {
  const [option, ...rest] = process.argv.slice(2);
  if (rest.length > 0 || (option !== undefined && option !== "--recount" && option !== "--rebuild")) throw new ConfigurationError(`Les seules options sont --recount et --rebuild : ${USAGE}`);
  const { databaseUrl } = readConfiguration(process.env);
  if (!databaseUrl) throw new ConfigurationError(`Dites dans quelle base, par DATABASE_URL : ${USAGE}`);
  if (option) await countAgain(createSubgraphs({ databaseUrl, clock: systemClock }), option);
  else await tell(databaseUrl);
} catch (error) {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = 1;
}

async function countAgain(subgraphs: Subgraphs, option: "--recount" | "--rebuild"): Promise<void> {
  try {
    for (const name of SUBGRAPH_NAMES) {
      process.stderr.write(`${name} : ${option === "--recount" ? "recomptage" : "reconstruction"} en cours\n`);
      if (option === "--rebuild") await subgraphs[name].rebuildStatistics();
      const { cells, differences } = await subgraphs[name].recount();
      process.stdout.write(`${name} : ${differences.length === 0 ? `${inFrench(cells)} valeurs, toutes égales aux faits` : `${inFrench(differences.length)} écarts sur ${inFrench(cells)} valeurs, corrigés`}\n${linesOf(differences)}`);
      if (differences.length > 0) process.exitCode = 2;
    }
  } finally {
    await Promise.allSettled(Object.values(subgraphs).map((subgraph) => subgraph.stop()));
  }
}

async function tell(databaseUrl: string): Promise<void> {
  const sql = connectSql({ url: databaseUrl, name: "statistics", max: 1 });
  try {
    for (const name of SUBGRAPH_NAMES) {
      const [waiting] = await sql<{ rows: number }[]>`select count(*)::integer as rows from ${sql(name)}.statistics`;
      const [last] = await sql<{ at: Date; cells: number; differences: readonly Difference[] }[]>`select at, cells, differences from ${sql(name)}.recounts order by at desc limit 1`;
      const recount = last ? `recomptées ${momentInFrench(last.at.toTemporalInstant())}, ${last.cells === 0 ? "faites à neuf depuis les faits" : last.differences.length === 0 ? `${inFrench(last.cells)} valeurs égales aux faits` : `${inFrench(last.differences.length)} écarts corrigés`}` : "jamais recomptées";
      process.stdout.write(`${name} : ${inFrench(waiting!.rows)} changement${waiting!.rows > 1 ? "s" : ""} à ajouter ; ${recount}\n${linesOf(last?.differences ?? [])}`);
    }
  } finally {
    await sql.end();
  }
}

const MOST_SHOWN = 10;

function linesOf(differences: readonly Difference[]): string {
  const lines = differences.slice(0, MOST_SHOWN).map(({ campaignId, academy, department, schoolUai, breakdown, measure, told, counted }) => `  ${[campaignId, schoolUai || department || academy || "pays", breakdown, measure].filter(Boolean).join(" ")} : ${told} au lieu de ${counted}\n`);
  return lines.join("") + (differences.length > MOST_SHOWN ? `  et ${differences.length - MOST_SHOWN} autres\n` : "");
}

function inFrench(count: number): string {
  return count.toLocaleString("fr-FR");
}

