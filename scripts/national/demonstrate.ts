import { connectSql, type Sql } from "@stages/database/connection.ts";
import type { PapersSettings } from "@stages/conventions/papers.ts";
import { campaignOf } from "@stages/events/campaign-fact.ts";
import type { CampaignFact } from "@stages/events/contracts.ts";
import { type Campaign, currentCampaign, SETTINGS_OF_2024 } from "@stages/kernel/campaign.ts";
import { type Clock, civilDateOf, startOf } from "@stages/kernel/civil-time.ts";
import { ConfigurationError } from "@stages/standalone/configuration-error.ts";
import { prepareDatabase } from "@stages/standalone/prepare-database.ts";
import { createSubgraphs } from "@stages/standalone/subgraphs.ts";
import { AnotherLoadError, type Loaded, loadNational } from "./load.ts";
import { abandonLoad, findLoad } from "./mark.ts";
import type { NationalSchools } from "./schools.ts";

export interface NationalDemonstration {
  readonly databaseUrl: string;
  readonly clock: Clock;
  /** The keyring in use, in JSON. */
  readonly keys: string;
  readonly papers?: PapersSettings;
  /** So many rather than all of the country's. */
  readonly students?: number | undefined;
  /** Nothing is dated on this day or later; today when left out. */
  readonly until?: Temporal.PlainDate | undefined;
  /** For tests: others than the country's. */
  readonly schools?: NationalSchools;
  readonly onProgress: (step: string) => void;
}

export interface Demonstrated extends Loaded {
  readonly campaign: Campaign;
  readonly until: Temporal.PlainDate;
}

/** By then what students do in the months before June is done, so that a campaign of today has all that a whole one has. */
const DAYS_SINCE_THE_SEARCH = 10;

/**
 * The country beside the demonstration's few thousand, in its campaign, with the targets of 2024: the few hundred seats that the
 * demonstration asks for would make nonsense of its progress.
 */
export async function demonstrateNational({ databaseUrl, clock, keys, papers, students, until: asked, schools, onProgress }: NationalDemonstration): Promise<Demonstrated> {
  await refuseCompany(databaseUrl);
  const today = civilDateOf(clock());
  const prepare = () => prepareDatabase({ databaseUrl, clock, ...(papers && { papers }), onProgress });
  await prepare();
  const sql = connectSql({ url: databaseUrl, name: "demo", max: 1 });
  try {
    // What was loaded for another day is not renewed each morning, unless that is asked for.
    const found = await findLoad(sql);
    const load = async (): Promise<Demonstrated> => {
      const campaign = nationalOf(await findCampaign(sql, today));
      const until = asked ?? (found?.campaignId === campaign.id ? civilDateOf(Temporal.Instant.from(found.until)) : today);
      refuseDay(until, campaign, today);
      const demand = { campaign, until: startOf(until), searchedBy: today.subtract({ days: DAYS_SINCE_THE_SEARCH }), keys, onProgress, ...(students !== undefined && { students }), ...(schools && { schools }) };
      return { ...(await loadNational(databaseUrl, demand)), campaign, until };
    };
    const demonstrated = await load().catch(async (error: unknown) => {
      if (!(error instanceof AnotherLoadError)) throw error;
      onProgress("D'autres données nationales étaient là : tout est repris du début");
      await abandonLoad(sql);
      await prepare();
      return load();
    });
    if (demonstrated.seconds > 0) await countAll(databaseUrl, clock, onProgress);
    return demonstrated;
  } finally {
    await sql.end();
  }
}

const nationalOf = (campaign: Campaign): Campaign => {
  const { nationalSeatsTarget, ownSeatsTarget, academySeatsTargets } = SETTINGS_OF_2024;
  return { ...campaign, nationalSeatsTarget, ownSeatsTarget, academySeatsTargets };
};

async function findCampaign(sql: Sql, today: Temporal.PlainDate): Promise<Campaign> {
  const rows = await sql<{ campaign: CampaignFact }[]>`select campaign from offers.campaigns`;
  return currentCampaign(rows.map(({ campaign }) => campaignOf(campaign)), today)!;
}

function refuseDay(until: Temporal.PlainDate, { offersOpenOn }: Campaign, today: Temporal.PlainDate): void {
  if (Temporal.PlainDate.compare(until, offersOpenOn) >= 0 && Temporal.PlainDate.compare(until, today) <= 0) return;
  throw new ConfigurationError(`--until=${until.toString()} est hors de la campagne déjà vécue : donnez un jour du ${offersOpenOn.toString()} au ${today.toString()}.`);
}

/** Indexes are dropped, and tables filled past every rule: nobody else may be there. */
async function refuseCompany(databaseUrl: string): Promise<void> {
  const sql = connectSql({ url: databaseUrl, name: "demo", max: 1 });
  try {
    const others = await sql<{ name: string }[]>`select distinct coalesce(nullif(application_name, ''), usename::text, '?') as name from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend' order by 1`;
    if (others.length > 0) throw new ConfigurationError(`D'autres programmes se servent de cette base (${others.map(({ name }) => name).join(", ")}) : arrêtez la plateforme, puis relancez la même commande.`);
    const [right] = await sql<{ may: boolean }[]>`select rolsuper or has_parameter_privilege('session_replication_role', 'SET') as may from pg_roles where rolname = current_user`;
    if (!right!.may) throw new ConfigurationError("Le compte de DATABASE_URL ne peut pas charger des tables sans leurs déclencheurs : faites-lui donner ce droit (GRANT SET ON PARAMETER session_replication_role TO son_nom), ou retirez DATABASE_URL pour la base embarquée.");
  } finally {
    await sql.end();
  }
}

/** What was loaded past the triggers is counted from the facts, and once more by other SQL, with which it must agree. */
async function countAll(databaseUrl: string, clock: Clock, onProgress: (step: string) => void): Promise<void> {
  onProgress("Statistiques : comptage depuis les faits, puis recomptage");
  const subgraphs = createSubgraphs({ databaseUrl, clock });
  const count = async (...names: readonly (keyof typeof subgraphs)[]) => {
    for (const name of names) {
      await subgraphs[name].rebuildStatistics();
      const { differences } = await subgraphs[name].recount();
      if (differences.length > 0) throw new Error(`${name}: a recount differs in ${differences.length} cells: ${JSON.stringify(differences[0])}`);
    }
  };
  try {
    await Promise.all([count("candidatures", "people"), count("conventions", "offers")]);
  } finally {
    await Promise.allSettled(Object.values(subgraphs).map((subgraph) => subgraph.stop()));
  }
}
