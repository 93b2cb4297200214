/** The part of a campaign that an offer, a candidature or a convention covers. */
export const PERIODS = ["BOTH_WEEKS", "WEEK_1", "WEEK_2"] as const;
export type Period = (typeof PERIODS)[number];
export type Week = 1 | 2;

const WEEKS: Record<Period, readonly Week[]> = { BOTH_WEEKS: [1, 2], WEEK_1: [1], WEEK_2: [2] };

export function weeksOf(period: Period): readonly Week[] {
  return WEEKS[period];
}

/** FAQ: "Soit deux semaines dans la même structure, soit deux fois une semaine dans deux structures différentes." */
export function meet(a: Period, b: Period): boolean {
  return WEEKS[a].some((week) => WEEKS[b].includes(week));
}
