import { describe, expect, it } from "vitest";
import { canBecome, ENDS, isEnd, STATUSES, TRANSITIONS } from "./lifecycle.ts";

const POSSIBLE = [
  "SUBMITTED → READ",
  "SUBMITTED → EXPIRED",
  "SUBMITTED → WITHDRAWN",
  "SUBMITTED → SUPERSEDED",
  "READ → ACCEPTED",
  "READ → REFUSED",
  "READ → EXPIRED",
  "READ → WITHDRAWN",
  "READ → SUPERSEDED",
  "ACCEPTED → CONFIRMED",
  "ACCEPTED → LAPSED",
  "ACCEPTED → WITHDRAWN",
  "ACCEPTED → SUPERSEDED",
  "ACCEPTED → CANCELLED_BY_HOST",
  "CONFIRMED → CANCELLED_BY_HOST",
  "CONFIRMED → CANCELLED_BY_SCHOOL",
];

describe("the life of a candidature", () => {
  const pairs = STATUSES.flatMap((from) => STATUSES.map((to) => [from, to, POSSIBLE.includes(`${from} → ${to}`)] as const));

  it.each(pairs)("%s → %s: %s", (from, to, possible) => {
    expect(canBecome(from, to)).toBe(possible);
  });

  it.each(STATUSES)("%s is an end exactly when nothing follows it", (status) => {
    expect(isEnd(status)).toBe(TRANSITIONS[status].length === 0);
  });

  it("reaches every end", () => {
    const reached = new Set<string>(Object.values(TRANSITIONS).flat());
    expect(ENDS.filter((end) => !reached.has(end))).toEqual([]);
  });
});
