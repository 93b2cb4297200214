import { Refused } from "../../browser/ask.ts";
import type { Session } from "../identity/session.ts";
import type { Shown } from "../view/view.ts";
import { DASHBOARD_QUERIES } from "./dashboard-query.ts";
import type { Dashboard, DepartmentCoverage, TerritoryFigures } from "./figures.ts";
import { readPartly } from "./read-partly.ts";

interface Answered {
  readonly territory: (TerritoryFigures & { readonly code?: string; readonly name?: string; readonly departments?: readonly DepartmentCoverage[] }) | null;
  readonly academies?: readonly { readonly departments: readonly DepartmentCoverage[] }[];
}

const UNKNOWN = new Refused("NOT_FOUND", "Ce territoire ou cette campagne n'existe pas.");

/** Throws what refuses all of it; `partly` is why some of it is missing. */
export async function readDashboard(session: Session, { campaign, territory, compare, day, step }: Shown, signal: AbortSignal): Promise<{ readonly dashboard: Dashboard; readonly partly: Refused | null }> {
  const variables = { ...(territory.kind === "COUNTRY" ? {} : { code: territory.code }), campaign, on: day, by: step, other: compare ?? campaign, compare: compare !== null };
  const { data, refusals } = await readPartly<Answered>(session, DASHBOARD_QUERIES[territory.kind], variables, signal);
  const answered = data?.territory;
  if (!answered) throw refusals[0] ?? UNKNOWN;
  const { coverage, candidatureFigures, conventionFigures, seatFigures, leastCovered } = answered;
  const figures: TerritoryFigures = { coverage, candidatureFigures, conventionFigures, seatFigures, leastCovered };
  // Whose territory it is not is refused each figure alike.
  const isRefused = Object.values(figures).every((figure) => figure === null);
  if (isRefused) throw refusals[0] ?? UNKNOWN;
  return { dashboard: { figures, departments: departmentsOf(answered, data.academies).toSorted((a, b) => a.name.localeCompare(b.name, "fr")) }, partly: refusals[0] ?? null };
}

function departmentsOf({ code, name, departments, coverage }: NonNullable<Answered["territory"]>, academies: Answered["academies"]): readonly DepartmentCoverage[] {
  if (academies) return academies.flatMap((academy) => academy.departments);
  return departments ?? [{ code: code!, name: name!, coverage }];
}
