import type { Coordinates } from "@stages/kernel/geography.ts";
import type { Period } from "@stages/kernel/period.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { lengthOf } from "@stages/kernel/text.ts";
import type { HostKind } from "./host.ts";
import { refusalsOfNumber } from "./place.ts";

/** Which offers, among those around. A null asks for nothing. */
export interface Filters {
  readonly text: string | null;
  readonly sector: string | null;
  readonly period: Period | null;
  readonly hostKind: HostKind | null;
  readonly accessible: boolean | null;
}

/** Around what: a commune, or a point. */
export interface Around {
  readonly communeCode: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
}

export interface Search extends Filters {
  readonly around: Around;
  readonly radiusKm: number;
}

const MAX_TEXT = 200;

export interface KnownOfSearch {
  /** Whether the NAF section that is asked for exists. */
  readonly sectorExists: boolean;
  /** Whether the commune that is asked for exists. */
  readonly communeExists: boolean;
  /** The centre, as written or the commune's; null when nobody knows. */
  readonly centre: Coordinates | null;
}

/** Everything that is wrong in a search, each with its field. */
export function refusalsOfSearch({ around, radiusKm, text, sector }: Search, known: KnownOfSearch): readonly Refusal[] {
  return [
    ...refusalsOfArea(around, known),
    ...refusalsOfNumber(radiusKm, 1, 100, "radiusKm"),
    ...(text !== null && lengthOf(text) > MAX_TEXT ? [refuse("TEXT_TOO_LONG", { max: MAX_TEXT, length: lengthOf(text) }, "text")] : []),
    ...(sector !== null && !known.sectorExists ? [refuse("UNKNOWN_SECTOR", { value: sector.slice(0, 40) }, "sector")] : []),
  ];
}

function refusalsOfArea({ communeCode, latitude, longitude }: Around, { communeExists, centre }: KnownOfSearch): readonly Refusal[] {
  if (communeCode !== null && !communeExists) return [refuse("UNKNOWN_COMMUNE", { value: communeCode.slice(0, 40) }, "around.communeCode")];
  if (!centre) return [refuse("SEARCH_AREA_REQUIRED", communeCode === null ? "around" : "around.communeCode")];
  if (communeCode !== null) return [];
  return [...refusalsOfNumber(latitude!, -90, 90, "around.latitude"), ...refusalsOfNumber(longitude!, -180, 180, "around.longitude")];
}

/** Words that the index keeps, since the dictionary of stop words has "à" and not "a", "le" and not "les": they tell nothing. */
const EMPTY_WORDS = /(?<![\p{L}\p{N}])(?:a|les)(?![\p{L}\p{N}])/giu;

/** What is really looked for in a text; null when nothing is. */
export function wordsOf(text: string | null): string | null {
  return text?.replace(EMPTY_WORDS, " ").trim() || null;
}

/** To a tenth, as people read it. */
export const roundedKm = (km: number): number => Math.round(km * 10) / 10;
