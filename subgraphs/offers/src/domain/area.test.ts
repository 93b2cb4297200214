import { distanceKm } from "@stages/kernel/geography.ts";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Area, bandsOf, CELLS_PER_DEGREE, squareOf, squaresIn, ZONES_PER_DEGREE } from "./area.ts";

const latitude = fc.double({ min: -89, max: 89, noNaN: true });
const longitude = fc.double({ min: -180, max: 179.999, noNaN: true });
const circle = fc.record({ centre: fc.record({ latitude, longitude }), radiusKm: fc.double({ min: 1, max: 100, noNaN: true }), bounds: fc.constant(null) });
/** From the centre: how far, as a part of the radius, and in which direction. */
const step = fc.record({ part: fc.double({ min: 0, max: 1, noNaN: true }), angle: fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }) });

/** The point so far from the centre, in that direction. */
function pointAt({ centre, radiusKm }: Area, { part, angle }: { readonly part: number; readonly angle: number }) {
  const [phi, lambda, reach] = [(centre.latitude * Math.PI) / 180, (centre.longitude * Math.PI) / 180, (part * radiusKm) / 6371.0088];
  const north = Math.asin(Math.sin(phi) * Math.cos(reach) + Math.cos(phi) * Math.sin(reach) * Math.cos(angle));
  const east = lambda + Math.atan2(Math.sin(angle) * Math.sin(reach) * Math.cos(phi), Math.cos(reach) - Math.sin(phi) * Math.sin(north));
  return { latitude: (north * 180) / Math.PI, longitude: ((((east * 180) / Math.PI + 540) % 360) + 360) % 360 - 180 };
}

describe("the squares that cover an area", () => {
  it.each([CELLS_PER_DEGREE, ZONES_PER_DEGREE])("hold every point of a circle, near a pole and across the antimeridian too (%d to a degree)", (perDegree) => {
    fc.assert(fc.property(circle, fc.array(step, { minLength: 1, maxLength: 8 }), (area, steps) => {
      const squares = new Set(squaresIn(bandsOf(area, perDegree)));
      for (const one of steps) {
        const point = pointAt(area, one);
        if (distanceKm(area.centre, point) <= area.radiusKm) expect(squares).toContain(squareOf(point, perDegree));
      }
    }), { numRuns: 150 });
  });

  it("hold every point of a map's bounds", () => {
    const bounds = fc.record({ south: fc.double({ min: -80, max: 77, noNaN: true }), height: fc.double({ min: 0.01, max: 3, noNaN: true }), west: fc.double({ min: -180, max: 175, noNaN: true }), width: fc.double({ min: 0.01, max: 4, noNaN: true }) });
    fc.assert(fc.property(bounds, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), ({ south, height, west, width }, up, right) => {
      const area: Area = { centre: { latitude: south, longitude: west }, radiusKm: 30, bounds: { south, west, north: south + height, east: west + width } };
      expect(squaresIn(bandsOf(area, CELLS_PER_DEGREE))).toContain(squareOf({ latitude: south + up * height, longitude: west + right * width }, CELLS_PER_DEGREE));
    }), { numRuns: 150 });
  });

  it("are few more than the circle needs", () => {
    const area: Area = { centre: { latitude: 45.27, longitude: 1.77 }, radiusKm: 30, bounds: null };
    const square = 111.2 * 111.2 * Math.cos((45.27 * Math.PI) / 180);
    expect(squaresIn(bandsOf(area, CELLS_PER_DEGREE)).length).toBeLessThan(1.4 * (Math.PI * 900 * CELLS_PER_DEGREE ** 2) / square);
    expect(bandsOf(area, CELLS_PER_DEGREE).length).toBeLessThan(14);
  });

  it("are two runs a row across the antimeridian", () => {
    const bands = bandsOf({ centre: { latitude: -14.3, longitude: -179.9 }, radiusKm: 30, bounds: null }, CELLS_PER_DEGREE);
    expect(bands.length % 2).toBe(0);
    expect(bands.every(({ from, to }) => from <= to)).toBe(true);
  });
});
