import type { Coordinates } from "@stages/kernel/geography.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { refusalsOfText } from "@stages/kernel/text.ts";

/** The only country whose communes are known: elsewhere a town is what was written. */
export const FRANCE = "FR";

/** A postal address; abroad there is no INSEE code, and the postcode is the country's own. */
export interface Address {
  readonly addressLine: string;
  readonly postcode: string | null;
  readonly communeCode: string | null;
  readonly communeName: string;
}

/** Where a stage takes place: always located, since students look around a point. */
export type Place = Address & Coordinates & { /** ISO 3166-1, two letters. */ readonly country: string };

export interface WrittenAddress {
  readonly addressLine: string;
  /** In France, the commune's first one when null. */
  readonly postcode: string | null;
  /** In France; not kept abroad. */
  readonly communeCode: string | null;
  /** Abroad; not kept in France, where the commune says it. */
  readonly town?: string | null;
  /** France for a host, the host's for a place, when null. */
  readonly country?: string | null;
}

export interface WrittenCoordinates {
  readonly latitude: number | null;
  readonly longitude: number | null;
}

/** What the official geographic code says of a commune. */
export interface KnownCommune {
  readonly code: string;
  readonly name: string;
  readonly postcodes: readonly string[];
}

/** What the reference tables say of an address. */
export interface KnownOfAddress {
  /** Its country's code; null when no country has the one that is written. */
  readonly country: string | null;
  /** Null abroad, or when no commune has that code. */
  readonly commune: KnownCommune | null;
}

export function refusalsOfAddress(written: WrittenAddress, known: KnownOfAddress, path: string): readonly Refusal[] {
  const street = refusalsOfText(written.addressLine, 200, `${path}.addressLine`);
  if (known.country === null) return [...street, refuse("UNKNOWN_COUNTRY", { value: String(written.country).slice(0, 40) }, `${path}.country`)];
  return [...street, ...(known.country === FRANCE ? refusalsInFrance(written, known, path) : refusalsAbroad(written, path))];
}

function refusalsInFrance({ postcode, communeCode }: WrittenAddress, { commune }: KnownOfAddress, path: string): readonly Refusal[] {
  return [
    ...(postcode === null || /^\d{5}$/.test(postcode) ? [] : [refuse("INVALID_POSTCODE", { value: postcode.slice(0, 40) }, `${path}.postcode`)]),
    ...(commune ? [] : [communeCode === null ? refuse("TEXT_REQUIRED", `${path}.communeCode`) : refuse("UNKNOWN_COMMUNE", { value: communeCode.slice(0, 40) }, `${path}.communeCode`)]),
  ];
}

/** Of a postcode abroad nothing is known but that ISO countries have none longer. */
function refusalsAbroad({ postcode, town }: WrittenAddress, path: string): readonly Refusal[] {
  return [...(postcode === null ? [] : refusalsOfText(postcode, MAX_POSTCODE, `${path}.postcode`)), ...refusalsOfText(town ?? "", 100, `${path}.town`)];
}

const MAX_POSTCODE = 12;

/** Of an address without refusals. */
export function addressOf({ addressLine, postcode, town }: WrittenAddress, { country, commune }: KnownOfAddress): Address {
  if (country !== FRANCE) return { addressLine, postcode, communeCode: null, communeName: town! };
  return { addressLine, postcode: postcode ?? commune!.postcodes[0] ?? null, communeCode: commune!.code, communeName: commune!.name };
}

/** Both or neither, each within the globe. `path` is the object's, with its dot, or empty. */
export function refusalsOfCoordinates({ latitude, longitude }: WrittenCoordinates, path: string): readonly Refusal[] {
  if (latitude === null && longitude === null) return [];
  if (latitude === null || longitude === null) return [refuse("PLACE_NOT_LOCATED", `${path}${latitude === null ? "latitude" : "longitude"}`)];
  return [...refusalsOfNumber(latitude, -90, 90, `${path}latitude`), ...refusalsOfNumber(longitude, -180, 180, `${path}longitude`)];
}

export function refusalsOfNumber(number: number, min: number, max: number, field: string): readonly Refusal[] {
  return number >= min && number <= max ? [] : [refuse("NUMBER_OUT_OF_RANGE", { min, max }, field)];
}

export function coordinatesOf({ latitude, longitude }: WrittenCoordinates): Coordinates | null {
  return latitude === null || longitude === null ? null : { latitude, longitude };
}

/** `countryName`: in French, of an address abroad; null in France, where nobody writes it. */
export function inOneLine({ addressLine, postcode, communeName }: Address, countryName: string | null): string {
  return `${addressLine}, ${postcode === null ? "" : `${postcode} `}${communeName}${countryName === null ? "" : `, ${countryName}`}`;
}
