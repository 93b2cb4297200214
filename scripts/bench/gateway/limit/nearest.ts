import type { Coordinates } from "@stages/kernel/geography.ts";

/** `earth()` of PostgreSQL's earthdistance, in metres, and kernel's sphere. */
const INDEXED_EARTH = 6_378_168;
const EARTH_KM = 6371.0088;

/** What the index of places is asked for: a point, the chord that a radius is, and the box around both. */
export function aroundPoint({ latitude, longitude }: Coordinates, radiusKm: number) {
  const [phi, lambda] = [(latitude * Math.PI) / 180, (longitude * Math.PI) / 180];
  const metres = [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)].map((unit) => INDEXED_EARTH * unit);
  const chord = 2 * INDEXED_EARTH * Math.sin(radiusKm / (2 * EARTH_KM));
  const corner = (sign: number) => `(${metres.map((metre) => metre + sign * (chord + 1)).join(",")})`;
  return { centre: `(${metres.join(",")})`, chord, box: `${corner(-1)},${corner(1)}` };
}
