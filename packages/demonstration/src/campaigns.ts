import { type Campaign, SETTINGS_OF_2024 } from "@stages/kernel/campaign.ts";

/** Enough past for a candidature to have expired, another to be signed. */
const LEAST_DAYS_OPEN = 45;
const DAYS_FOR_HOSTS_BEFORE = 34;

function campaign(year: number, firstMonday: Temporal.PlainDate, offersOpenOn: Temporal.PlainDate, studentsOpenOn: Temporal.PlainDate): Campaign {
  const week = (days: number) => ({ firstDay: firstMonday.add({ days }), lastDay: firstMonday.add({ days: days + 4 }) });
  return { id: String(year), label: `Stages de seconde ${year}`, offersOpenOn, studentsOpenOn, weeks: { 1: week(0), 2: week(7) }, ...SETTINGS_OF_2024 };
}

/** Of 2024, to the size of the demonstration: a seat a student and a little over, a tenth of them in the ministry's own structures. */
const TARGETS_OF_THE_DEMONSTRATION = {
  nationalSeatsTarget: 2_450,
  ownSeatsTarget: 220,
  academySeatsTargets: ["10", "14", "22", "24"].map((academy) => ({ academy, seats: 610 })),
};

/** The first edition, with its real dates: offers 6 March 2024, students 25 March, stage from 17 to 28 June. */
export const CAMPAIGN_2024: Campaign = campaign(
  2024,
  Temporal.PlainDate.from("2024-06-17"),
  Temporal.PlainDate.from("2024-03-06"),
  Temporal.PlainDate.from("2024-03-25"),
);

/** The first Monday on or after 14 June: 14 June 2027, as were 16 June 2025 and 15 June 2026. */
export function firstMondayOf(year: number): Temporal.PlainDate {
  const from = new Temporal.PlainDate(year, 6, 14);
  return from.add({ days: (8 - from.dayOfWeek) % 7 });
}

/**
 * The next edition whose weeks are not past: open to hosts since 1 September and to students since 5 October of the
 * year before, or earlier where that leaves less than 45 days of life to show.
 */
export function runningCampaign(today: Temporal.PlainDate): Campaign {
  const lastDay = (year: number) => firstMondayOf(year).add({ days: 11 });
  const year = Temporal.PlainDate.compare(today, lastDay(today.year)) <= 0 ? today.year : today.year + 1;
  const studentsOpenOn = earliest(new Temporal.PlainDate(year - 1, 10, 5), today.subtract({ days: LEAST_DAYS_OPEN }));
  const offersOpenOn = earliest(new Temporal.PlainDate(year - 1, 9, 1), studentsOpenOn.subtract({ days: DAYS_FOR_HOSTS_BEFORE }));
  return { ...campaign(year, firstMondayOf(year), offersOpenOn, studentsOpenOn), ...TARGETS_OF_THE_DEMONSTRATION };
}

/** The one after the running one, prepared: it opens to hosts in September after its stages, whenever that is. */
export function nextCampaign({ id }: Campaign): Campaign {
  const year = Number(id) + 1;
  return campaign(year, firstMondayOf(year), new Temporal.PlainDate(year - 1, 9, 1), new Temporal.PlainDate(year - 1, 10, 5));
}

function earliest(a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate {
  return Temporal.PlainDate.compare(a, b) <= 0 ? a : b;
}
