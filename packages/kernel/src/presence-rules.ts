/**
 * The limits on a student's presence. They are data of the campaign, with the text that they come from: the labour code
 * and the national templates of several years disagree, and the ministry says which are followed.
 */
export interface PresenceRules {
  /** Another one for each change, so that a convention can say by which it was checked. */
  readonly version: string;
  /** The texts, as a person would cite them. */
  readonly source: string;
  /** Youngest first, from 0; each holds until the age of the next. */
  readonly byAge: readonly PresenceLimits[];
}

export interface PresenceLimits {
  /** Completed years on the first day of the stage. */
  readonly fromAge: number;
  readonly hoursPerDay: number;
  readonly hoursPerWeek: number;
  readonly daysPerWeek: number;
  readonly earliest: Temporal.PlainTime;
  readonly latest: Temporal.PlainTime;
  /** Between two days. */
  readonly dailyRestHours: number;
  /** Days in a row, Sunday among them. */
  readonly weeklyRestDays: 1 | 2;
  readonly breakMinutes: number;
  /** Presence after which a break is due. */
  readonly longestRunMinutes: number;
}

const MINOR: Omit<PresenceLimits, "fromAge" | "hoursPerWeek"> = {
  hoursPerDay: 7,
  daysPerWeek: 5,
  earliest: Temporal.PlainTime.from("06:00"),
  latest: Temporal.PlainTime.from("20:00"),
  dailyRestHours: 14,
  weeklyRestDays: 2,
  breakMinutes: 30,
  longestRunMinutes: 4 * 60 + 30,
};

/** The strictest of each text, so that no school has to choose: what the campaigns that were told without rules had. */
export const STRICTEST_2024: PresenceRules = {
  version: "2024",
  source:
    "Code du travail, articles L. 3161-1 à L. 3164-3 et D. 4153-1 à D. 4153-7 ; modèles nationaux de convention : la plus protectrice de leurs règles",
  byAge: [
    { fromAge: 0, hoursPerWeek: 30, ...MINOR },
    { fromAge: 15, hoursPerWeek: 35, ...MINOR },
    { fromAge: 16, hoursPerWeek: 35, ...MINOR },
  ],
};

export function limitsAt(age: number, { byAge }: PresenceRules): PresenceLimits {
  return byAge.findLast(({ fromAge }) => fromAge <= age) ?? byAge[0]!;
}
