import type { Actor } from "@stages/kernel/actor.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { refusalsOfEmail } from "@stages/kernel/text.ts";

export const TERRITORY_ROLES = ["RECTORAT", "MINISTRY"] as const;
export type TerritoryRole = (typeof TERRITORY_ROLES)[number];

export interface InvitedTerritoryStaff {
  readonly email: string;
  readonly role: TerritoryRole;
  /** The académie of a rectorat's staff; null for the ministry's. */
  readonly academy: string | null;
}

/** The ministry invites anyone; a rectorat its own colleagues. The platform itself is its operator, who invites the first. */
export function refusalsToInviteTerritoryStaff({ email, role, academy }: InvitedTerritoryStaff, actor: Actor, isAcademy: (code: string) => boolean): readonly Refusal[] {
  const isOwn = actor.role === "MINISTRY" || actor.role === "PLATFORM";
  if (role === "MINISTRY") {
    if (!isOwn) return [refuse("FORBIDDEN", "role")];
    return [...refusalsOfEmail(email, "email"), ...(academy === null ? [] : [refuse("NOT_FOUND", { what: "Académie" }, "academy")])];
  }
  if (academy === null) return [...refusalsOfEmail(email, "email"), refuse("TEXT_REQUIRED", "academy")];
  const isTheirs = isAcademy(academy) && (isOwn || (actor.role === "RECTORAT" && actor.academies.includes(academy)));
  return [...refusalsOfEmail(email, "email"), ...(isTheirs ? [] : [refuse("NOT_FOUND", { what: "Académie" }, "academy")])];
}
