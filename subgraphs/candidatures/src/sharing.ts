import { ANYONE, anyoneBut, shared, type Sharing } from "@stages/subgraph/sharing.ts";

/** A candidature is its student's, and not their school's: two students of one school are not answered alike. */
const NOT_STUDENTS = anyoneBut("STUDENT");

/**
 * What does not depend on which of two colleagues asks. `AUDIENCE` looks at role and bounds; the cells of these fields at roles
 * alone. Left out: what a viewer may do.
 */
export const sharing: Sharing = {
  ...shared("Subscription", ["candidatureStatusChanged"], NOT_STUDENTS),
  ...shared("CandidatureStatusChanged", ["from", "to", "reason", "at", "cursor", "candidature"], NOT_STUDENTS),
  ...shared("Candidature", ["id", "period", "campaignId", "status", "submittedAt", "lastDayToAnswer", "lastDayToConfirm", "distanceKm", "motivation", "offer", "student", "host", "school", "history"], NOT_STUDENTS),
  ...shared("CandidatureChange", ["from", "to", "at", "byRole", "reason"], NOT_STUDENTS),
  // By role, and by the school of a student or of a family's children.
  ...shared("Subscription", ["offerSeatsChanged"], ANYONE),
  ...shared("OfferSeatsChanged", ["at", "cursor", "offer", "seats", "seatsLeft"], ANYONE),
  ...shared("Offer", ["id", "seatsTaken", "seatsLeft"], ANYONE),
  ...shared("Student", ["id"], NOT_STUDENTS),
  ...shared("Host", ["id"], ANYONE),
  ...shared("School", ["uai"], ANYONE),
};
