import { describe, expect, it } from "vitest";
import { canBecome, LACKS, mayBecome, PARTIES, type Party, type Standing, STATUSES, type Status } from "./lifecycle.ts";

/** Written as the domain page draws it, apart from the table: who goes from where to where, and with which words of "when". */
const DRAWN: readonly (readonly [Party, Status, Status, "always" | "room" | "no room" | "nobody seated"])[] = [
  ["HOST", "DRAFT", "PUBLISHED", "room"],
  ["HOST", "PUBLISHED", "UNPUBLISHED", "always"],
  ["HOST", "NEEDS_UPDATE", "UNPUBLISHED", "always"],
  ["HOST", "UNPUBLISHED", "PUBLISHED", "room"],
  ["HOST", "NEEDS_UPDATE", "PUBLISHED", "room"],
  ["PLATFORM", "PUBLISHED", "NEEDS_UPDATE", "no room"],
  ["PLATFORM", "NEEDS_UPDATE", "PUBLISHED", "room"],
  ...(["DRAFT", "PUBLISHED", "UNPUBLISHED", "NEEDS_UPDATE", "HIDDEN"] as const).map((from) => ["HOST", from, "REMOVED", "nobody seated"] as const),
  ...(["PUBLISHED", "UNPUBLISHED", "NEEDS_UPDATE"] as const).map((from) => ["RECTORAT", from, "HIDDEN", "always"] as const),
  ["RECTORAT", "HIDDEN", "PUBLISHED", "room"],
  ["RECTORAT", "HIDDEN", "NEEDS_UPDATE", "no room"],
  ["RECTORAT", "HIDDEN", "UNPUBLISHED", "always"],
];
const HOLDS = {
  always: () => true,
  room: ({ lack }: Standing) => lack === null,
  "no room": ({ lack }: Standing) => lack !== null,
  "nobody seated": ({ seatsTaken }: Standing) => seatsTaken === 0,
};
const STANDINGS: readonly Standing[] = [null, ...LACKS].flatMap((lack) => [0, 1].map((seatsTaken) => ({ lack, seatsTaken })));

const all = PARTIES.flatMap((by) => STATUSES.flatMap((from) => STATUSES.map((to) => ({ by, from, to, drawn: DRAWN.find(([who, a, b]) => who === by && a === from && b === to) }))));

describe("the life of an offer", () => {
  it.each(all)("$by, from $from to $to: $drawn.3", ({ by, from, to, drawn }) => {
    expect(canBecome(from, to, by)).toBe(drawn !== undefined);
    for (const standing of STANDINGS) expect(mayBecome(from, to, by, standing), JSON.stringify(standing)).toBe(drawn !== undefined && HOLDS[drawn[3]](standing));
  });

  it("ends when removed", () => expect(STATUSES.filter((to) => canBecome("REMOVED", to))).toEqual([]));
  it("has no way back to a draft", () => expect(STATUSES.filter((from) => canBecome(from, "DRAFT"))).toEqual([]));
});
