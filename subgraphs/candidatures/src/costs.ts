import { type Costs, sized, weighing } from "@stages/subgraph/costs.ts";

/** In points of a tenth of a millisecond of processor: RESULTS.md, `write` for acts, `analytics` for figures, of which a territory's is one row by its key. */
export const costs: Costs = {
  // As many acts as the list is long: 100 answers, 40 students of a class.
  ...weighing(4_000, "Mutation.answerCandidatures"),
  ...weighing(2_000, "Mutation.bookOffer"),
  ...weighing(1_000, "Mutation.cancelBooking"),
  ...weighing(3, "Academy.candidatureFigures", "Department.candidatureFigures", "Campaign.candidatureFigures", "School.candidatureFigures", "CandidatureFigures.series", "CandidatureFigures.by", "CandidatureFigures.onSameDayOf"),
  ...sized(1, "ViewerAction.refusals"),
  ...sized(20, "Booking.candidatures"),
  ...sized(1, "Offer.bookings", "Offer.bookingRefusals", "Booking.viewerActions"),
  ...sized(5, "Candidature.history", "Student.candidatures", "Candidature.viewerActions"),
  ...sized(1, "Candidature.transfers", "CandidatureFigures.byStatus"),
};
