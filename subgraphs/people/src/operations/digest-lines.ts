import type { Part } from "@stages/mail/letter.ts";

/** Lines beyond these are counted: the list is on the platform. */
const MOST_LINES = 20;

export function listed(lines: readonly string[]): readonly Part[] {
  const more = lines.length - MOST_LINES;
  return [{ items: lines.slice(0, MOST_LINES) }, ...(more > 0 ? [`Et ${more === 1 ? "1 autre ligne" : `${more} autres lignes`} sur la plateforme.`] : [])];
}
