import type { Letter } from "@stages/mail/letter.ts";
import { inFrench } from "@stages/kernel/civil-time.ts";

export interface ToldCandidature {
  readonly offerTitle: string;
  readonly lastDayToAnswer: Temporal.PlainDate;
}

type Told = readonly [ToldCandidature, ...ToldCandidature[]];

/** Offers beyond these are counted: the list is on the platform. */
const MOST_OFFERS = 20;

/**
 * What still waits for a host's answer, the first to expire first. Nobody is named: who applied, and why, is read on the
 * platform, by who may.
 */
export function digestLetter(to: string, href: string, told: Told): Letter {
  const [first] = told;
  const count = told.length;
  const wait = count === 1 ? "1 candidature attend votre réponse" : `${count} candidatures attendent votre réponse`;
  const expiry = count === 1 ? `elle expire le ${inFrench(dayAfter(first.lastDayToAnswer))}` : `la première expire le ${inFrench(dayAfter(first.lastDayToAnswer))}`;
  const lines = linesOf(told);
  return {
    to,
    subject: `Stages de seconde : ${wait}`,
    paragraphs: [
      "Bonjour,",
      `${wait}, ${expiry}. À partir de ce jour, elle ne peut plus être acceptée.`,
      ...lines.slice(0, MOST_OFFERS),
      ...(lines.length > MOST_OFFERS ? [`Et ${lines.length - MOST_OFFERS} autres lignes sur la plateforme.`] : []),
      { label: count === 1 ? "Répondre à la candidature" : "Répondre aux candidatures", href },
      "Même un refus aide l'élève : il sait qu'il doit chercher ailleurs.",
    ],
    foot: [
      "Ce message est envoyé par la plateforme « Stages de seconde » aux responsables de la structure qui a publié ces offres, une fois par jour au plus. Il n'appelle pas de réponse.",
      "La plateforme ne vous demandera jamais de mot de passe ni de paiement.",
    ],
  };
}

/** One line for those of one offer that are to be answered by the same day. */
function linesOf(told: Told): readonly string[] {
  const alike = Map.groupBy(told, ({ offerTitle, lastDayToAnswer }) => `${lastDayToAnswer} ${offerTitle}`);
  return [...alike.values()].map((same) => {
    const [{ offerTitle, lastDayToAnswer }] = same as [ToldCandidature];
    const waiting = same.length === 1 ? "1 candidature, à laquelle" : `${same.length} candidatures, auxquelles`;
    return `« ${offerTitle} » : ${waiting} répondre au plus tard le ${inFrench(lastDayToAnswer)}.`;
  });
}

const dayAfter = (day: Temporal.PlainDate) => day.add({ days: 1 });
