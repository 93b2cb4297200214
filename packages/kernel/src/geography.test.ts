import { describe, expect, it } from "vitest";
import { distanceKm } from "./geography.ts";

const TULLE = { latitude: 45.27315, longitude: 1.76314 };
const BRIVE = { latitude: 45.14358, longitude: 1.51937 };
const PARIS = { latitude: 48.8566, longitude: 2.3522 };
const SAINT_DENIS_REUNION = { latitude: -20.8823, longitude: 55.4504 };

describe("distance", () => {
  it.each([
    ["Tulle and Brive", TULLE, BRIVE, 24],
    ["Tulle and Paris", TULLE, PARIS, 401],
    ["Paris and La Réunion, across the equator", PARIS, SAINT_DENIS_REUNION, 9_400],
  ])("between %s", (_, a, b, km) => {
    expect(Math.abs(distanceKm(a, b) - km) / km).toBeLessThan(0.02);
    expect(distanceKm(a, b)).toBeCloseTo(distanceKm(b, a), 9);
  });

  it("is nothing from a point to itself, half the Earth's turn to its antipode, never NaN", () => {
    expect(distanceKm(TULLE, TULLE)).toBe(0);
    const antipode = { latitude: -TULLE.latitude, longitude: TULLE.longitude - 180 };
    expect(distanceKm(TULLE, antipode)).toBeCloseTo(Math.PI * 6371.0088, 3);
  });

  it("is short across the date line", () => {
    expect(distanceKm({ latitude: -13, longitude: 179.9 }, { latitude: -13, longitude: -179.9 })).toBeLessThan(25);
  });
});
