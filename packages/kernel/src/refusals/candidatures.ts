import { define } from "./define.ts";

export const CANDIDATURES_REFUSALS = {
  ALREADY_APPLIED: define(
    "One candidature per student and offer.",
    () => "Vous avez déjà candidaté à cette offre.",
  ),
  OFFER_NOT_AVAILABLE: define(
    "The offer is not published, is past, or is reserved to other schools. For a host that answers: it was hidden or removed.",
    () => "Cette offre n'est plus disponible : elle a été retirée ou masquée, sa période est commencée, ou elle est réservée à d'autres établissements.",
  ),
  NO_SEAT_LEFT: define(
    "All seats of this offer and period are taken.",
    () => "Toutes les places de cette offre sont prises.",
  ),
  SEATS_BELOW_TAKEN: define<{ taken: number }>(
    "An offer never has fewer seats than are taken.",
    ({ taken }) => (taken === 1 ? "Une place est déjà prise : gardez-en au moins une." : `${taken} places sont déjà prises : gardez-en au moins ${taken}.`),
  ),
  CANDIDATURE_EXPIRED: define<{ expiredOn: string; days: number }>(
    "The campaign's days (15 in the FAQ) passed without an answer from the host; expired from the first instant of the day after the last one.",
    ({ expiredOn, days }) => `Cette candidature a expiré le ${expiredOn}, faute de réponse dans les ${days} jours. L'élève peut candidater à une autre offre.`,
  ),
  CONFIRMATION_OVERDUE: define<{ dueOn: string }>(
    "The student did not confirm within the campaign's delay; the seat is free again from the first instant of the day after the last one.",
    ({ dueOn }) => `Ce stage était à confirmer au plus tard le ${dueOn} : la place n'est plus réservée.`,
  ),
  WEEK_ALREADY_TAKEN: define(
    "The student has a confirmed stage in the same week.",
    () => "Un stage est déjà confirmé pour la même semaine.",
  ),
  REASON_REQUIRED: define(
    "This act is refused without a reason.",
    () => "Indiquez le motif : il sera transmis à la personne concernée.",
  ),
};
