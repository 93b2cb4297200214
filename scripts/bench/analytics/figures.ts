/** What a dashboard shows, whoever counted it: the graph's answer and that of plain SQL are both brought to this. */
export interface Dashboard {
  readonly coverage: CoverageFigures;
  readonly conventionsByStatus: Counts;
  readonly coverageByAcademy: Readonly<Record<string, CoverageFigures>>;
  readonly coverageByDepartment: Readonly<Record<string, CoverageFigures>>;
  readonly series: readonly CoverageDay[];
  readonly leastCovered: readonly { readonly schoolUai: string; readonly enrolled: number; readonly uncovered: number }[];
  readonly candidatures: CandidatureFigures;
  readonly conventions: ConventionFigures;
  readonly seats: SeatFigures;
  readonly seatsBySector: Readonly<Record<string, SeatFigures>>;
}

export type Counts = Readonly<Record<string, number>>;

export interface CoverageFigures {
  readonly enrolled: number;
  readonly covered: number;
  readonly partlyCovered: number;
  readonly onPaper: number;
}

export interface CoverageDay extends CoverageFigures {
  readonly day: string;
}

export interface CandidatureFigures {
  readonly studentsApplied: number;
  readonly studentsAccepted: number;
  readonly studentsConfirmed: number;
  readonly byStatus: Counts;
  readonly farFromHome: number;
  readonly medianDaysToAnswer: number | null;
}

export interface ConventionFigures {
  readonly medianDaysToSign: number | null;
  readonly absences: number;
  readonly familiesInformed: number;
  readonly medianMinutesToInformFamily: number | null;
  readonly feedbackGiven: number;
  readonly feedbackPublished: number;
}

export interface SeatFigures {
  readonly intended: number;
  readonly offers: number;
  readonly published: number;
  readonly taken: number;
  readonly left: number;
}

/** Where two of them first differ; null when they say the same. */
export function firstDifference(ours: unknown, theirs: unknown, path = ""): string | null {
  if (typeof ours === "object" && ours !== null && typeof theirs === "object" && theirs !== null) {
    const [a, b] = [ours as Record<string, unknown>, theirs as Record<string, unknown>];
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const found = firstDifference(a[key], b[key], path === "" ? key : `${path}.${key}`);
      if (found !== null) return found;
    }
    return null;
  }
  return Object.is(ours, theirs) ? null : `${path}: ours ${String(ours)}, plain SQL ${String(theirs)}`;
}
