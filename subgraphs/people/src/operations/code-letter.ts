import { CIVIL_ZONE, momentInFrench } from "@stages/kernel/civil-time.ts";
import type { Letter } from "@stages/mail/letter.ts";

export interface IssuedCode {
  readonly code: string;
  /** In French, what is signed: "la convention de stage de Léa M.". */
  readonly about: string;
  readonly expiresAt: Temporal.Instant;
}

const KEEP_IT = "Ne le communiquez à personne ; la plateforme ne vous le demandera jamais par téléphone.";

/** The code, what it is for and until when: nothing else, and no link, for whoever asked has the page before them. */
export function codeLetter(to: string, { code, about, expiresAt }: IssuedCode): Letter {
  return {
    to,
    subject: "Stages de seconde : votre code de signature",
    paragraphs: ["Bonjour,", `Voici le code demandé pour signer ${about} :`, { code }, `Il est valable jusqu'au ${momentInFrench(expiresAt)} (heure de Paris), pour cette signature seule. ${KEEP_IT}`],
    foot: ["Ce message est envoyé par la plateforme « Stages de seconde ». Si vous n'avez pas demandé ce code, ne faites rien : sans lui, rien n'est signé."],
  };
}

/** The same for a telephone, the code first, where its screen shows it. */
export function codeSms({ code, about, expiresAt }: IssuedCode): string {
  const moment = expiresAt.toZonedDateTimeISO(CIVIL_ZONE);
  return `${code} : votre code Stages de seconde pour signer ${about}, valable jusqu'à ${moment.hour} h ${String(moment.minute).padStart(2, "0")}. ${KEEP_IT}`;
}
