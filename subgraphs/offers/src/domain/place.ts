import type { Coordinates } from "@stages/kernel/geography.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { refusalsOfText } from "@stages/kernel/text.ts";

/** A postal address; abroad there is neither INSEE code nor French postcode. */
export interface Address {
  readonly addressLine: string;
  readonly postcode: string | null;
  readonly communeCode: string | null;
  readonly communeName: string;
}

/** Where a stage takes place: always located, since students look around a point. */
export type Place = Address & Coordinates;

export interface WrittenAddress {
  readonly addressLine: string;
  /** The commune's first one when null. */
  readonly postcode: string | null;
  readonly communeCode: string;
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

export function refusalsOfAddress(written: WrittenAddress, commune: KnownCommune | null, path: string): readonly Refusal[] {
  const { addressLine, postcode, communeCode } = written;
  return [
    ...refusalsOfText(addressLine, 200, `${path}.addressLine`),
    ...(postcode === null || /^\d{5}$/.test(postcode) ? [] : [refuse("INVALID_POSTCODE", { value: postcode.slice(0, 40) }, `${path}.postcode`)]),
    ...(commune ? [] : [refuse("UNKNOWN_COMMUNE", { value: communeCode.slice(0, 40) }, `${path}.communeCode`)]),
  ];
}

export function addressOf({ addressLine, postcode }: WrittenAddress, commune: KnownCommune): Address {
  return { addressLine, postcode: postcode ?? commune.postcodes[0] ?? null, communeCode: commune.code, communeName: commune.name };
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

export function inOneLine({ addressLine, postcode, communeName }: Address): string {
  return `${addressLine}, ${postcode === null ? "" : `${postcode} `}${communeName}`;
}
