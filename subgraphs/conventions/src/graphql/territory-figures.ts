import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { refused } from "@stages/kernel/refusal.ts";
import { type AskedFigures, askFigures } from "@stages/subgraph/figures.ts";
import { type OnTheWay, onTheWay } from "@stages/subgraph/on-the-way.ts";
import { pageSize } from "@stages/subgraph/connection.ts";
import type { Figures, SchoolFigures } from "@stages/statistics/figures.ts";
import { findSchoolsBy } from "@stages/statistics/figures.ts";
import type { Point } from "@stages/statistics/series.ts";
import type { Territory } from "@stages/statistics/territory.ts";
import type { ConventionsContext } from "../context.ts";
import { STATUSES, type Status } from "../domain/lifecycle.ts";
import { MEASURES } from "../persistence/measures.ts";
import type { ConventionCountType, ConventionFiguresType, CoverageType } from "./figure-types.ts";

type Counted = Figures<typeof MEASURES>;

/** What its further fields are found by. */
interface Asked {
  readonly asked: AskedFigures;
}
export type CoverageView = CoverageType & Asked;
export type ConventionFiguresView = ConventionFiguresType & Asked;

/** Which campaign, and which day of it. */
interface When {
  readonly campaignId?: string | null;
  readonly on?: Temporal.PlainDate | null;
}

/** Null of a campaign that nobody knows, or where there is none yet. */
export async function askIn(context: ConventionsContext, territory: Territory, { campaignId, on }: When): Promise<AskedFigures | null> {
  const campaign = campaignId ? ((await context.campaigns()).find(({ id }) => id === campaignId) ?? null) : await context.currentCampaign();
  if (campaignId && !campaign) throw refused("CAMPAIGN_UNKNOWN", "campaignId");
  return campaign && askFigures(territory, campaign, on ?? null, civilDateOf(context.now));
}

/** The view of what is asked, whose numbers are on their way: its series and its parts do not wait for them. */
export function told<View extends Asked>({ figures }: ConventionsContext, asked: AskedFigures, viewOf: (asked: AskedFigures, counted: Counted) => View): Asked & OnTheWay<Omit<View, "asked">> {
  const { asked: _, ...counted } = viewOf(asked, figures.nothing);
  return onTheWay<Omit<View, "asked">, Asked>({ asked }, Object.keys(counted) as never, async () => viewOf(asked, await figures.figures(asked)));
}

export async function coverageIn(context: ConventionsContext, territory: Territory, when: When) {
  const asked = await askIn(context, territory, when);
  return asked && told(context, asked, coverageOf);
}

export async function conventionFiguresIn(context: ConventionsContext, territory: Territory, when: When) {
  const asked = await askIn(context, territory, when);
  return asked && told(context, asked, conventionFiguresOf);
}

const UNCOVERED = "students_enrolled - students_covered - students_partly_covered";

/** The schools of a territory with most uncovered students, those with none left out. */
export async function leastCoveredIn(context: ConventionsContext, territory: Territory, first: number, campaignId: string | null | undefined) {
  const limit = pageSize(first);
  const asked = await askIn(context, territory, { campaignId: campaignId ?? null });
  const schools = asked ? await findSchoolsBy(context.db, MEASURES, asked.campaignId, territory, UNCOVERED, limit) : [];
  return schools.flatMap((school: SchoolFigures<typeof MEASURES>) => {
    const cell = { academy: school.academy, department: school.department, schoolUai: school.schoolUai, campaignId: asked!.campaignId };
    const coverage = coverageOf({ ...asked!, cell }, school.figures);
    // For who asks it of the school itself.
    context.figures.isKnown(cell, school.figures);
    return coverage.uncovered > 0 ? [{ school: { uai: school.schoolUai }, coverage }] : [];
  });
}

const rateOf = ({ studentsEnrolled, studentsCovered }: Counted) => (studentsEnrolled === 0 ? 0 : studentsCovered / studentsEnrolled);
const uncoveredOf = ({ studentsEnrolled, studentsCovered, studentsPartlyCovered }: Counted) => studentsEnrolled - studentsCovered - studentsPartlyCovered;

export const MEASURE_OF_STATUS = {
  DRAFT: "draft",
  HOST_COMPLETED: "hostCompleted",
  RETURNED: "returned",
  VALIDATED: "validated",
  SIGNING: "signing",
  SIGNED: "signed",
  CANCELLED: "cancelled",
  INTERRUPTED: "interrupted",
  COMPLETED: "completed",
} as const satisfies Record<Status, keyof Counted>;

/** A part of which nothing is left has a row of zeros. */
export const hasAny = (figures: Counted): boolean => Object.values<number>(figures).some((count) => count !== 0);

const countsOf = (figures: Counted): readonly ConventionCountType[] => STATUSES.map((status) => ({ status, count: figures[MEASURE_OF_STATUS[status]] })).filter(({ count }) => count > 0);
const conventionsOf = (figures: Counted) => STATUSES.reduce((sum, status) => sum + figures[MEASURE_OF_STATUS[status]], 0);

export function coverageOf(asked: AskedFigures, figures: Counted): CoverageView {
  return {
    asked,
    campaignId: asked.campaignId,
    day: asked.day,
    enrolled: figures.studentsEnrolled,
    covered: figures.studentsCovered,
    partlyCovered: figures.studentsPartlyCovered,
    uncovered: uncoveredOf(figures),
    onPaper: figures.studentsOnPaper,
    rate: rateOf(figures),
    conventionsByStatus: countsOf(figures),
  };
}

export function conventionFiguresOf(asked: AskedFigures, figures: Counted): ConventionFiguresView {
  const { absences, familiesInformed, feedbackGiven, feedbackPublished } = figures;
  return { asked, campaignId: asked.campaignId, day: asked.day, conventions: conventionsOf(figures), byStatus: countsOf(figures), absences, familiesInformed, feedbackGiven, feedbackPublished };
}

/** As a page draws them. */
type Columns = readonly Point<typeof MEASURES>[];
const columnOf = <T>(points: Columns, read: (figures: Counted) => T): readonly T[] => points.map(({ figures }) => read(figures));

export const coverageColumns = (points: Columns) => ({
  days: points.map(({ day }) => day),
  enrolled: columnOf(points, ({ studentsEnrolled }) => studentsEnrolled),
  covered: columnOf(points, ({ studentsCovered }) => studentsCovered),
  partlyCovered: columnOf(points, ({ studentsPartlyCovered }) => studentsPartlyCovered),
  uncovered: columnOf(points, uncoveredOf),
  onPaper: columnOf(points, ({ studentsOnPaper }) => studentsOnPaper),
  rate: columnOf(points, rateOf),
});

export const conventionColumns = (points: Columns) => ({
  days: points.map(({ day }) => day),
  conventions: columnOf(points, conventionsOf),
  ...(Object.fromEntries(Object.values(MEASURE_OF_STATUS).map((measure) => [measure, columnOf(points, (figures) => figures[measure])])) as Record<(typeof MEASURE_OF_STATUS)[Status], readonly number[]>),
  absences: columnOf(points, ({ absences }) => absences),
  feedbackGiven: columnOf(points, ({ feedbackGiven }) => feedbackGiven),
});
