import { INSIDE, NOTHING, personal, type PersonalData } from "@stages/subgraph/audit.ts";
import type { CandidatureFact } from "@stages/events/contracts.ts";
import type { Candidature } from "./domain/candidature.ts";

/** Which types show personal data of a student, and whose. */
export const personalData: PersonalData = {
  // Where a student applies is theirs, with or without the name.
  Candidature: personal("CANDIDATURE", (candidature: Candidature) => candidature, { except: ["id", "student", "school", "booking"] }),
  // Which school booked which offer; its students are in the candidatures.
  Booking: NOTHING,
  CandidatureChange: INSIDE,
  CandidatureStatusChanged: personal("CANDIDATURE", (event: CandidatureFact) => event, { except: ["candidature", "cursor"] }),
  // Of an offer: it does not say whose seat.
  OfferSeatsChanged: NOTHING,
  // Of the host's managers, to them alone.
  CandidatureTransfer: NOTHING,
  CandidatureAnswer: NOTHING,
  CandidatureConnection: NOTHING,
  CandidatureEdge: NOTHING,
  PageInfo: NOTHING,
  // To oneself and one's family, whose reads are not recorded; to staff, their own acts by ids and dates.
  PersonalData: NOTHING,
  Offer: NOTHING,
  // To the student alone.
  OfferApplication: NOTHING,
  Student: NOTHING,
  Host: NOTHING,
  School: NOTHING,
  Academy: NOTHING,
  Department: NOTHING,
  Campaign: NOTHING,
  Sector: NOTHING,
  // Counts, to those in charge of whom they count.
  CandidatureFigures: NOTHING,
  CandidatureFiguresOf: NOTHING,
  CandidatureSeries: NOTHING,
  CandidatureCount: NOTHING,
  Refusal: NOTHING,
  ViewerAction: NOTHING,
};
