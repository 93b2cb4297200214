import { type Actor, oversees, overseesPlace, overseesSchool, type Role, worksAtSchool } from "@stages/kernel/actor.ts";
import { isOnOrBefore } from "@stages/kernel/civil-time.ts";
import { type ExportFigure, figureOf, levelOf, type NamedTerritory, type SeriesStep } from "@stages/kernel/export-figure.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { Uai } from "@stages/kernel/uai.ts";

/** One territory or one school; the country when none of the three is named. */
export interface ExportedTerritory extends NamedTerritory {
  readonly schoolUai: Uai | null;
}

export interface ExportedFigure extends ExportedTerritory {
  readonly figure: ExportFigure;
  readonly campaignId: string;
  readonly by: SeriesStep;
  /** At the end of which day; null: as they stand when the file is fetched. */
  readonly on: Temporal.PlainDate | null;
}

/** A way to one file of figures, for the person who asked for it, in the role in which they did. */
export interface FigureExport extends ExportedFigure {
  readonly tokenHash: string;
  readonly personId: PersonId;
  readonly role: Role;
  readonly askedAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant;
  readonly usesLeft: number;
}

/** Some spreadsheets ask twice for what they open, and once more for what they refresh. */
export const EXPORT = { life: { minutes: 5 }, uses: 3 } as const;

export const isUsable = ({ usesLeft, expiresAt }: Pick<FigureExport, "usesLeft" | "expiresAt">, now: Temporal.Instant): boolean =>
  usesLeft > 0 && Temporal.Instant.compare(now, expiresAt) < 0;

/** Of a day to come, today's; never of students by name, of whom nothing tells who they were on a past day: their file says the day on which it was made. */
export function dayToExport(figure: ExportFigure, on: Temporal.PlainDate | null, today: Temporal.PlainDate): Temporal.PlainDate | null {
  if (on === null || figureOf(figure).namesStudents) return null;
  return isOnOrBefore(on, today) ? on : today;
}

/** What the reference tables and the directory say of what is asked. */
export interface KnownTerritory {
  readonly academyExists: boolean;
  /** Null when no département has that code. */
  readonly academyOfDepartment: string | null;
  /** Null when no school has that UAI. */
  readonly academyOfSchool: string | null;
}

const NOTHING_NAMED: ExportedTerritory = { academy: null, department: null, schoolUai: null };

/** What is named; otherwise the one that the actor has charge of. Null when they have charge of several, or of none. */
export function territoryFor(asked: ExportedTerritory, actor: Actor): ExportedTerritory | null {
  if (levelOf(asked) !== "COUNTRY" || actor.role === "MINISTRY") return asked;
  const theirs = "schoolUais" in actor
    ? actor.schoolUais.map((schoolUai) => ({ ...NOTHING_NAMED, schoolUai }))
    : actor.role === "RECTORAT" ? [...actor.academies.map((academy) => ({ ...NOTHING_NAMED, academy })), ...actor.departments.map((department) => ({ ...NOTHING_NAMED, department }))] : [];
  return theirs.length === 1 ? theirs[0]! : null;
}

/** Whether the actor may have this figure of this territory: asked when a way is made, and again, of who they are by then, when it is used. */
export function refusalsToExport(figure: ExportFigure, territory: ExportedTerritory, known: KnownTerritory, actor: Actor): readonly Refusal[] {
  const refusals = refusalsOfTerritory(territory, known, actor);
  if (refusals.length > 0) return refusals;
  const { title, of, namesStudents } = figureOf(figure);
  if (!of.includes(levelOf(territory))) return [refuse("FIGURE_NOT_OF_TERRITORY", { title }, "figure")];
  return namesStudents && !worksAtSchool(actor, territory.schoolUai!) ? [refuse("FORBIDDEN", "schoolUai")] : [];
}

function refusalsOfTerritory({ academy, department, schoolUai }: ExportedTerritory, known: KnownTerritory, actor: Actor): readonly Refusal[] {
  if (academy !== null && department !== null) return [refuse("ACADEMY_OR_DEPARTMENT", "department")];
  if (schoolUai !== null && (academy !== null || department !== null)) return [refuse("ONE_TERRITORY", "schoolUai")];
  if (academy !== null) {
    if (!known.academyExists) return [refuse("NOT_FOUND", { what: "Académie" }, "academy")];
    return oversees(actor, academy) ? [] : [refuse("FORBIDDEN", "academy")];
  }
  if (department !== null) {
    if (known.academyOfDepartment === null) return [refuse("NOT_FOUND", { what: "Département" }, "department")];
    return overseesPlace(actor, { academy: known.academyOfDepartment, department }) ? [] : [refuse("FORBIDDEN", "department")];
  }
  if (schoolUai !== null) {
    if (known.academyOfSchool === null) return [refuse("NOT_FOUND", { what: "Établissement" }, "schoolUai")];
    return worksAtSchool(actor, schoolUai) || overseesSchool(actor, { academy: known.academyOfSchool, schoolUai }) ? [] : [refuse("FORBIDDEN", "schoolUai")];
  }
  return actor.role === "MINISTRY" ? [] : [refuse("TERRITORY_REQUIRED")];
}
