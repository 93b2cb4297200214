import { type Actor, type Role, ROLES } from "@stages/kernel/actor.ts";
import { type Cell, INHERIT, type Policy, type Rule, SIGNED_IN } from "@stages/subgraph/policy.ts";
import { isConcerned } from "./domain/audience.ts";
import type { Candidature } from "./domain/candidature.ts";

const whoIsConcerned = (actor: Actor, candidature: Candidature) => isConcerned(actor, candidature);

const each = (roles: readonly Role[], cell: Cell): Rule => Object.fromEntries(roles.map((role) => [role, cell]));

/** What the student wrote is for those who answer and those who help, not for the territory's staff. */
const READERS: readonly Role[] = ["STUDENT", "LEGAL_REPRESENTATIVE", "HOST_MANAGER", "SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER"];

export const policy: Policy = {
  Candidature: each(ROLES, whoIsConcerned),
  "Candidature.motivation": each(READERS, "allow"),
  CandidatureChange: INHERIT,
  CandidatureConnection: INHERIT,
  CandidatureEdge: INHERIT,
  PageInfo: INHERIT,

  Offer: INHERIT,
  "Offer.seatsTaken": SIGNED_IN,
  "Offer.seatsLeft": SIGNED_IN,
  OfferApplication: INHERIT,
  Student: INHERIT,
  Host: INHERIT,
  School: INHERIT,

  Refusal: INHERIT,
  ViewerAction: INHERIT,

  "Query.candidature": SIGNED_IN,
  "Query.candidatures": SIGNED_IN,
  "Mutation.submitCandidature": each(["STUDENT"], "allow"),
  "Mutation.readCandidature": each(["HOST_MANAGER"], "allow"),
  "Mutation.acceptCandidature": each(["HOST_MANAGER"], "allow"),
  "Mutation.refuseCandidature": each(["HOST_MANAGER"], "allow"),
  "Mutation.cancelAcceptance": each(["HOST_MANAGER"], "allow"),
  "Mutation.confirmCandidature": each(["STUDENT"], "allow"),
  "Mutation.withdrawCandidature": each(["STUDENT"], "allow"),
};
