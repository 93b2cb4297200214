import type { PapersSettings } from "@stages/conventions/papers.ts";
import { takeTurn } from "@stages/database/take-turn.ts";
import { demonstrationWorld } from "@stages/demonstration/world.ts";
import { jobsSchemaOf } from "@stages/jobs/schema-of.ts";
import { type Clock, civilDateOf } from "@stages/kernel/civil-time.ts";
import type { Subgraph } from "@stages/subgraph/create-subgraph.ts";
import { SUBGRAPH_NAMES } from "@stages/transport/transport.ts";
import postgres from "postgres";
import { ConfigurationError } from "./configuration-error.ts";
import { checkKeyring } from "./keyring.ts";
import { openPapers } from "./open-papers.ts";
import { createSubgraphs } from "./subgraphs.ts";

export interface PrepareDatabaseOptions {
  readonly databaseUrl: string;
  readonly clock: Clock;
  /** False for a real platform: the tables alone. */
  readonly demonstration?: boolean;
  /** What the documents of the demonstration are drawn and sealed with. */
  readonly papers?: PapersSettings;
  readonly onProgress?: (step: string) => void;
}

/** Written beside the data: those of another generator, or kept in another way, are made anew. */
const DEMONSTRATION_VERSION = 12;
const PREPARE_LOCK = 7_283_004;
/** What is dropped to begin again after an interrupted load; each holds its own migration table. */
const SCHEMAS = [...SUBGRAPH_NAMES, ...SUBGRAPH_NAMES.map(jobsSchemaOf), "bus"];

/**
 * Migrates the four subgraphs and loads the demonstration, once. Each subgraph writes in a transaction of its own, so a
 * mark set before the first and completed after the last tells an interrupted load, which is undone and done again.
 * The lock makes two platforms that start on one database take turns.
 */
export async function prepareDatabase({ databaseUrl, clock, demonstration = true, papers: settings, onProgress = () => {} }: PrepareDatabaseOptions): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, idle_timeout: 0, max_lifetime: null, onnotice: () => {} });
  using papers = settings ? await openPapers(settings, clock()) : null;
  const subgraphs = Object.values(createSubgraphs({ databaseUrl, clock, papers: papers ?? undefined }));
  try {
    await takeTurn(sql, PREPARE_LOCK);
    const state = await demonstrationState(sql);
    refuseMixture(state, demonstration);
    await checkKeyring(sql);
    if (!demonstration || state === "REAL") {
      await sql`create table if not exists standalone.production (since timestamptz not null default now())`;
      onProgress("Mise à jour des tables");
      return await migrate(subgraphs);
    }
    if (state === "LOADED") {
      onProgress("Mise à jour des tables");
      await migrate(subgraphs);
      return;
    }
    onProgress(FIRST_STEP[state]);
    if (state !== "ABSENT") for (const schema of SCHEMAS) await sql`drop schema if exists ${sql(schema)} cascade`;
    await sql`delete from standalone.demonstration`;
    await migrate(subgraphs);
    await sql`insert into standalone.demonstration (version) values (${DEMONSTRATION_VERSION})`;
    onProgress("Chargement des données de démonstration");
    const world = demonstrationWorld({ today: civilDateOf(clock()) });
    for (const subgraph of subgraphs) await subgraph.loadDemonstration(world);
    // Fresh tables have no statistics until autovacuum comes by, a minute later: the first searches would be planned blind.
    await sql`analyze`;
    await sql`update standalone.demonstration set loaded_at = now()`;
  } finally {
    await Promise.allSettled(subgraphs.map((subgraph) => subgraph.stop()));
    await sql.end({ timeout: 5 });
  }
}

/** A database serves one purpose for good: invented people are not loaded beside real ones. */
function refuseMixture(state: DemonstrationState, demonstration: boolean): void {
  const fits = demonstration ? state !== "REAL" : state === "REAL" || state === "ABSENT";
  if (fits) return;
  const content = demonstration ? "celles d'une vraie plateforme, où la démonstration ne se charge pas" : "celles de la démonstration, où une vraie plateforme ne démarre pas";
  throw new ConfigurationError(`Les données trouvées sont ${content} : indiquez une autre base par DATABASE_URL, ou un autre dossier par STAGES_DATA_DIR.`);
}

/** One after the other: they share the bus's schema. */
async function migrate(subgraphs: readonly Subgraph[]): Promise<void> {
  for (const subgraph of subgraphs) await subgraph.migrate();
}

type DemonstrationState = "REAL" | "ABSENT" | "INTERRUPTED" | "OUTDATED" | "LOADED";

const FIRST_STEP = {
  ABSENT: "Création des tables",
  INTERRUPTED: "Reprise d'un chargement interrompu",
  OUTDATED: "Renouvellement des données de démonstration, d'une version précédente",
} as const;

async function demonstrationState(sql: postgres.Sql): Promise<DemonstrationState> {
  await sql`create schema if not exists standalone`;
  await sql`
    create table if not exists standalone.demonstration (
      only_one boolean primary key default true check (only_one),
      version integer not null,
      started_at timestamptz not null default now(),
      loaded_at timestamptz
    )`;
  const [real] = await sql<{ real: boolean }[]>`select to_regclass('standalone.production') is not null as real`;
  if (real!.real) return "REAL";
  const [mark] = await sql<{ loaded: boolean; version: number }[]>`select loaded_at is not null as loaded, version from standalone.demonstration`;
  if (!mark) return "ABSENT";
  if (mark.version !== DEMONSTRATION_VERSION) return "OUTDATED";
  return mark.loaded ? "LOADED" : "INTERRUPTED";
}
