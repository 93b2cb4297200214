import type { Database } from "@stages/database/connection.ts";
import { purge, purgeable, type Purged } from "@stages/database/purge.ts";
import type { CampaignTables, Retention } from "@stages/database/retention.ts";
import { campaignOf } from "@stages/events/campaign-fact.ts";
import type { CampaignFact } from "@stages/events/contracts.ts";
import { type BusAddress, forgetOldEventsOf } from "@stages/events/open-bus.ts";
import { dailyAt } from "@stages/jobs/recurring.ts";
import { forgetDeadJobs } from "@stages/jobs/troubled-jobs.ts";
import { lastDayOf } from "@stages/kernel/campaign.ts";
import type { RecurringJob } from "./create-subgraph.ts";

interface Options {
  readonly db: Database;
  readonly tables: CampaignTables;
  readonly retention: Retention;
  readonly now: Temporal.Instant;
  readonly dryRun?: boolean;
  readonly onProgress?: (progress: Purged) => void;
}

export async function purgeSubgraph({ db, tables: { campaigns }, dryRun = false, ...options }: Options): Promise<readonly Purged[]> {
  const rows = await db.select({ campaign: campaigns.campaign }).from(campaigns);
  const campaignEnds = new Map(rows.map((row) => campaignOf(row.campaign as CampaignFact)).map((campaign) => [campaign.id, lastDayOf(campaign, "BOTH_WEEKS")]));
  return (dryRun ? purgeable : purge)(db, { campaignEnds, ...options });
}

/** In the small hours of Paris. */
const PURGE_HOUR = 3;

/** Once a day, and at each start. Replicas take turns, and the second finds nothing. */
export function recurringRetention({ name, log, onFailure, ...kept }: {
  readonly name: string;
  readonly tables: CampaignTables;
  readonly retention: Retention;
  readonly log: BusAddress;
  readonly onFailure: (error: unknown) => void;
}): RecurringJob {
  return {
    name: "purge",
    recurrence: dailyAt(PURGE_HOUR),
    async run({ db }, now) {
      await purgeSubgraph({ db, ...kept, now });
      await forgetDeadJobs(log.databaseUrl, name, Temporal.Now.instant());
      const { waitsFor } = await forgetOldEventsOf(log, { now });
      if (waitsFor.length > 0) onFailure(new Error(`The log keeps events past their days for consumers that have not heard them: ${waitsFor.join(", ")}`));
    },
  };
}
