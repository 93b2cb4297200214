import { frenchDate } from "./civil-time.ts";

/** Of what a figure is told: everything, or one part of it. */
export const TERRITORY_LEVELS = ["COUNTRY", "ACADEMY", "DEPARTMENT", "SCHOOL"] as const;
export type TerritoryLevel = (typeof TERRITORY_LEVELS)[number];

/** One of the three is named, or none. */
export interface NamedTerritory {
  readonly academy: string | null;
  readonly department: string | null;
  readonly schoolUai: string | null;
}

export function levelOf({ academy, department, schoolUai }: NamedTerritory): TerritoryLevel {
  if (schoolUai !== null) return "SCHOOL";
  if (department !== null) return "DEPARTMENT";
  return academy === null ? "COUNTRY" : "ACADEMY";
}

export const SERIES_STEPS = ["DAY", "WEEK"] as const;
export type SeriesStep = (typeof SERIES_STEPS)[number];

interface Figure {
  /** What the file is called, before its territory. */
  readonly title: string;
  readonly of: readonly TerritoryLevel[];
  /** Students by name: for the staff of their own school, as `School.uncoveredStudents` is. */
  readonly namesStudents?: true;
}

const OF_A_TERRITORY = ["COUNTRY", "ACADEMY", "DEPARTMENT"] as const;

/** Domain, section 7: "Exports in CSV". What each holds, column by column, is the gateway's to say (`figure-sheets.ts`). */
export const EXPORT_FIGURES = {
  COVERAGE_BY_TERRITORY: { title: "Couverture par territoire", of: OF_A_TERRITORY },
  COVERAGE_BY_DAY: { title: "Couverture au fil du temps", of: TERRITORY_LEVELS },
  FUNNEL: { title: "De l'inscription au stage", of: TERRITORY_LEVELS },
  LEAST_COVERED_SCHOOLS: { title: "Établissements par élèves sans stage", of: OF_A_TERRITORY },
  // No school owns a seat.
  SEATS_BY_SECTOR: { title: "Places par secteur", of: OF_A_TERRITORY },
  SEATS_BY_DAY: { title: "Places au fil du temps", of: OF_A_TERRITORY },
  CONVENTIONS_BY_STATUS: { title: "Conventions par état", of: TERRITORY_LEVELS },
  DELAYS: { title: "Délais", of: TERRITORY_LEVELS },
  UNCOVERED_STUDENTS: { title: "Élèves sans stage", of: ["SCHOOL"], namesStudents: true },
} as const satisfies Readonly<Record<string, Figure>>;

export type ExportFigure = keyof typeof EXPORT_FIGURES;
export const EXPORT_FIGURE_NAMES = Object.keys(EXPORT_FIGURES) as readonly ExportFigure[];
/** The same, as any figure's. */
export const figureOf = (figure: ExportFigure): Figure => EXPORT_FIGURES[figure];

/** "Couverture par territoire – Limoges – 14 juin 2027.csv": what is saved among others says what it is, and of when. */
export const exportFileName = (figure: ExportFigure, place: string, day: Temporal.PlainDate): string => `${EXPORT_FIGURES[figure].title} – ${place} – ${frenchDate(day)}.csv`;
