import type { Coordinates } from "@stages/kernel/geography.ts";

/** What a map shows, in degrees. */
export interface Bounds {
  readonly south: number;
  readonly west: number;
  readonly north: number;
  readonly east: number;
}

/** Where to look: what a distance is counted from, how far at most, and the bounds when a map gives them. */
export interface Area {
  readonly centre: Coordinates;
  readonly radiusKm: number;
  readonly bounds: Bounds | null;
}

/** A run of squares of one row of the grid, both ends included. */
export interface Band {
  readonly from: number;
  readonly to: number;
}

/** Squares of a twentieth of a degree, 5.6 km from south to north: what the index of places is sorted by. */
export const CELLS_PER_DEGREE = 20;
/** Squares of an eighth of a degree: a word each in the index of texts, few enough for one query to name. */
export const ZONES_PER_DEGREE = 8;

/** The mean radius of kernel's `distanceKm`. */
export const EARTH_KM = 6371.0088;
/** What rounding may move an edge by. */
const SLACK = 1e-9;

const radians = (degrees: number) => (degrees * Math.PI) / 180;
const degrees = (angle: number) => (angle * 180) / Math.PI;

/** The number of a point's square; PostgreSQL computes the same from the same operations. */
export const squareOf = ({ latitude, longitude }: Coordinates, perDegree: number): number =>
  Math.floor((latitude + 90) * perDegree) * 360 * perDegree + Math.floor((longitude + 180) * perDegree);

/** The runs of squares that cover an area, row by row from the south: none of its points is elsewhere. */
export function bandsOf(area: Area, perDegree: number): readonly Band[] {
  const { south, north } = area.bounds ?? latitudesOf(area);
  const row = (latitude: number) => Math.floor((Math.max(-90, Math.min(90, latitude)) + 90) * perDegree);
  const bands: Band[] = [];
  for (let index = row(south - SLACK); index <= row(north + SLACK); index += 1) {
    const [low, high] = [index / perDegree - 90, (index + 1) / perDegree - 90];
    const reach = area.bounds ? null : reachWithin(area, low, high);
    for (const [west, east] of unwrapped(area.bounds?.west ?? area.centre.longitude - reach! - SLACK, area.bounds?.east ?? area.centre.longitude + reach! + SLACK)) {
      const column = (longitude: number) => Math.floor((longitude + 180) * perDegree);
      bands.push({ from: index * 360 * perDegree + column(west), to: index * 360 * perDegree + column(east) });
    }
  }
  return bands;
}

function latitudesOf({ centre, radiusKm }: Area): Pick<Bounds, "south" | "north"> {
  const reach = degrees(radiusKm / EARTH_KM);
  return { south: centre.latitude - reach, north: centre.latitude + reach };
}

/** How many degrees of longitude a circle reaches east and west of its centre, between two latitudes. */
function reachWithin({ centre, radiusKm }: Area, low: number, high: number): number {
  const angle = radiusKm / EARTH_KM;
  const middle = radians(centre.latitude);
  if (Math.abs(middle) + angle >= Math.PI / 2) return 180;
  const widest = Math.asin(Math.sin(middle) / Math.cos(angle));
  const latitudes = [low, high].map((latitude) => Math.max(middle - angle, Math.min(middle + angle, radians(latitude))));
  const asked = widest > latitudes[0]! && widest < latitudes[1]! ? [widest] : latitudes;
  return Math.max(...asked.map((latitude) => {
    const cosine = (Math.cos(angle) - Math.sin(middle) * Math.sin(latitude)) / (Math.cos(middle) * Math.cos(latitude));
    return degrees(Math.acos(Math.max(-1, Math.min(1, cosine))));
  }));
}

/** Across the antimeridian there are two runs. */
function unwrapped(west: number, east: number): readonly (readonly [number, number])[] {
  if (east - west >= 360) return [[-180, 180]];
  if (west < -180) return [[west + 360, 180], [-180, east]];
  if (east > 180) return [[west, 180], [-180, east - 360]];
  return [[west, east]];
}

/** Each square of the bands. */
export const squaresIn = (bands: readonly Band[]): readonly number[] => bands.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index));
