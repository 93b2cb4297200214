import { CIVIL_ZONE, inFrench, momentInFrench } from "@stages/kernel/civil-time.ts";

/** Between a number and its unit, between groups of digits: no line is broken there. */
const NO_BREAK = "\u00A0";

const withoutBreaks = (text: string) => text.replaceAll(" ", NO_BREAK);

/** "lundi 14 juin 2027". */
export function dayInFrench(isoDate: string): string {
  return withoutBreaks(inFrench(Temporal.PlainDate.from(isoDate)));
}

/** "14 juin 2027", "1er août 2027". */
export function dateInFrench(isoDate: string): string {
  return withoutBreaks(inFrench(Temporal.PlainDate.from(isoDate)).replace(/^\S+ /, ""));
}

/** "lundi 14 juin 2027 à 9 h 05", in Paris. */
export function instantInFrench(isoInstant: string): string {
  return momentInFrench(Temporal.Instant.from(isoInstant)).replace(/ (\d+) h (\d+)$/, ` $1${NO_BREAK}h${NO_BREAK}$2`);
}

/** "14 juin 2027, 9 h 05 min 12 s", in Paris: when seconds count. */
export function secondInFrench(isoInstant: string): string {
  const instant = Temporal.Instant.from(isoInstant);
  const { hour, minute, second } = instant.toZonedDateTimeISO(CIVIL_ZONE);
  const two = (n: number) => String(n).padStart(2, "0");
  const date = dateInFrench(instant.toZonedDateTimeISO(CIVIL_ZONE).toPlainDate().toString());
  return `${date}, ${hour}${NO_BREAK}h${NO_BREAK}${two(minute)}${NO_BREAK}min${NO_BREAK}${two(second)}${NO_BREAK}s`;
}

/** "9 h", "12 h 30". */
export function hourInFrench(isoTime: string): string {
  const { hour, minute } = Temporal.PlainTime.from(isoTime);
  return minute === 0 ? `${hour}${NO_BREAK}h` : `${hour}${NO_BREAK}h${NO_BREAK}${String(minute).padStart(2, "0")}`;
}

/** "9 h – 12 h 30". */
export function slotInFrench({ from, to }: { readonly from: string; readonly to: string }): string {
  return `${hourInFrench(from)}${NO_BREAK}–${NO_BREAK}${hourInFrench(to)}`;
}

/** "6 h", "6 h 30", "45 min". */
export function durationInFrench(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest}${NO_BREAK}min`;
  return rest === 0 ? `${hours}${NO_BREAK}h` : `${hours}${NO_BREAK}h${NO_BREAK}${String(rest).padStart(2, "0")}`;
}

/** "05 55 12 34 56", "+33 5 55 12 34 56"; any other number as it was written. */
export function phoneInFrench(phone: string): string {
  const digits = phone.replace(/[\s.()-]/g, "");
  const pairs = (text: string) => text.match(/../g)!.join(NO_BREAK);
  const abroad = /^(?:\+33|0033)([1-9])(\d{8})$/.exec(digits);
  if (abroad) return `+33${NO_BREAK}${abroad[1]}${NO_BREAK}${pairs(abroad[2]!)}`;
  return /^0\d{9}$/.test(digits) ? pairs(digits) : phone;
}

/** "812 345 678 00012". */
export function siretInFrench(siret: string): string {
  const groups = /^(\d{3})(\d{3})(\d{3})(\d{5})$/.exec(siret);
  return groups ? groups.slice(1).join(NO_BREAK) : siret;
}

const COUNTRIES = new Intl.DisplayNames("fr", { type: "region" });

/** "Belgique" for BE; a country that is named already stays so. */
export function countryInFrench(country: string): string {
  return /^[A-Z]{2}$/.test(country) ? (COUNTRIES.of(country) ?? country) : country;
}

/** "K7QF-2M9T-…": four by four, as it is read aloud or typed. */
export function codeInGroups(code: string): string {
  return (code.replaceAll("-", "").match(/.{1,4}/gu) ?? []).join("-");
}
