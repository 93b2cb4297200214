import type { Actor } from "@stages/kernel/actor.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { refusalsOfEmail } from "@stages/kernel/text.ts";

export const TERRITORY_ROLES = ["RECTORAT", "MINISTRY"] as const;
export type TerritoryRole = (typeof TERRITORY_ROLES)[number];

export interface InvitedTerritoryStaff {
  readonly email: string;
  readonly role: TerritoryRole;
  /** The académie of a rectorat's staff; null for a DASEN's and the ministry's. */
  readonly academy: string | null;
  /** The département of a DASEN's staff; null for a rectorat's and the ministry's. */
  readonly department: string | null;
}

/** What exists, and what there is someone of the State in charge of. */
export interface Territories {
  isAcademy(code: string): boolean;
  isDepartment(code: string): boolean;
}

/**
 * The ministry invites anyone; a rectorat and a DASEN their own colleagues. The platform itself is its operator, who invites
 * the first.
 */
export function refusalsToInviteTerritoryStaff({ email, role, academy, department }: InvitedTerritoryStaff, actor: Actor, territories: Territories): readonly Refusal[] {
  const isOwn = actor.role === "MINISTRY" || actor.role === "PLATFORM";
  const noAcademy = refuse("NOT_FOUND", { what: "Académie" }, "academy");
  const noDepartment = refuse("NOT_FOUND", { what: "Département" }, "department");
  if (role === "MINISTRY") {
    if (!isOwn) return [refuse("FORBIDDEN", "role")];
    return [...refusalsOfEmail(email, "email"), ...(academy === null ? [] : [noAcademy]), ...(department === null ? [] : [noDepartment])];
  }
  const refusals: Refusal[] = [...refusalsOfEmail(email, "email")];
  if (academy === null && department === null) refusals.push(refuse("TEXT_REQUIRED", "academy"));
  if (academy !== null && department !== null) refusals.push(refuse("ACADEMY_OR_DEPARTMENT", "department"));
  const isTheirs = (code: string, bounds: "academies" | "departments") => isOwn || (actor.role === "RECTORAT" && actor[bounds].includes(code));
  if (academy !== null && !(territories.isAcademy(academy) && isTheirs(academy, "academies"))) refusals.push(noAcademy);
  if (department !== null && !(territories.isDepartment(department) && isTheirs(department, "departments"))) refusals.push(noDepartment);
  return refusals;
}
