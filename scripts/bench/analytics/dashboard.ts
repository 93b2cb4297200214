import type { CandidatureFigures, ConventionFigures, Counts, CoverageDay, CoverageFigures, Dashboard, SeatFigures } from "./figures.ts";

/** All that a dashboard shows of a territory in one operation: what the page of the rectorat asks for, and the coverage of what is in it. */
const FIGURES = `
  fragment Covered on Coverage { enrolled covered partlyCovered uncovered onPaper rate }
  fragment WholeCoverage on Coverage { day ...Covered conventionsByStatus { status count } series { days enrolled covered partlyCovered uncovered onPaper rate } }
  fragment Sent on CandidatureFigures { studentsApplied studentsAccepted studentsConfirmed candidatures expired byStatus { status count } farFromHome farFromHomeShare medianDaysToAnswer }
  fragment Agreed on ConventionFigures { conventions medianDaysToSign absences familiesInformed medianMinutesToInformFamily feedbackGiven feedbackPublished }
  fragment Seats on SeatFigures { intended offers published taken left }
  fragment AllSeats on SeatFigures { ...Seats target progress by(dimension: SECTOR) { key figures { ...Seats } } }
  fragment Least on SchoolCoverage { school { uai name communeName } coverage { enrolled uncovered } }`;

export const NATIONAL = `
  query National($campaignId: ID!, $schools: Int!) {
    campaign(id: $campaignId) {
      coverage { ...WholeCoverage } candidatureFigures { ...Sent } conventionFigures { ...Agreed } seatFigures { ...AllSeats } leastCovered(first: $schools) { ...Least }
    }
    academies { code name coverage(campaignId: $campaignId) { ...Covered } departments { code name coverage(campaignId: $campaignId) { ...Covered } } }
  } ${FIGURES}`;

export const OF_ACADEMY = `
  query OfAcademy($campaignId: ID!, $academy: ID!, $schools: Int!) {
    academy(code: $academy) {
      code name coverage(campaignId: $campaignId) { ...WholeCoverage } candidatureFigures(campaignId: $campaignId) { ...Sent } conventionFigures(campaignId: $campaignId) { ...Agreed }
      seatFigures(campaignId: $campaignId) { ...AllSeats } leastCovered(first: $schools, campaignId: $campaignId) { ...Least }
      departments { code name coverage(campaignId: $campaignId) { ...Covered } }
    }
  } ${FIGURES}`;

interface StatusCount {
  readonly status: string;
  readonly count: number;
}
type Series = Readonly<Record<"days" | "enrolled" | "covered" | "partlyCovered" | "onPaper", readonly (number | string)[]>>;
interface Whole {
  readonly coverage: CoverageFigures & { readonly conventionsByStatus: readonly StatusCount[]; readonly series: Series };
  readonly candidatureFigures: Omit<CandidatureFigures, "byStatus"> & { readonly byStatus: readonly StatusCount[] };
  readonly conventionFigures: ConventionFigures;
  readonly seatFigures: SeatFigures & { readonly by: readonly { readonly key: string; readonly figures: SeatFigures }[] };
  readonly leastCovered: readonly { readonly school: { readonly uai: string }; readonly coverage: { readonly enrolled: number; readonly uncovered: number } }[];
}
interface Placed {
  readonly code: string;
  readonly coverage: CoverageFigures;
}
export interface Answer {
  readonly campaign?: Whole;
  readonly academies?: readonly (Placed & { readonly departments: readonly Placed[] })[];
  readonly academy?: Whole & Placed & { readonly departments: readonly Placed[] };
}

/** The answer as plain SQL has it: what counts nothing is left out there. */
export function dashboardOf({ campaign, academies, academy }: Answer): Dashboard {
  const whole = (campaign ?? academy)!;
  const places = academies ?? [academy!];
  const { series, conventionsByStatus } = whole.coverage;
  return {
    coverage: coverageOf(whole.coverage),
    conventionsByStatus: countsOf(conventionsByStatus),
    coverageByAcademy: byCode(places),
    coverageByDepartment: byCode(places.flatMap(({ departments }) => departments)),
    series: series.days.map((day, index): CoverageDay => ({
      day: String(day), enrolled: Number(series.enrolled[index]), covered: Number(series.covered[index]), partlyCovered: Number(series.partlyCovered[index]), onPaper: Number(series.onPaper[index]),
    })),
    leastCovered: whole.leastCovered.map(({ school, coverage }) => ({ schoolUai: school.uai, enrolled: coverage.enrolled, uncovered: coverage.uncovered })),
    candidatures: candidaturesOf(whole.candidatureFigures),
    conventions: conventionsOf(whole.conventionFigures),
    seats: seatsOf(whole.seatFigures),
    seatsBySector: Object.fromEntries(whole.seatFigures.by.map(({ key, figures }) => [key, seatsOf(figures)])),
  };
}

const coverageOf = ({ enrolled, covered, partlyCovered, onPaper }: CoverageFigures): CoverageFigures => ({ enrolled, covered, partlyCovered, onPaper });
const countsOf = (counts: readonly StatusCount[]): Counts => Object.fromEntries(counts.filter(({ count }) => count > 0).map(({ status, count }) => [status, count]));
const byCode = (places: readonly Placed[]) => Object.fromEntries(places.filter(({ coverage }) => coverage.enrolled > 0).map(({ code, coverage }) => [code, coverageOf(coverage)]));
const seatsOf = ({ intended, offers, published, taken, left }: SeatFigures): SeatFigures => ({ intended, offers, published, taken, left });

function candidaturesOf({ studentsApplied, studentsAccepted, studentsConfirmed, byStatus, farFromHome, medianDaysToAnswer }: Whole["candidatureFigures"]): CandidatureFigures {
  return { studentsApplied, studentsAccepted, studentsConfirmed, byStatus: countsOf(byStatus), farFromHome, medianDaysToAnswer };
}

function conventionsOf({ medianDaysToSign, absences, familiesInformed, medianMinutesToInformFamily, feedbackGiven, feedbackPublished }: ConventionFigures): ConventionFigures {
  return { medianDaysToSign, absences, familiesInformed, medianMinutesToInformFamily, feedbackGiven, feedbackPublished };
}
