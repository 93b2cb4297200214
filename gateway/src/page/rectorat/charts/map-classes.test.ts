import { expect, it } from "vitest";
import { classOf, saidOf, stepFor } from "./map-classes.ts";

it.each([
  [0, 0.01],
  [0.05, 0.01],
  [0.081, 0.02],
  [0.3, 0.1],
  [0.51, 0.2],
  [1, 0.2],
])("has room for %d in classes of %d", (highest, step) => expect(stepFor(highest)).toBe(step));

it.each([
  [0, 0.2, 0],
  [0.199, 0.2, 0],
  [0.2, 0.2, 1],
  [0.6, 0.2, 3],
  [1, 0.2, 4],
  [0.05, 0.01, 4],
  [0.07, 0.05, 1],
])("%d is, in classes of %d, of class %d", (rate, step, expected) => expect(classOf(rate, step)).toBe(expected));

it("says a class as people do", () => expect(saidOf(1, 0.02).replace(/\s/g, " ")).toBe("2 à 4 %"));
