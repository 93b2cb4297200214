import type { Coordinates } from "@stages/kernel/geography.ts";
import type { Uai } from "@stages/kernel/uai.ts";

export type SchoolSector = "PUBLIC" | "PRIVATE";

export interface School {
  readonly uai: Uai;
  readonly name: string;
  readonly sector: SchoolSector;
  readonly addressLine: string;
  readonly postcode: string;
  readonly communeCode: string;
  readonly communeName: string;
  /** Null for the few that the official directory does not place. */
  readonly coordinates: Coordinates | null;
  readonly departmentCode: string;
  readonly academy: string;
  /** The ministry in charge, as the directory writes it; null when it says nothing. */
  readonly ministry: string | null;
}

/** Words without accents, case or punctuation: "Lycée d'Arsonval" is "lycee d arsonval". */
export function wordsOf(text: string): readonly string[] {
  const bare = text.normalize("NFD").replace(/\p{Mark}/gu, "").toLowerCase().replaceAll("œ", "oe").replaceAll("æ", "ae");
  return bare.match(/[\p{Letter}\p{Number}]+/gu) ?? [];
}

/** What a search looks into, and the order of every list of schools: the name first. */
export function searchTextOf({ name, communeName, postcode, uai }: Pick<School, "name" | "communeName" | "postcode" | "uai">): string {
  return wordsOf(`${name} ${communeName} ${postcode} ${uai}`).join(" ");
}

export function postalAddressOf({ addressLine, postcode, communeName }: Pick<School, "addressLine" | "postcode" | "communeName">): string {
  const town = `${postcode} ${communeName}`;
  return addressLine === "" ? town : `${addressLine}, ${town}`;
}
