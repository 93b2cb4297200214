import type { Coordinates } from "@stages/kernel/geography.ts";
import type { Period } from "@stages/kernel/period.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { lengthOf } from "@stages/kernel/text.ts";
import type { Area, Bounds } from "./area.ts";
import type { HostKind } from "./host.ts";
import type { Mode } from "./offer.ts";
import { refusalsOfNumber } from "./place.ts";

/** Which offers, among those around. A null asks for nothing, and so does an empty list. */
export interface Filters {
  readonly text: string | null;
  readonly sectors: readonly string[] | null;
  readonly period: Period | null;
  readonly hostKinds: readonly HostKind[] | null;
  readonly mode: Mode | null;
  readonly department: string | null;
  readonly accessible: boolean | null;
  readonly seatsLeft: boolean | null;
  readonly reservedToMySchool: boolean | null;
}

export const NO_FILTERS: Filters = {
  text: null, sectors: null, period: null, hostKinds: null, mode: null, department: null, accessible: null, seatsLeft: null, reservedToMySchool: null,
};

/** Around what: a commune, or a point. */
export interface Around {
  readonly communeCode: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
}

export const ORDERS = ["DISTANCE", "NEWEST"] as const;
export type Order = (typeof ORDERS)[number];

export interface Search extends Filters {
  readonly around: Around | null;
  readonly radiusKm: number;
  /** In place of the radius. */
  readonly within: Bounds | null;
  readonly order: Order;
}

export const MAX_TEXT = 200;
const MAX_SECTORS = 21;
/** As far as a radius of 100 km reaches, and a half more: what a screen shows of it. */
const MAX_HEIGHT = 3;
const MAX_WIDTH = 4;

export interface KnownOfSearch {
  /** Of the NAF sections asked for, those that do not exist. */
  readonly unknownSectors: readonly string[];
  /** Whether the département that is asked for exists. */
  readonly departmentExists: boolean;
  /** Whether the commune that is asked for exists. */
  readonly communeExists: boolean;
  /** The centre, as written or the commune's; null when nobody knows. */
  readonly centre: Coordinates | null;
}

/** Everything that is wrong in a search, each with its field. */
export function refusalsOfSearch(search: Search, known: KnownOfSearch): readonly Refusal[] {
  const { radiusKm, text, within, department } = search;
  const unknown = known.unknownSectors[0] ?? (search.sectors && search.sectors.length > MAX_SECTORS ? search.sectors.join(",") : undefined);
  return [
    ...refusalsOfArea(search, known),
    ...(within ? refusalsOfBounds(within) : []),
    ...refusalsOfNumber(radiusKm, 1, 100, "radiusKm"),
    ...(text !== null && lengthOf(text) > MAX_TEXT ? [refuse("TEXT_TOO_LONG", { max: MAX_TEXT, length: lengthOf(text) }, "text")] : []),
    ...(unknown === undefined ? [] : [refuse("UNKNOWN_SECTOR", { value: unknown.slice(0, 40) }, "sectors")]),
    ...(department !== null && !known.departmentExists ? [refuse("UNKNOWN_DEPARTMENT", { value: department.slice(0, 40) }, "department")] : []),
  ];
}

function refusalsOfArea({ around, within }: Search, { communeExists, centre }: KnownOfSearch): readonly Refusal[] {
  if (!around) return within ? [] : [refuse("SEARCH_AREA_REQUIRED", "around")];
  const { communeCode, latitude, longitude } = around;
  if (communeCode !== null && !communeExists) return [refuse("UNKNOWN_COMMUNE", { value: communeCode.slice(0, 40) }, "around.communeCode")];
  if (!centre) return [refuse("SEARCH_AREA_REQUIRED", communeCode === null ? "around" : "around.communeCode")];
  if (communeCode !== null) return [];
  return [...refusalsOfNumber(latitude!, -90, 90, "around.latitude"), ...refusalsOfNumber(longitude!, -180, 180, "around.longitude")];
}

function refusalsOfBounds({ south, west, north, east }: Bounds): readonly Refusal[] {
  const onTheGlobe = [
    ...refusalsOfNumber(south, -90, 90, "within.south"),
    ...refusalsOfNumber(west, -180, 180, "within.west"),
    ...refusalsOfNumber(north, -90, 90, "within.north"),
    ...refusalsOfNumber(east, -180, 180, "within.east"),
  ];
  if (onTheGlobe.length > 0) return onTheGlobe;
  const isSound = south < north && west < east && north - south <= MAX_HEIGHT && east - west <= MAX_WIDTH;
  return isSound ? [] : [refuse("INVALID_BOUNDS", { height: MAX_HEIGHT, width: MAX_WIDTH }, "within")];
}

/** Where a search without refusals looks; the middle of a map's bounds when no centre is given. */
export function areaOf({ radiusKm, within }: Search, centre: Coordinates | null): Area {
  const middle = within && { latitude: (within.south + within.north) / 2, longitude: (within.west + within.east) / 2 };
  return { centre: centre ?? middle!, radiusKm, bounds: within };
}

/** Words that the index keeps, since the dictionary of stop words has "à" and not "a", "le" and not "les": they tell nothing. */
const EMPTY_WORDS = /(?<![\p{L}\p{N}])(?:a|les)(?![\p{L}\p{N}])/giu;

/** What is really looked for in a text; null when nothing is. */
export function wordsOf(text: string | null): string | null {
  return text?.replace(EMPTY_WORDS, " ").trim() || null;
}

/** To a tenth, as people read it. */
export const roundedKm = (km: number): number => Math.round(km * 10) / 10;
