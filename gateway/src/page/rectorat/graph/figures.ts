/** What the page shows, as the graph answers it. A figure is null where its subgraph could not answer, or may not. */

export interface CoverageCounts {
  readonly enrolled: number;
  readonly covered: number;
  readonly partlyCovered: number;
  readonly uncovered: number;
  readonly onPaper: number;
  /** covered ÷ enrolled, from 0 to 1. */
  readonly rate: number;
}

/** Columns: one value a day of `days`. */
export interface CoverageSeries {
  readonly days: readonly string[];
  readonly enrolled: readonly number[];
  readonly covered: readonly number[];
  readonly partlyCovered: readonly number[];
}

export interface Coverage extends CoverageCounts {
  readonly campaignId: string;
  readonly day: string;
  readonly series: CoverageSeries;
  /** As many days before the other campaign's first stage day; left out when none is compared with. */
  readonly onSameDayOf?: (CoverageCounts & { readonly campaignId: string; readonly day: string; readonly series: Pick<CoverageSeries, "days" | "covered"> }) | null;
}

export interface CandidatureCounts {
  readonly studentsApplied: number;
  readonly studentsAccepted: number;
  readonly studentsConfirmed: number;
  readonly candidatures: number;
  readonly expired: number;
  readonly farFromHome: number;
  readonly farFromHomeShare: number | null;
  readonly medianDaysToAnswer: number | null;
}
export type CandidatureFigures = CandidatureCounts & { readonly onSameDayOf?: CandidatureCounts | null };

export interface ConventionCounts {
  readonly conventions: number;
  readonly byStatus: readonly { readonly status: string; readonly count: number }[];
  readonly medianDaysToSign: number | null;
  readonly absences: number;
  readonly familiesInformed: number;
  readonly medianMinutesToInformFamily: number | null;
  readonly feedbackGiven: number;
}
export type ConventionFigures = ConventionCounts & { readonly onSameDayOf?: ConventionCounts | null };

export interface SeatCounts {
  readonly intended: number;
  readonly published: number;
  readonly taken: number;
  readonly left: number;
}

export interface SeatFigures extends SeatCounts {
  /** Seats to find; null where no target was set. */
  readonly target: number | null;
  readonly series: { readonly days: readonly string[]; readonly published: readonly number[]; readonly taken: readonly number[] };
  /** `key`: a section of the NAF. Null of a past day of a département, which is not kept. */
  readonly by: readonly { readonly key: string; readonly figures: SeatCounts }[] | null;
  readonly onSameDayOf?: SeatCounts | null;
}

export interface SchoolCoverage {
  readonly school: { readonly uai: string; readonly name: string; readonly communeName: string; readonly department: { readonly code: string } };
  readonly coverage: CoverageCounts;
}

/** One territory, whichever it is. */
export interface TerritoryFigures {
  readonly coverage: Coverage | null;
  readonly candidatureFigures: CandidatureFigures | null;
  readonly conventionFigures: ConventionFigures | null;
  readonly seatFigures: SeatFigures | null;
  readonly leastCovered: readonly SchoolCoverage[] | null;
}

export interface DepartmentCoverage {
  readonly code: string;
  readonly name: string;
  readonly coverage: CoverageCounts | null;
}

export interface Dashboard {
  readonly figures: TerritoryFigures;
  /** Of the territory, by name. */
  readonly departments: readonly DepartmentCoverage[];
}
