/**
 * The limits on a student's presence, by age at the first day of the stage. The labour code and the national templates
 * of several years disagree; this version keeps the strictest of each, so that no school has to choose.
 */
export interface PresenceRules {
  readonly version: string;
  readonly source: string;
  readonly earliest: Temporal.PlainTime;
  readonly latest: Temporal.PlainTime;
  readonly hoursPerDay: number;
  readonly hoursPerWeek: { readonly under15: number; readonly from15: number };
  readonly daysPerWeek: number;
  readonly dailyRestHours: number;
  readonly breakMinutes: number;
  readonly longestRunMinutes: number;
}

const STRICTEST_2024: PresenceRules = {
  version: "2024",
  source:
    "Code du travail, articles L. 3161-1 à L. 3164-3 et D. 4153-1 à D. 4153-7 ; modèles nationaux de convention : la plus protectrice de leurs règles",
  earliest: Temporal.PlainTime.from("06:00"),
  latest: Temporal.PlainTime.from("20:00"),
  hoursPerDay: 7,
  hoursPerWeek: { under15: 30, from15: 35 },
  daysPerWeek: 5,
  dailyRestHours: 14,
  breakMinutes: 30,
  longestRunMinutes: 4 * 60 + 30,
};

const VERSIONS: readonly { readonly since: string; readonly rules: PresenceRules }[] = [{ since: "2024", rules: STRICTEST_2024 }];

/** The version in force for a campaign: the newest that is not later than it. */
export function presenceRulesOf(campaignId: string): PresenceRules {
  return (VERSIONS.findLast(({ since }) => since <= campaignId) ?? VERSIONS[0]!).rules;
}
