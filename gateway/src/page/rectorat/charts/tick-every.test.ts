import { expect, it } from "vitest";
import { tickEvery } from "./tick-every.ts";

it.each([
  [0, 300, "day"],
  [3, 300, "day"],
  [30, 300, "week"],
  [30, 250, "2 weeks"],
  [30, 600, "week"],
  [82, 300, "month"],
  [82, 380, "2 weeks"],
  [82, 1_000, "week"],
  [290, 300, "3 months"],
  [750, 300, "6 months"],
])("names %d days in %d pixels every %s", (days, width, expected) => expect(tickEvery(days, width)).toBe(expected));
