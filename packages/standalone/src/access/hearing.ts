import type { WorldConvention } from "@stages/demonstration/world-types.ts";
import type { Actor, Role } from "@stages/kernel/actor.ts";
import { Oracle } from "./oracle.ts";
import { type ChainSoFar, type Facts, factsOf } from "./reach.ts";

/** A fact that the platform has told, with the convention as it was then. */
export type Told =
  | { readonly field: "conventionStatusChanged"; readonly name: string; readonly convention: WorldConvention }
  | { readonly field: "absenceAlerts"; readonly name: string; readonly convention: WorldConvention; readonly chain: ChainSoFar };

export type StreamField = Told["field"];

/**
 * "The tutor reports absence or illness at once → the referent teacher is alerted → relays to the CPE → the CPE informs the
 * family → closed with a cause": each step is news for whoever acts next, the end of it for all who acted or were told.
 */
const NEWS_FOR: Readonly<Record<ChainSoFar["step"], readonly Role[]>> = {
  REPORTED: ["REFERENT_TEACHER"],
  RELAYED: ["EDUCATION_ADVISER"],
  FAMILY_INFORMED: ["LEGAL_REPRESENTATIVE"],
  CLOSED: ["REFERENT_TEACHER", "EDUCATION_ADVISER", "LEGAL_REPRESENTATIVE", "TUTOR"],
};

/** Whether this person hears it, by the same words as who sees what it is about: judged when it happens. */
export function hears(actor: Actor, told: Told, { world }: Facts, now: Temporal.Instant): boolean {
  const chains = told.field === "absenceAlerts" ? [told.chain] : [];
  const alone = factsOf({ ...world, students: [], offers: [], candidatures: [], bookings: [], absences: [], conventions: [told.convention] }, chains);
  const oracle = new Oracle(actor, alone, now);
  if (!oracle.calls(`Subscription.${told.field}`)) return false;
  if (told.field === "conventionStatusChanged") return oracle.sees("Convention", told.convention.id);
  return NEWS_FOR[told.chain.step].includes(actor.role) && oracle.sees("Absence", told.chain.id);
}
