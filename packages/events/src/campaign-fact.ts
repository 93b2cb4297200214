import type { Campaign } from "@stages/kernel/campaign.ts";
import type { CampaignFact } from "./contracts.ts";

/** A campaign as JSON: Temporal dates write themselves as `YYYY-MM-DD`. */
export const campaignFact = (campaign: Campaign): CampaignFact => JSON.parse(JSON.stringify(campaign)) as CampaignFact;

export function campaignOf(fact: CampaignFact): Campaign {
  const week = ({ firstDay, lastDay }: { firstDay: string; lastDay: string }) => ({
    firstDay: Temporal.PlainDate.from(firstDay),
    lastDay: Temporal.PlainDate.from(lastDay),
  });
  return {
    ...fact,
    offersOpenOn: Temporal.PlainDate.from(fact.offersOpenOn),
    studentsOpenOn: Temporal.PlainDate.from(fact.studentsOpenOn),
    weeks: { 1: week(fact.weeks[1]), 2: week(fact.weeks[2]) },
  };
}
