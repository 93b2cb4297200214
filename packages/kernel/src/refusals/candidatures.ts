import { define } from "./define.ts";

export const CANDIDATURES_REFUSALS = {
  ALREADY_APPLIED: define(
    "One candidature per student and offer.",
    () => "Une candidature à cette offre existe déjà.",
  ),
  OFFER_NOT_AVAILABLE: define(
    "The offer is not published, is past, or is reserved to other schools. For a host that answers: it was hidden or removed.",
    () => "Cette offre n'est plus disponible : elle a été retirée ou masquée, sa période est commencée, ou elle est réservée à d'autres établissements.",
  ),
  NO_SEAT_LEFT: define(
    "All seats of this offer and period are taken.",
    () => "Toutes les places de cette offre sont prises.",
  ),
  NOT_ENOUGH_SEATS: define<{ left: number; asked: number }>(
    "A booking asks for more seats than the offer has left; a booking is made whole or not at all.",
    ({ left, asked }) => `Il reste ${left === 1 ? "une place" : `${left} places`} sur cette offre, et votre liste compte ${asked} élèves. Raccourcissez la liste, ou réservez une autre offre.`,
  ),
  OFFER_FOR_SCHOOLS: define(
    "A SMALL_GROUP or WHOLE_CLASS offer is booked by a school for a list of its students; a student alone cannot apply to it.",
    () => "Cette offre accueille un groupe : c'est votre établissement qui la réserve. Dites à votre professeur référent qu'elle vous intéresse.",
  ),
  OFFER_FOR_STUDENTS: define(
    "An INDIVIDUAL offer is applied to by each student, and is not booked.",
    () => "Cette offre est individuelle : elle ne se réserve pas. Chaque élève y candidate depuis son espace.",
  ),
  BOOKING_OF_ONE_SCHOOL: define(
    "The students of one booking are all of the first one's school.",
    () => "Une réservation ne porte que sur un établissement : faites-en une autre pour cet élève.",
  ),
  STAGE_BEGUN: define<{ since: string }>(
    "A booking can be cancelled until the day before the stage's first day.",
    ({ since }) => `Le stage a commencé le ${since} : la réservation ne peut plus être annulée. L'arrêt d'un stage se fait depuis la convention.`,
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
