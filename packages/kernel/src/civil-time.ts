/** Every legal date of the platform is a civil date in this zone, never an instant cut at midnight UTC. */
export const CIVIL_ZONE = "Europe/Paris";

/** Time is an argument of every rule; this is the only place where a clock is read. */
export type Clock = () => Temporal.Instant;
export const systemClock: Clock = () => Temporal.Now.instant();

export function civilDateOf(instant: Temporal.Instant): Temporal.PlainDate {
  return instant.toZonedDateTimeISO(CIVIL_ZONE).toPlainDate();
}

/**
 * Temporal's years go from -271821 to 275760, PostgreSQL's from -4713, and ISO's four digits from 0 to 9999: between these, and a few
 * years of reckoning away from each end, is every date of a person or of a campaign.
 */
const FIRST_YEAR = 1900;
const LAST_YEAR = 2999;

export const isReckoned = ({ year }: { readonly year: number }): boolean => year >= FIRST_YEAR && year <= LAST_YEAR;

/** The first instant of a civil date, right across the change of hour. */
export function startOf(date: Temporal.PlainDate): Temporal.Instant {
  return date.toZonedDateTime(CIVIL_ZONE).toInstant();
}

export function isOnOrBefore(a: Temporal.PlainDate, b: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(a, b) <= 0;
}

export function isWithin(date: Temporal.PlainDate, first: Temporal.PlainDate, last: Temporal.PlainDate): boolean {
  return isOnOrBefore(first, date) && isOnOrBefore(date, last);
}

/** Completed years on that date; someone born on 29 February is a year older on 1 March of a common year. */
export function ageOn(birthDate: Temporal.PlainDate, date: Temporal.PlainDate): number {
  const years = date.year - birthDate.year;
  const hadBirthday = date.month > birthDate.month || (date.month === birthDate.month && date.day >= birthDate.day);
  return hadBirthday ? years : years - 1;
}

export function isMinorOn(birthDate: Temporal.PlainDate, date: Temporal.PlainDate): boolean {
  return ageOn(birthDate, date) < 18;
}

const LONG_DATE = new Intl.DateTimeFormat("fr-FR", { dateStyle: "full", timeZone: "UTC" });

/** "lundi 14 juin 2027", "dimanche 1er août 2027": for sentences that people read. Unicode's French forgets the "er". */
export function inFrench(date: Temporal.PlainDate): string {
  return LONG_DATE.format(new Date(Date.UTC(date.year, date.month - 1, date.day))).replace(" 1 ", " 1er ");
}

const SHORT_DATE = new Intl.DateTimeFormat("fr-FR", { dateStyle: "long", timeZone: "UTC" });

/** "14 juin 2027", "1er août 2027": where the day of the week says nothing, as in the name of a file. */
export function frenchDate(date: Temporal.PlainDate): string {
  return SHORT_DATE.format(new Date(Date.UTC(date.year, date.month - 1, date.day))).replace(/^1 /, "1er ");
}

/** "lundi 14 juin 2027 à 9 h 05", in Paris: until when something can be done. */
export function momentInFrench(instant: Temporal.Instant): string {
  const { hour, minute } = instant.toZonedDateTimeISO(CIVIL_ZONE);
  return `${inFrench(civilDateOf(instant))} à ${hour} h ${String(minute).padStart(2, "0")}`;
}
