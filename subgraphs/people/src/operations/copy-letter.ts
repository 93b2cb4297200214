import type { DocumentSealedFact } from "@stages/events/contracts.ts";
import { momentInFrench } from "@stages/kernel/civil-time.ts";
import { ofName } from "@stages/kernel/elision.ts";
import type { Letter } from "@stages/mail/letter.ts";

export interface SealedCopy {
  readonly kind: DocumentSealedFact["kind"];
  /** The first name alone: a mail may be read by others. */
  readonly student: string;
  readonly school: string;
  readonly href: string;
  readonly expiresAt: Temporal.Instant;
}

const WHAT: Readonly<Record<SealedCopy["kind"], string>> = { CONVENTION: "la convention de stage", AMENDMENT: "l'avenant à la convention de stage", ATTESTATION: "l'attestation de stage" };

/** The signed and sealed file itself is not attached: whoever reads the mail must still come for it in time. */
export function copyLetter(to: string, { kind, student, school, href, expiresAt }: SealedCopy): Letter {
  return {
    to,
    subject: `Stage ${ofName(student)} : votre exemplaire signé`,
    paragraphs: [
      "Bonjour,",
      `Toutes les signatures sont réunies : voici votre exemplaire de ${WHAT[kind]} ${ofName(student)}, scellé, avec sa page de preuve.`,
      { label: "Télécharger votre exemplaire signé", href },
      `Ce lien est personnel et ouvre le document jusqu'au ${momentInFrench(expiresAt)} (heure de Paris). Conservez le fichier tel quel : imprimé ou enregistré autrement, il n'a plus son cachet électronique.`,
      ...(kind === "CONVENTION" ? ["L'élève l'apporte le premier jour du stage."] : []),
    ],
    foot: [
      `Ce message est envoyé par la plateforme « Stages de seconde », pour ${school}. Il n'appelle pas de réponse : pour toute question, adressez-vous à l'établissement.`,
      "La plateforme ne vous demandera jamais de mot de passe ni de paiement.",
    ],
  };
}
