import type { NotificationKind } from "@stages/kernel/notification-kind.ts";
import type { Words, WordsOf } from "./news.ts";

/** What a line says when its own names are not to be told: the kind alone. */
const PLAIN: Readonly<Record<NotificationKind, Words>> = {
  CANDIDATURE_RECEIVED: { title: "Une candidature est arrivée", body: "Un élève de seconde candidate à l'une de vos offres." },
  CANDIDATURE_ACCEPTED: { title: "Une candidature est acceptée", body: "Une structure accepte votre candidature. Elle vous garde la place le temps que vous la confirmiez." },
  CANDIDATURE_CONFIRMED: { title: "Un stage est confirmé", body: "Un élève que vous avez accepté confirme sa venue." },
  CANDIDATURE_ENDED: { title: "Une candidature a pris fin", body: "Une candidature a pris fin : la raison est sur la plateforme." },
  ANSWER_AWAITED: { title: "Une candidature attend votre réponse", body: "Une candidature attend votre réponse." },
  CONFIRMATION_AWAITED: { title: "Une confirmation est attendue", body: "Une structure a accepté : confirmez, ou laissez la place à un autre." },
  CONVENTION_TO_FILL: { title: "Une convention est à remplir", body: "Une convention attend la partie qui revient à votre structure." },
  CONVENTION_TO_VALIDATE: { title: "Une convention est à valider", body: "Une convention attend votre validation." },
  CONVENTION_RETURNED: { title: "Une convention est à reprendre", body: "L'établissement vous rend une convention, avec ce qui est à corriger." },
  CONVENTION_TO_SIGN: { title: "Une convention est à signer", body: "Une convention attend votre signature." },
  CONVENTION_SIGNED: { title: "Une convention est signée", body: "Toutes les parties ont signé une convention." },
  CONVENTION_ENDED: { title: "Une convention a pris fin", body: "Une convention a pris fin : la raison est sur la plateforme." },
  SIGNATURE_REFUSED: { title: "Une signature est refusée", body: "Une partie refuse de signer une convention : la raison est sur la plateforme." },
  INSURANCE_AWAITED: { title: "Une attestation d'assurance est attendue", body: "L'attestation d'assurance de l'élève est attendue avant le stage." },
  ABSENCE: { title: "Une absence est signalée", body: "Une absence est signalée pendant un stage." },
  ABSENCE_LATE: { title: "Une absence attend une suite", body: "Une absence est signalée, et personne n'y a encore donné suite." },
  ATTESTATION_AWAITED: { title: "Une attestation de stage est attendue", body: "Un élève demande l'attestation de son stage." },
  FEEDBACK_OPEN: { title: "Votre avis est attendu", body: "Votre stage est terminé : dites ce qu'il vous a appris." },
};

export const plainWordsOf: WordsOf = ({ kind }) => PLAIN[kind];
