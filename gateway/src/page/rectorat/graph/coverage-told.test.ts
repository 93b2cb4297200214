import { describe, expect, it } from "vitest";
import { type CoverageTold, withCoverage } from "./coverage-told.ts";
import type { CoverageCounts, Dashboard } from "./figures.ts";

const BEFORE: CoverageCounts = { enrolled: 10, covered: 1, partlyCovered: 2, uncovered: 7, onPaper: 0, rate: 0.1 };
const AFTER: CoverageCounts = { enrolled: 10, covered: 4, partlyCovered: 1, uncovered: 5, onPaper: 1, rate: 0.4 };
const told = (about: Partial<CoverageTold>): CoverageTold => ({ at: "2027-04-12T10:00:00Z", academy: null, department: null, school: null, coverage: AFTER, ...about });
const LIMOGES = { academy: { code: "22" } };

const DASHBOARD: Dashboard = {
  figures: {
    coverage: { ...BEFORE, campaignId: "2027", day: "2027-04-12", series: { days: ["2027-04-11", "2027-04-12"], enrolled: [10, 10], covered: [0, 1], partlyCovered: [0, 2] } },
    candidatureFigures: null,
    conventionFigures: null,
    seatFigures: null,
    leastCovered: null,
  },
  departments: [{ code: "19", name: "Corrèze", coverage: BEFORE }],
};

describe("what is told of coverage", () => {
  it.each([
    ["the country", { kind: "COUNTRY" }, told({})],
    ["an académie", { kind: "ACADEMY", code: "22" }, told(LIMOGES)],
    ["a département", { kind: "DEPARTMENT", code: "19" }, told({ ...LIMOGES, department: { code: "19" } })],
  ] as const)("takes the place of %s's figures, and of the end of its curve", (_, territory, event) => {
    const { coverage } = withCoverage(DASHBOARD, territory, event).figures;
    expect(coverage).toMatchObject({ ...AFTER, campaignId: "2027", series: { days: ["2027-04-11", "2027-04-12"], covered: [0, 4], partlyCovered: [0, 1] } });
  });

  it("colours a département on the map of what is around it, and leaves the rest", () => {
    const after = withCoverage(DASHBOARD, { kind: "ACADEMY", code: "22" }, told({ ...LIMOGES, department: { code: "19" } }));
    expect(after.departments[0]!.coverage).toEqual(AFTER);
    expect(after.figures).toBe(DASHBOARD.figures);
  });

  it.each([
    ["a school", told({ ...LIMOGES, school: { uai: "0190010H" } })],
    ["another académie", told({ academy: { code: "24" } })],
    ["nobody that may be seen", told({ ...LIMOGES, coverage: null })],
  ])("changes nothing when it is of %s", (_, event) => {
    expect(withCoverage(DASHBOARD, { kind: "ACADEMY", code: "22" }, event)).toEqual(DASHBOARD);
  });
});
