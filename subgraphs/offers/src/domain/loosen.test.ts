import { describe, expect, it } from "vitest";
import { aSearch } from "./fixtures.ts";
import { type Loosening, looserThan, worthTelling } from "./loosen.ts";

const kinds = (over: Parameters<typeof aSearch>[0]) => looserThan(aSearch(over)).map(({ criterion, radiusKm }) => (radiusKm === null ? criterion : radiusKm));

describe("what a search can be loosened by", () => {
  it.each<[string, Parameters<typeof aSearch>[0], unknown]>([
    ["nothing but the radius", {}, [50, 75, 100]],
    ["nothing at all at the widest", { radiusKm: 100 }, []],
    ["each filter that asks for something", { radiusKm: 100, text: "bois", sectors: ["A"], accessible: true, department: "19" }, ["TEXT", "SECTORS", "DEPARTMENT", "ACCESSIBLE"]],
    ["no filter that asks for nothing", { radiusKm: 100, sectors: [], seatsLeft: false, accessible: false }, []],
    ["no radius on a map", { within: { south: 45, west: 1, north: 46, east: 2 }, period: "WEEK_1" }, ["PERIOD"]],
  ])("is %s", (_, over, expected) => expect(kinds(over)).toEqual(expected));

  it("drops one thing and keeps the others", () => {
    const [, second] = looserThan(aSearch({ text: "bois", sectors: ["A"], radiusKm: 100 }));
    expect(second!.search).toEqual(aSearch({ text: "bois", sectors: null, radiusKm: 100 }));
  });

  it("is told most fruitful first, with the nearest radius that brings something", () => {
    const counted: Loosening[] = [
      { criterion: "TEXT", radiusKm: null, count: 3 },
      { criterion: "SECTORS", radiusKm: null, count: 0 },
      { criterion: "RADIUS", radiusKm: 50, count: 0 },
      { criterion: "RADIUS", radiusKm: 75, count: 8 },
      { criterion: "RADIUS", radiusKm: 100, count: 12 },
    ];
    expect(worthTelling(counted)).toEqual([counted[3], counted[0]]);
  });
});
