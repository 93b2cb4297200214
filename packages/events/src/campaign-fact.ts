import { type Campaign, SETTINGS_OF_2024 } from "@stages/kernel/campaign.ts";
import type { PresenceRules } from "@stages/kernel/presence-rules.ts";
import type { CampaignFact, PresenceRulesFact } from "./contracts.ts";

/** A campaign as JSON: Temporal dates and times write themselves as `YYYY-MM-DD` and `HH:MM:SS`. */
export const campaignFact = (campaign: Campaign): CampaignFact => JSON.parse(JSON.stringify(campaign)) as CampaignFact;

export function campaignOf(fact: CampaignFact): Campaign {
  const week = ({ firstDay, lastDay }: { firstDay: string; lastDay: string }) => ({
    firstDay: Temporal.PlainDate.from(firstDay),
    lastDay: Temporal.PlainDate.from(lastDay),
  });
  // What a campaign did not have when it was told, it reads as the first edition had it.
  const { feedbackOpensOn, reminderDays, conventionReminderDays, insuranceReminderDays, motivationMaxLength, ownSeatsTarget, academySeatsTargets, presenceRules } = SETTINGS_OF_2024;
  return {
    feedbackOpensOn,
    reminderDays,
    conventionReminderDays,
    insuranceReminderDays,
    motivationMaxLength,
    ownSeatsTarget,
    academySeatsTargets,
    ...fact,
    presenceRules: fact.presenceRules ? presenceRulesOf(fact.presenceRules) : presenceRules,
    offersOpenOn: Temporal.PlainDate.from(fact.offersOpenOn),
    studentsOpenOn: Temporal.PlainDate.from(fact.studentsOpenOn),
    weeks: { 1: week(fact.weeks[1]), 2: week(fact.weeks[2]) },
  };
}

function presenceRulesOf({ byAge, ...rules }: PresenceRulesFact): PresenceRules {
  return {
    ...rules,
    byAge: byAge.map(({ earliest, latest, ...limits }) => ({ ...limits, earliest: Temporal.PlainTime.from(earliest), latest: Temporal.PlainTime.from(latest) })),
  };
}
