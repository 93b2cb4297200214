import { describe, expect, it } from "vitest";
import { type Counted, facetsOf } from "./facets.ts";

const counted = (facet: Counted["facet"], value: string | null, count: number, stoppedBy: Counted["stoppedBy"] = null): Counted => ({ facet, value, stoppedBy, count });

describe("a facet", () => {
  it("counts what every filter lets through, and what its own alone stops", () => {
    const { sectors, periods } = facetsOf([counted("sectors", "A", 3), counted("sectors", "C", 2, "sectors"), counted("sectors", "C", 9, "period"), counted("period", "WEEK_1", 3)]);
    expect(sectors).toEqual([{ value: "A", count: 3 }, { value: "C", count: 2 }]);
    expect(periods).toEqual([{ value: "WEEK_1", count: 3 }]);
  });

  it("adds both up for one value", () => expect(facetsOf([counted("mode", "INDIVIDUAL", 3), counted("mode", "INDIVIDUAL", 4, "mode")]).modes).toEqual([{ value: "INDIVIDUAL", count: 7 }]));

  it("puts the most fruitful first, and those of one count by their value", () => {
    const { sectors } = facetsOf([counted("sectors", "C", 2), counted("sectors", "A", 2), counted("sectors", "B", 5)]);
    expect(sectors.map(({ value }) => value)).toEqual(["B", "A", "C"]);
  });

  it("of yes and no tells the yes alone", () => {
    const { accessible, seatsLeft } = facetsOf([counted("accessible", "true", 4), counted("accessible", "false", 6), counted("seatsLeft", "false", 10)]);
    expect([accessible, seatsLeft]).toEqual([4, 0]);
  });

  it("leaves out offers abroad, which are in no département", () => expect(facetsOf([counted("department", null, 4), counted("department", "2A", 1)]).departments).toEqual([{ value: "2A", count: 1 }]));
});
