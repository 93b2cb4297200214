import { parseArgs } from "node:util";
import { type BusAddress, openBus } from "@stages/events/open-bus.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { readConfiguration } from "@stages/standalone/config.ts";
import { ConfigurationError } from "@stages/standalone/configuration-error.ts";
import { eventsReport, replayedLine } from "@stages/standalone/events-report.ts";
import { describeFailure } from "@stages/standalone/failure.ts";
import { checkKeyring, useConfiguredKeys } from "@stages/standalone/keyring.ts";
import { createSubgraphs } from "@stages/standalone/subgraphs.ts";
import type { Subgraph } from "@stages/subgraph/create-subgraph.ts";
import postgres from "postgres";

/**
 * `npm run events`: in the database of DATABASE_URL, what each subgraph has still to tell and to hear, and what it has set
 * aside and why. `-- replay <id>` or `-- replay --all` applies it, once; `-- drop <id> <why>` gives it up. Both for one
 * subgraph alone with `--subgraph`. It runs beside the platform, under its environment: what is replayed may write to people.
 */
const USAGE = "Usage : npm run events [-- replay <id>|--all] [-- drop <id> <pourquoi>] [--subgraph <nom>]";

try {
  const asked = readArguments();
  const configuration = readConfiguration(process.env);
  const { databaseUrl, natsUrl } = configuration;
  if (!databaseUrl) throw new ConfigurationError("Dites dans quelle base, par DATABASE_URL, avec les clés de la plateforme dans STAGES_KEYS.");
  useConfiguredKeys(configuration);
  await answer({ databaseUrl, natsUrl }, asked);
} catch (error) {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = 1;
}

function readArguments() {
  const { values, positionals } = parse();
  const [act = "list", id, ...words] = positionals;
  const because = words.join(" ").trim();
  if (!["list", "replay", "drop"].includes(act)) throw new ConfigurationError(USAGE);
  if (act === "replay" && (id === undefined) !== values.all) throw new ConfigurationError(USAGE);
  if (act === "drop" && (id === undefined || because === "")) throw new ConfigurationError(`Un fait n'est abandonné que par son identifiant, et en disant pourquoi. ${USAGE}`);
  return { act, id, because, only: values.subgraph };
}

function parse() {
  try {
    return parseArgs({ allowPositionals: true, options: { all: { type: "boolean", default: false }, subgraph: { type: "string" } } });
  } catch (error) {
    throw new ConfigurationError(USAGE, { cause: error });
  }
}

async function answer({ databaseUrl, natsUrl }: BusAddress, { act, id, because, only }: ReturnType<typeof readArguments>): Promise<void> {
  const all: Readonly<Record<string, Subgraph>> = createSubgraphs({ databaseUrl, clock: systemClock });
  if (only !== undefined && !all[only]) throw new ConfigurationError(`Aucune partie ne s'appelle « ${only} » ; il y a : ${Object.keys(all).join(", ")}.`);
  const subgraphs = Object.values(all).filter(({ name }) => only === undefined || name === only);
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    await checkKeyring(sql);
    if (act === "replay") await replayIn(subgraphs, id);
    else if (act === "drop") await dropIn(subgraphs, id!, because);
    else await report(subgraphs, { databaseUrl, natsUrl });
  } finally {
    await Promise.allSettled(Object.values(all).map((subgraph) => subgraph.stop()));
    await sql.end({ timeout: 5 });
  }
}

async function report(subgraphs: readonly Subgraph[], address: BusAddress): Promise<void> {
  const bus = await openBus(address, { label: "events", onFailure: (error) => process.stderr.write(`${describeFailure(error)}\n`) });
  try {
    const states = await Promise.all(subgraphs.map(async ({ name, events }) => [name, await events.state(bus)] as const));
    process.stdout.write(eventsReport(Object.fromEntries(states), systemClock()));
  } finally {
    await bus.stop();
  }
}

async function replayIn(subgraphs: readonly Subgraph[], id: string | undefined): Promise<void> {
  let tried = 0;
  let failed = 0;
  for (const { name, events } of subgraphs) {
    for (const line of await events.replay(id)) {
      tried += 1;
      if (line.replayed.outcome === "FAILED" || line.replayed.outcome === "LATER") failed += 1;
      process.stdout.write(replayedLine(name, line));
    }
  }
  if (tried === 0) process.stdout.write("Rien de tel n'est de côté.\n");
  if (failed > 0 || (tried === 0 && id !== undefined)) process.exitCode = 1;
}

async function dropIn(subgraphs: readonly Subgraph[], id: string, because: string): Promise<void> {
  const dropped: string[] = [];
  for (const { name, events } of subgraphs) if (await events.drop(id, because)) dropped.push(name);
  process.stdout.write(dropped.length > 0 ? `${id} est abandonné dans ${dropped.join(", ")}.\n` : "Rien de tel n'est de côté.\n");
  if (dropped.length === 0) process.exitCode = 1;
}
