import type { WorldCandidature, WorldConvention, WorldOffer } from "@stages/demonstration/world-types.ts";
import { type Actor, personOf, type Role } from "@stages/kernel/actor.ts";
import { Oracle } from "./oracle.ts";
import { type ChainSoFar, type Facts, factsOf } from "./reach.ts";

/** A fact that the platform has told, with what it is about as it was then. */
export type Told =
  | { readonly field: "candidatureStatusChanged"; readonly name: string; readonly candidature: WorldCandidature }
  | { readonly field: "offerSeatsChanged"; readonly name: string; readonly offer: WorldOffer }
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

/** "Reserved to schools": their students, with the families, and their staff; its host, and those in charge of a territory. */
function isFor(actor: Actor, { reservedSchoolUais, hostId }: WorldOffer, { world }: Facts): boolean {
  const uais: readonly string[] = reservedSchoolUais;
  if (uais.length === 0) return true;
  switch (actor.role) {
    case "STUDENT":
      return uais.includes(actor.schoolUai);
    case "LEGAL_REPRESENTATIVE":
      return world.students.some(({ id, schoolUai }) => actor.studentIds.includes(id) && uais.includes(schoolUai));
    case "HOST_MANAGER":
      return world.hosts.some(({ id, managerPersonId }) => id === hostId && managerPersonId === personOf(actor));
    case "TUTOR":
      return false;
    case "SCHOOL_HEAD":
    case "REFERENT_TEACHER":
    case "EDUCATION_ADVISER":
      return actor.schoolUais.some((uai) => uais.includes(uai));
    default:
      return true;
  }
}

/** Whether this person hears it, by the same words as who sees what it is about: judged when it happens. */
export function hears(actor: Actor, told: Told, facts: Facts, now: Temporal.Instant): boolean {
  const { world } = facts;
  const chains = told.field === "absenceAlerts" ? [told.chain] : [];
  const of = {
    conventions: "convention" in told ? [told.convention] : [],
    candidatures: "candidature" in told ? [told.candidature] : [],
    offers: "offer" in told ? [told.offer] : [],
  };
  const alone = factsOf({ ...world, students: [], bookings: [], absences: [], ...of }, chains);
  const oracle = new Oracle(actor, alone, now);
  if (!oracle.calls(`Subscription.${told.field}`)) return false;
  if (told.field === "conventionStatusChanged") return oracle.sees("Convention", told.convention.id);
  if (told.field === "candidatureStatusChanged") return oracle.sees("Candidature", told.candidature.id);
  if (told.field === "offerSeatsChanged") return oracle.sees("Offer", told.offer.id) && isFor(actor, told.offer, facts);
  return NEWS_FOR[told.chain.step].includes(actor.role) && oracle.sees("Absence", told.chain.id);
}
