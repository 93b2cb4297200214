import { type Actor, oversees } from "@stages/kernel/actor.ts";
import type { Offer } from "./offer.ts";

/**
 * The département of a commune, from its INSEE code; null abroad. Saint-Barthélemy (977) and Saint-Martin (978) have the
 * services of Guadeloupe. PostgreSQL keeps the same in `offers.department`.
 */
export function departmentOfCommune(communeCode: string | null): string | null {
  if (communeCode === null) return null;
  const code = communeCode.slice(0, /^9[78]/.test(communeCode) ? 3 : 2);
  return code === "977" || code === "978" ? "971" : code;
}

/** The staff of the territory where the stage takes place; of an offer abroad, the ministry alone. */
export function overseesOffer(actor: Actor, { academy, place }: Pick<Offer, "academy" | "place">): boolean {
  if (academy !== null && oversees(actor, academy)) return true;
  const department = departmentOfCommune(place.communeCode);
  return actor.role === "MINISTRY" || (actor.role === "RECTORAT" && department !== null && actor.departments.includes(department));
}
