import type { Actor, Role } from "@stages/kernel/actor.ts";
import { each, eachWhen, INHERIT, type Policy, SIGNED_IN } from "@stages/subgraph/policy.ts";
import { OF_ACADEMY, OF_COUNTRY, OF_DEPARTMENT, OF_SCHOOL } from "@stages/subgraph/territory-policy.ts";
import { THEMSELVES } from "@stages/subgraph/personal-data-entity.ts";
import { isConcerned } from "./domain/audience.ts";
import { type Booking, isConcernedByBooking } from "./domain/booking.ts";
import type { Candidature } from "./domain/candidature.ts";

/** What the student wrote is for those who answer and those who help, not for the territory's staff. */
const READERS: readonly Role[] = ["STUDENT", "LEGAL_REPRESENTATIVE", "HOST_MANAGER", "SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER"];

export const policy: Policy = {
  Candidature: eachWhen(
    {
      STUDENT: "les siennes",
      LEGAL_REPRESENTATIVE: "celles de son enfant",
      HOST_MANAGER: "celles de sa structure",
      SCHOOL_HEAD: "celles de son établissement",
      REFERENT_TEACHER: "celles de son établissement",
      EDUCATION_ADVISER: "celles de son établissement",
      RECTORAT: "celles de son académie, ou de son département",
      MINISTRY: "toutes",
    },
    (actor: Actor, candidature: Candidature) => isConcerned(actor, candidature),
  ),
  Booking: eachWhen(
    {
      HOST_MANAGER: "celles de sa structure",
      SCHOOL_HEAD: "celles de son établissement",
      REFERENT_TEACHER: "celles de son établissement",
      EDUCATION_ADVISER: "celles de son établissement",
      RECTORAT: "celles de son académie, ou de son département",
      MINISTRY: "toutes",
    },
    (actor: Actor, booking: Booking) => isConcernedByBooking(actor, booking),
  ),
  "Candidature.motivation": each(READERS, "allow"),
  "Candidature.assignedTo": each(["HOST_MANAGER"], "allow"),
  "Candidature.transfers": each(["HOST_MANAGER"], "allow"),
  CandidatureChange: INHERIT,
  // As a motivation: in the words of the student or of the host.
  "CandidatureChange.reason": each(READERS, "allow"),
  CandidatureStatusChanged: INHERIT,
  "CandidatureStatusChanged.reason": each(READERS, "allow"),
  OfferSeatsChanged: INHERIT,
  CandidatureTransfer: INHERIT,
  CandidatureAnswer: INHERIT,
  CandidatureConnection: INHERIT,
  CandidatureEdge: INHERIT,
  PageInfo: INHERIT,
  PersonalData: THEMSELVES,

  Offer: INHERIT,
  "Offer.seatsTaken": SIGNED_IN,
  "Offer.seatsLeft": SIGNED_IN,
  OfferApplication: INHERIT,
  Student: INHERIT,
  Host: INHERIT,
  School: INHERIT,
  // Figures hold no names.
  "School.candidatureFigures": OF_SCHOOL,
  Academy: INHERIT,
  "Academy.candidatureFigures": OF_ACADEMY,
  Department: INHERIT,
  "Department.candidatureFigures": OF_DEPARTMENT,
  Campaign: INHERIT,
  "Campaign.candidatureFigures": OF_COUNTRY,
  Sector: INHERIT,
  // Of which territory is said by its arguments, and judged by `territoryFor`.
  "Sector.candidatureFigures": each(["RECTORAT", "MINISTRY"], "allow"),
  CandidatureFigures: INHERIT,
  CandidatureFiguresOf: INHERIT,
  CandidatureSeries: INHERIT,
  CandidatureCount: INHERIT,

  Refusal: INHERIT,
  ViewerAction: INHERIT,

  "Query.candidature": SIGNED_IN,
  "Query.candidatures": SIGNED_IN,
  "Query.booking": SIGNED_IN,
  "Mutation.bookOffer": each(["SCHOOL_HEAD", "REFERENT_TEACHER"], "allow"),
  "Mutation.cancelBooking": each(["SCHOOL_HEAD", "REFERENT_TEACHER"], "allow"),
  "Mutation.submitCandidature": each(["STUDENT"], "allow"),
  "Mutation.changeOfferSeats": each(["HOST_MANAGER"], "allow"),
  "Mutation.readCandidature": each(["HOST_MANAGER"], "allow"),
  "Mutation.acceptCandidature": each(["HOST_MANAGER"], "allow"),
  "Mutation.answerCandidatures": each(["HOST_MANAGER"], "allow"),
  "Mutation.transferCandidature": each(["HOST_MANAGER"], "allow"),
  "Mutation.refuseCandidature": each(["HOST_MANAGER"], "allow"),
  "Mutation.cancelAcceptance": each(["HOST_MANAGER"], "allow"),
  "Mutation.confirmCandidature": each(["STUDENT"], "allow"),
  "Mutation.withdrawCandidature": each(["STUDENT"], "allow"),
  "Subscription.candidatureStatusChanged": SIGNED_IN,
  "Subscription.offerSeatsChanged": SIGNED_IN,
};
