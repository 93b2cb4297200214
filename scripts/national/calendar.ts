import { type Campaign, firstDayOf, lastDayOf } from "@stages/kernel/campaign.ts";
import { civilDateOf, startOf } from "@stages/kernel/civil-time.ts";
import type { Period } from "@stages/kernel/period.ts";
import type { Random } from "@stages/demonstration/random.ts";

/** Whole seconds since 1970: millions of instants, of which Temporal would make objects. */
export type Seconds = number;
/** A civil day in Paris, counted from the first of the calendar. */
export type Day = number;

/** Nobody begins to look for a stage, or is said to have one, in the last days before it. */
const LEAST_BEFORE = 4;
const A_DAY = 86_400;
const FROM = 8 * 3_600;
const UNTIL = 20 * 3_600;

/** The days of a campaign as numbers, and instants as PostgreSQL reads them, both by tables. */
export class Calendar {
  readonly offersOpen: Day;
  readonly studentsOpen: Day;
  /** By when a search has begun, and a stage found elsewhere was told. */
  readonly searchedBy: Day;
  readonly #starts: readonly Seconds[];
  readonly #dates: readonly string[];
  readonly #utcDates: readonly string[];
  readonly #utcFirst: number;
  readonly #times: string[] = [];
  readonly #periods: Readonly<Record<Period, readonly [Day, Day]>>;

  constructor(readonly campaign: Campaign, readonly until: Seconds, searchedBy: Temporal.PlainDate = campaign.weeks[1].firstDay.subtract({ days: LEAST_BEFORE })) {
    const first = campaign.offersOpenOn.subtract({ days: 30 });
    // What is planned may go beyond both.
    const last = [civilDateOf(Temporal.Instant.fromEpochMilliseconds(until * 1_000)), campaign.weeks[2].lastDay].toSorted(Temporal.PlainDate.compare)[1]!;
    const count = first.until(last, { largestUnit: "days" }).days + 200;
    const dates = Array.from({ length: count }, (_, day) => first.add({ days: day }));
    this.#dates = dates.map(String);
    this.#starts = dates.map((date) => startOf(date).epochMilliseconds / 1_000);
    this.#utcFirst = Math.floor(this.#starts[0]! / A_DAY);
    this.#utcDates = [String(first.subtract({ days: 1 })), ...this.#dates];
    const dayOf = (date: Temporal.PlainDate) => first.until(date, { largestUnit: "days" }).days;
    [this.offersOpen, this.studentsOpen] = [dayOf(campaign.offersOpenOn), dayOf(campaign.studentsOpenOn)];
    this.searchedBy = dayOf(searchedBy);
    const bounds = (period: Period) => [dayOf(firstDayOf(campaign, period)), dayOf(lastDayOf(campaign, period))] as const;
    this.#periods = { BOTH_WEEKS: bounds("BOTH_WEEKS"), WEEK_1: bounds("WEEK_1"), WEEK_2: bounds("WEEK_2") };
  }

  firstDay(period: Period): Day {
    return this.#periods[period][0];
  }

  lastDay(period: Period): Day {
    return this.#periods[period][1];
  }

  startOf(day: Day): Seconds {
    return this.#starts[day]!;
  }

  dayOf(at: Seconds): Day {
    // The change of hour moves a day's beginning by an hour at most.
    const guess = Math.floor((at - this.#starts[0]!) / A_DAY);
    return at >= this.#starts[guess + 1]! ? guess + 1 : at < this.#starts[guess]! ? guess - 1 : guess;
  }

  /** At some moment of the hours in which people see to such things. */
  during(day: Day, random: Random): Seconds {
    return this.#starts[day]! + FROM + Math.floor(random.next() * (UNTIL - FROM));
  }

  date(day: Day): string {
    return this.#dates[day]!;
  }

  text(at: Seconds): string {
    return this.#written(at, " ", "+00");
  }

  /** As Temporal writes it: what is sealed for a step is bound to its instant. */
  iso(at: Seconds): string {
    return this.#written(at, "T", "Z");
  }

  #written(at: Seconds, between: string, zone: string): string {
    const day = Math.floor(at / A_DAY);
    const second = at - day * A_DAY;
    return `${this.#utcDates[day - this.#utcFirst]!}${between}${(this.#times[second] ??= timeOf(second))}${zone}`;
  }
}

const two = (number: number) => String(number).padStart(2, "0");
const timeOf = (second: number) => `${two(Math.floor(second / 3_600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
