import type { WorldCandidature, WorldConvention, WorldOffer } from "@stages/demonstration/world-types.ts";
import { type Actor, personOf, type Role } from "@stages/kernel/actor.ts";
import { Oracle } from "./oracle.ts";
import { type ChainSoFar, type Facts, factsOf } from "./reach.ts";

/** A fact that the platform has told, with what it is about as it was then. */
export type Told =
  | { readonly field: "candidatureStatusChanged"; readonly name: string; readonly candidature: WorldCandidature }
  | { readonly field: "offerSeatsChanged"; readonly name: string; readonly offer: WorldOffer }
  | { readonly field: "conventionStatusChanged"; readonly name: string; readonly convention: WorldConvention }
  | { readonly field: "notifications"; readonly name: string; readonly roles: readonly Role[]; readonly about: Concerned }
  | { readonly field: "absenceAlerts"; readonly name: string; readonly convention: WorldConvention; readonly chain: ChainSoFar };

/** Whom something concerns, one by one or by where they are, and who did it. */
export interface Concerned {
  readonly studentId: string;
  readonly schoolUai: string;
  readonly hostId: string;
  readonly referentTeacherId: string | null;
  readonly tutorEmail: string | null;
  readonly byPersonId: string | null;
}

export type StreamField = Told["field"];

/**
 * "The tutor reports absence or illness at once → the referent teacher is alerted → relays to the CPE → the CPE informs the
 * family → closed with a cause": each step is news for whoever acts next, the end of it for all who acted or were told.
 */
export const NEWS_FOR: Readonly<Record<ChainSoFar["step"], readonly Role[]>> = {
  REPORTED: ["REFERENT_TEACHER"],
  RELAYED: ["EDUCATION_ADVISER"],
  FAMILY_INFORMED: ["LEGAL_REPRESENTATIVE"],
  CLOSED: ["REFERENT_TEACHER", "EDUCATION_ADVISER", "LEGAL_REPRESENTATIVE", "TUTOR"],
};

/** "By role, not by one person": whoever has it there; of teachers the one who follows the student, of tutors the one who is named. */
function isThere(actor: Actor, { studentId, schoolUai, hostId, referentTeacherId, tutorEmail }: Concerned): boolean {
  switch (actor.role) {
    case "STUDENT":
      return actor.studentId === studentId;
    case "LEGAL_REPRESENTATIVE":
      return (actor.studentIds as readonly string[]).includes(studentId);
    case "HOST_MANAGER":
      return (actor.hostIds as readonly string[]).includes(hostId);
    case "TUTOR":
      return actor.email === tutorEmail;
    case "REFERENT_TEACHER":
      return actor.personId === referentTeacherId;
    case "SCHOOL_HEAD":
    case "EDUCATION_ADVISER":
      return (actor.schoolUais as readonly string[]).includes(schoolUai);
    default:
      return false;
  }
}

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
  if (told.field === "notifications") return told.roles.includes(actor.role) && isThere(actor, told.about) && personOf(actor) !== told.about.byPersonId;
  if (told.field === "conventionStatusChanged") return oracle.sees("Convention", told.convention.id);
  if (told.field === "candidatureStatusChanged") return oracle.sees("Candidature", told.candidature.id);
  if (told.field === "offerSeatsChanged") return oracle.sees("Offer", told.offer.id) && isFor(actor, told.offer, facts);
  return NEWS_FOR[told.chain.step].includes(actor.role) && oracle.sees("Absence", told.chain.id);
}
