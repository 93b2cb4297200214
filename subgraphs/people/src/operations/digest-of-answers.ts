import { inFrench } from "@stages/kernel/civil-time.ts";
import type { Section, Way } from "./digest-letter.ts";
import { listed } from "./digest-lines.ts";
import { INBOX_PATH } from "./news-letter.ts";

export interface AwaitedAnswer {
  readonly offerTitle: string;
  readonly lastDayToAnswer: Temporal.PlainDate;
}

/**
 * What still waits for a host's answer, the first to expire first. Nobody is named: who applied, and why, is read on the
 * platform, by who may.
 */
export function answersSection(told: readonly AwaitedAnswer[], { publicUrl }: Way): readonly Section[] {
  const [first] = told;
  if (!first) return [];
  const count = told.length;
  const wait = count === 1 ? "1 candidature attend votre réponse" : `${count} candidatures attendent votre réponse`;
  const day = inFrench(first.lastDayToAnswer.add({ days: 1 }));
  const expiry = count === 1 ? `elle expire le ${day}` : `la première expire le ${day}`;
  return [
    {
      count,
      wait,
      said: [
        `${wait}, ${expiry}. À partir de ce jour, elle ne peut plus être acceptée.`,
        ...listed(linesOf(told)),
        { label: count === 1 ? "Répondre à la candidature" : "Répondre aux candidatures", href: `${publicUrl}${INBOX_PATH}` },
        "Même un refus aide l'élève : il sait qu'il doit chercher ailleurs.",
      ],
    },
  ];
}

/** One line for those of one offer that are to be answered by the same day. */
function linesOf(told: readonly AwaitedAnswer[]): readonly string[] {
  const alike = Map.groupBy(told, ({ offerTitle, lastDayToAnswer }) => `${lastDayToAnswer} ${offerTitle}`);
  return [...alike.values()].map((same) => {
    const [{ offerTitle, lastDayToAnswer }] = same as [AwaitedAnswer];
    const waiting = same.length === 1 ? "1 candidature, à laquelle" : `${same.length} candidatures, auxquelles`;
    return `« ${offerTitle} » : ${waiting} répondre au plus tard le ${inFrench(lastDayToAnswer)}.`;
  });
}
