import { howManyToHide, sumsOf, totalOf } from "./rows-to-hide.ts";
import { hasSmall, isSmall, SMALLEST_PUBLIC_COUNT } from "./small-counts.ts";

/** Counts that share a total between them, such as students covered and not: two columns at least, always the same ones. */
export interface DepartmentCounts {
  readonly code: string;
  readonly counts: readonly number[];
}

export interface AcademyCounts {
  readonly code: string;
  readonly departments: readonly DepartmentCounts[];
}

/** What everyone may know of a territory: exact figures, or null. Counts are all told or all hidden. */
export interface PublicCounts {
  readonly total: number | null;
  readonly counts: readonly number[] | null;
}

export interface PublicDepartment extends PublicCounts {
  readonly code: string;
}

export interface PublicAcademy extends PublicCounts {
  readonly code: string;
  readonly departments: readonly PublicDepartment[];
}

export interface PublicCountry extends PublicCounts {
  readonly academies: readonly PublicAcademy[];
}

interface Row {
  readonly code: string;
  readonly total: number;
  readonly counts: readonly number[];
}

interface AcademyRow extends Row {
  readonly departments: readonly Row[];
  /** One of its départements has so few students that their number is hidden: those of its neighbours are too, or it could be found. */
  readonly hidesTotals: boolean;
  /** So few students that not even their number is told. */
  readonly isTiny: boolean;
}

/**
 * What can be published of a country's académies and départements so that no count below five can be found, neither by
 * subtraction nor by knowing how this is done: for each count that is hidden, five values at least give the same publication.
 *
 * How many students are enrolled is taken as known everywhere, since the ministry publishes it by lycée: it is shown where it is not
 * small, rows are hidden in its order, and a territory where nobody is enrolled is left out. A département is hidden as a row among those
 * of its académie, an académie, with all its départements, as a row among the country's. Of a country that has a small count, the number
 * of students alone is told.
 */
export function disclose(academies: readonly AcademyCounts[]): PublicCountry {
  const rows = academies.map(academyRow).filter(({ total }) => total > 0);
  const counts = sumsOf(rows.map((row) => row.counts));
  // The numbers of the other académies are public: the tiny one's would be what they leave of the country's.
  if (rows.length === 0 || rows.some(({ isTiny }) => isTiny)) {
    return { total: null, counts: null, academies: rows.map((row) => publicAcademy(row, row.isTiny || hasSmall(row.counts))) };
  }
  const hidden = hasSmall(counts) ? new Set(rows) : hiddenAmong(rows);
  return { total: totalOf(counts), counts: hasSmall(counts) ? null : counts, academies: rows.map((row) => publicAcademy(row, hidden.has(row))) };
}

function publicAcademy({ code, total, counts, departments, hidesTotals, isTiny }: AcademyRow, isHidden: boolean): PublicAcademy {
  const hidden = isHidden || hidesTotals ? new Set(departments) : hiddenAmong(departments);
  return {
    code,
    total: isTiny ? null : total,
    counts: isHidden ? null : counts,
    departments: departments.map((department) => ({
      code: department.code,
      total: hidesTotals ? null : department.total,
      counts: hidden.has(department) ? null : department.counts,
    })),
  };
}

function academyRow({ code, departments }: AcademyCounts): AcademyRow {
  const rows = departments.map(({ code, counts }) => ({ code, counts, total: totalOf(counts) })).filter(({ total }) => total > 0);
  const counts = sumsOf(rows.map((row) => row.counts));
  const total = totalOf(counts);
  const hidesTotals = rows.some((row) => isSmall(row.total));
  // Everyone knows that each has one student at least: of a smaller total, fewer than five values would be left for one of theirs.
  const isTiny = isSmall(total) || (hidesTotals && total < rows.length + SMALLEST_PUBLIC_COUNT - 1);
  return { code, total, counts, departments: rows, hidesTotals, isTiny };
}

/** The smallest ones, in the order of the number of their students. */
function hiddenAmong<R extends Row>(rows: readonly R[]): ReadonlySet<R> {
  const bySize = rows.toSorted((one, other) => one.total - other.total || (one.code < other.code ? -1 : 1));
  return new Set(bySize.slice(0, howManyToHide(bySize.map(({ counts }) => counts))));
}
