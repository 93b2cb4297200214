import type { Transaction } from "@stages/database/connection.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import { academyKey, COUNTRY_KEY, departmentKey, schoolKey } from "@stages/kernel/territory-key.ts";
import type { Changed } from "@stages/statistics/fold.ts";
import { messaging } from "../persistence/tables.ts";

/** One fact a fold and campaign, whatever the number of schools: those who watch a territory ask for its figures again. */
export async function tellCoverage(tx: Transaction, changed: readonly Changed[], now: Temporal.Instant): Promise<void> {
  const byCampaign = Map.groupBy(changed, ({ campaignId }) => campaignId);
  await tell(tx, messaging, [...byCampaign].map(([campaignId, schools]) => {
    const territories = new Set([COUNTRY_KEY]);
    for (const { academy, department, schoolUai } of schools) territories.add(academyKey(academy)).add(departmentKey(department)).add(schoolKey(schoolUai));
    return domainEvent("CoverageChanged", campaignId, { campaignId, territories: [...territories] }, now);
  }));
}
