import { parseArgs } from "node:util";
import { momentInFrench } from "@stages/kernel/civil-time.ts";
import { runAgain, type TroubledJob, troubledJobs } from "@stages/jobs/troubled-jobs.ts";
import { readConfiguration } from "@stages/standalone/config.ts";
import { ConfigurationError } from "@stages/standalone/configuration-error.ts";
import { describeFailure } from "@stages/standalone/failure.ts";
import { SUBGRAPH_NAMES } from "@stages/transport/transport.ts";

const USAGE = "DATABASE_URL=… npm run jobs, puis npm run jobs -- --again conventions/12";

/**
 * `npm run jobs`: the jobs of the database of DATABASE_URL that failed, with their reason, those that will be tried again and
 * those that will not. `-- --again conventions/12` has one tried at once, as often as a new one.
 */
try {
  const { databaseUrl } = readConfiguration(process.env);
  if (!databaseUrl) throw new ConfigurationError(`Dites dans quelle base, par DATABASE_URL : ${USAGE}`);
  const again = askedAgain();
  if (again) await tryAgain(databaseUrl, again);
  else process.stdout.write(tableOf((await Promise.all(SUBGRAPH_NAMES.map((name) => troubledJobs(databaseUrl, name)))).flat()));
} catch (error) {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = 1;
}

function askedAgain(): string | undefined {
  try {
    return parseArgs({ args: process.argv.slice(2), options: { again: { type: "string" } } }).values.again;
  } catch {
    throw new ConfigurationError(`La seule option est --again : ${USAGE}`);
  }
}

async function tryAgain(databaseUrl: string, named: string): Promise<void> {
  const [, subgraph, jobId] = /^([a-z]+)\/(\d{1,18})$/.exec(named) ?? [];
  const known = SUBGRAPH_NAMES.find((one) => one === subgraph);
  if (!known || !jobId) throw new ConfigurationError(`« ${named} » n'est pas une tâche : ${USAGE}`);
  if (!(await runAgain(databaseUrl, known, jobId))) throw new ConfigurationError(`La tâche ${named} n'est plus en échec, ou elle est en cours.`);
  process.stdout.write(`La tâche ${named} est relancée.\n`);
}

function tableOf(jobs: readonly TroubledJob[]): string {
  if (jobs.length === 0) return "Aucune tâche n'est en échec.\n";
  return jobs.map(({ subgraph, jobId, task, rowId, tries, isDead, failedAt, nextAt, reason }) => [
    `${subgraph}/${jobId}  ${task}${rowId ? `  ${rowId}` : ""}`,
    `  ${tries} essai${tries > 1 ? "s" : ""}, le dernier ${momentInFrench(failedAt)} ; ${isDead ? "abandonnée" : nextAt ? `prochain essai ${momentInFrench(nextAt)}` : "en cours"}`,
    `  ${reason}`,
  ].join("\n")).join("\n\n") + "\n";
}
