import { define } from "./define.ts";

export const CANDIDATURES_REFUSALS = {
  ALREADY_APPLIED: define(
    "One candidature per student and offer.",
    () => "Vous avez déjà candidaté à cette offre.",
  ),
  OFFER_NOT_AVAILABLE: define(
    "The offer is not published, is past, or is reserved to other schools.",
    () => "Cette offre n'est plus disponible. Cherchez une autre offre près de chez vous.",
  ),
  NO_SEAT_LEFT: define(
    "All seats of this offer and period are taken.",
    () => "Toutes les places de cette offre sont prises.",
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
  NO_COLLEAGUE: define(
    "The host has one manager: there is nobody to transfer a candidature to.",
    () => "Vous êtes seul à gérer cette structure. Invitez d'abord un collègue comme responsable, puis transférez-lui la candidature.",
  ),
  NOT_A_COLLEAGUE: define(
    "The person named is not known as a manager of the candidature's host; who they are is not told.",
    () => "Cette personne n'est pas responsable de votre structure. Choisissez un autre responsable, ou invitez-la d'abord.",
  ),
  REASON_REQUIRED: define(
    "This act is refused without a reason.",
    () => "Indiquez le motif : il sera transmis à la personne concernée.",
  ),
};
