import { fillIn } from "@stages/demonstration/trades.ts";
import { type Siret, siretFrom } from "@stages/kernel/siret.ts";
import type { Host } from "./market.ts";

/** What is made up is said to be, among real schools. */
export const legalNameOf = ({ trade, school }: Host, name: string): string => `${fillIn(trade.legalName, name, school.communeName)} (démonstration)`;

export const STREET = "1 rue des Tilleuls";
export const addressOf = ({ school: { postcode, communeName } }: Pick<Host, "school">): string => `${STREET}, ${postcode} ${communeName}`;

const SIRENS = 10_000;

/** Establishments of the ten thousand SIREN numbers from 000 900 000 on, which INSEE gives to no one; the first of each is the demonstration's. */
export function siretOf({ rank }: Host): Siret {
  const siren = siretFrom(`00000${String(90_000 + (rank % SIRENS)).padStart(8, "0")}`).slice(5);
  return siretFrom(`${siren}${String(2 + Math.floor(rank / SIRENS)).padStart(4, "0")}`);
}
