import type { Territory } from "../view/view.ts";
import type { Coverage, CoverageCounts, Dashboard } from "./figures.ts";

/** One event of `coverageChanged`. */
export interface CoverageTold {
  readonly at: string;
  readonly academy: { readonly code: string } | null;
  readonly department: { readonly code: string } | null;
  readonly school: { readonly uai: string } | null;
  readonly coverage: CoverageCounts | null;
}

/** What is shown, with what was told in its place: the territory's own figures, and those of a département on the map. */
export function withCoverage(dashboard: Dashboard, territory: Territory, { academy, department, school, coverage }: CoverageTold): Dashboard {
  if (!coverage || school) return dashboard;
  const isShown = department ? territory.kind === "DEPARTMENT" && territory.code === department.code : academy ? territory.kind === "ACADEMY" && territory.code === academy.code : territory.kind === "COUNTRY";
  const own = dashboard.figures.coverage;
  return {
    figures: isShown && own ? { ...dashboard.figures, coverage: withCounts(own, coverage) } : dashboard.figures,
    departments: dashboard.departments.map((one) => (one.code === department?.code ? { ...one, coverage } : one)),
  };
}

/** The curve ends where the figure stands. */
function withCounts(own: Coverage, counts: CoverageCounts): Coverage {
  const { series } = own;
  const last = <T>(column: readonly T[], value: T) => (column.length === 0 ? column : [...column.slice(0, -1), value]);
  return {
    ...own,
    ...counts,
    series: { ...series, enrolled: last(series.enrolled, counts.enrolled), covered: last(series.covered, counts.covered), partlyCovered: last(series.partlyCovered, counts.partlyCovered) },
  };
}
