import type { Reader } from "@stages/database/connection.ts";
import { findFiguresOn } from "@stages/statistics/figures.ts";
import { breakdownOf, COUNTRY, ofAcademy } from "@stages/statistics/territory.ts";
import { MEASURES } from "./measures.ts";

export interface SeatsOn {
  readonly taken: number;
  readonly left: number;
}

export interface CountrySeatsOn {
  readonly country: SeatsOn;
  /** In the order in which they are asked for. */
  readonly academies: readonly SeatsOn[];
  readonly sectors: readonly SeatsOn[];
}

/** Seats of the whole country at the end of a day, exact, for what is published of them. */
export async function findSeatsOn(db: Reader, campaignId: string, day: Temporal.PlainDate, { academies, sectors }: { readonly academies: readonly string[]; readonly sectors: readonly string[] }): Promise<CountrySeatsOn> {
  const places = [{ ...COUNTRY }, ...academies.map(ofAcademy), ...sectors.map((sector) => ({ ...COUNTRY, breakdown: breakdownOf("SECTOR", sector) }))];
  const figures = await findFiguresOn(db, MEASURES, places.map((place) => ({ campaignId, ...place })), day);
  const [country, ...others] = figures.map(({ seatsTaken, seatsLeft }) => ({ taken: seatsTaken, left: seatsLeft }));
  return { country: country!, academies: others.slice(0, academies.length), sectors: others.slice(academies.length) };
}
