import type { Database, Transaction } from "@stages/database/connection.ts";
import type { CampaignTables } from "@stages/database/retention.ts";
import { campaignOf } from "@stages/events/campaign-fact.ts";
import type { CampaignFact } from "@stages/events/contracts.ts";
import { dailyAt } from "@stages/jobs/recurring.ts";
import { type Campaign, lastDayOf } from "@stages/kernel/campaign.ts";
import { civilDateOf, isOnOrBefore } from "@stages/kernel/civil-time.ts";
import { type Changed, foldOnce } from "@stages/statistics/fold.ts";
import { MOST_FOLDED } from "@stages/statistics/fold-sql.ts";
import type { Measures } from "@stages/statistics/measures.ts";
import { rebuild, type Recount, recount } from "@stages/statistics/recount.ts";
import { sql } from "drizzle-orm";
import type { RecurringJob, Sweep } from "./create-subgraph.ts";

export interface Counting {
  readonly measures: Measures;
  /** Tells what a fold changed, in its transaction. */
  readonly tellChanged?: (tx: Transaction, changed: readonly Changed[], now: Temporal.Instant) => Promise<void>;
}

const FOLD_EVERY_MS = 500;
/** In the small hours of Paris, before the purge. */
const RECOUNT_HOUR = 2;
/** Facts of a campaign are purged a year after it, some of them a year after their own day: what is counted by then stays. */
const COUNTED_MONTHS = 11;
/** A process that starts again counts nothing that was counted since. */
const RECOUNTED_HOURS = 20;

/** Replicas all try; one folds. */
export const foldingSweep = ({ measures, tellChanged }: Counting): Sweep => ({
  everyMs: FOLD_EVERY_MS,
  async run({ write }, now) {
    for (let rows = MOST_FOLDED; rows === MOST_FOLDED; ) {
      rows = await write(async (tx) => {
        const folded = await foldOnce(tx, measures);
        if (folded.changed.length > 0) await tellChanged?.(tx, folded.changed, now);
        return folded.rows;
      });
    }
  },
});

/** Each night; at a start, unless it was done that day. What differed is said to whoever runs the platform, and mended. */
export function recurringRecount({ measures }: Counting, tables: CampaignTables, onFailure: (error: unknown) => void): RecurringJob {
  return {
    name: "recount-statistics",
    recurrence: dailyAt(RECOUNT_HOUR),
    async run({ db }, now) {
      if (await wasRecountedAfter(db, measures, now.subtract({ hours: RECOUNTED_HOURS }))) return;
      const { differences, cells } = await recountNow(db, measures, tables, now);
      if (differences.length > 0) onFailure(new Error(`The statistics of ${measures.schema} differed from the facts in ${differences.length} of ${cells} cells, and were mended: ${JSON.stringify(differences.slice(0, 5))}`));
    },
  };
}

/** Of every campaign whose facts are all there. Tables that were there before they were counted are counted first. */
export async function recountNow(db: Database, measures: Measures, tables: CampaignTables, now: Temporal.Instant): Promise<Recount> {
  const today = civilDateOf(now);
  const campaignIds = await findCounted(db, tables, today);
  if (!(await wasRecountedAfter(db, measures, null))) await rebuild(db, measures, campaignIds, now);
  return recount(db, measures, { campaignIds, now, today });
}

export async function rebuildCounted(db: Database, measures: Measures, tables: CampaignTables, now: Temporal.Instant): Promise<void> {
  await rebuild(db, measures, await findCounted(db, tables, civilDateOf(now)), now);
}

/** Of all campaigns, those long past too: of what was loaded just now nothing was purged. */
export async function rebuildLoaded(db: Database, measures: Measures, tables: CampaignTables, now: Temporal.Instant): Promise<void> {
  await rebuild(db, measures, (await findCampaigns(db, tables)).map(({ id }) => id), now);
}

async function findCounted(db: Database, tables: CampaignTables, today: Temporal.PlainDate): Promise<readonly string[]> {
  const isCounted = (campaign: Campaign) => isOnOrBefore(today, lastDayOf(campaign, "BOTH_WEEKS").add({ months: COUNTED_MONTHS }));
  return (await findCampaigns(db, tables)).filter(isCounted).map(({ id }) => id);
}

async function findCampaigns(db: Database, { campaigns }: CampaignTables): Promise<readonly Campaign[]> {
  const rows = await db.select({ campaign: campaigns.campaign }).from(campaigns);
  return rows.map((row) => campaignOf(row.campaign as CampaignFact));
}

async function wasRecountedAfter(db: Database, { schema }: Measures, instant: Temporal.Instant | null): Promise<boolean> {
  const since = instant ? sql`where at > ${instant.toString()}` : sql``;
  return (await db.execute(sql`select 1 from ${sql.raw(schema)}.recounts ${since} limit 1`)).length > 0;
}
