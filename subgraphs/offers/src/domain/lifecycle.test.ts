import { describe, expect, it } from "vitest";
import { canBecome, STATUSES, type Status, TRANSITIONS } from "./lifecycle.ts";

/** Written as the domain page draws it, apart from the table. */
const DRAWN: readonly (readonly [Status, Status])[] = [
  ["DRAFT", "PUBLISHED"],
  ["PUBLISHED", "UNPUBLISHED"],
  ["UNPUBLISHED", "PUBLISHED"],
  ["PUBLISHED", "NEEDS_UPDATE"],
  ["NEEDS_UPDATE", "PUBLISHED"],
  ["PUBLISHED", "HIDDEN"],
  ["HIDDEN", "PUBLISHED"],
  ...STATUSES.filter((status) => status !== "REMOVED").map((status) => [status, "REMOVED"] as const),
];

const pairs = STATUSES.flatMap((from) => STATUSES.map((to) => ({ from, to, drawn: DRAWN.some(([a, b]) => a === from && b === to) })));

describe("the life of an offer", () => {
  it.each(pairs.filter(({ drawn }) => drawn))("goes from $from to $to", ({ from, to }) => expect(canBecome(from, to)).toBe(true));
  it.each(pairs.filter(({ drawn }) => !drawn))("never goes from $from to $to", ({ from, to }) => expect(canBecome(from, to)).toBe(false));
  it("ends when removed", () => expect(TRANSITIONS.REMOVED).toEqual([]));
});
