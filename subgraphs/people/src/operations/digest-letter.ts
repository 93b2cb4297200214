import type { Letter, Part } from "@stages/mail/letter.ts";
import type { News, WordsOf } from "../domain/news.ts";
import { type AwaitedOfConvention, conventionSections } from "./digest-of-conventions.ts";
import { type AwaitedAnswer, answersSection } from "./digest-of-answers.ts";
import { newsSection, PREFERENCES_PATH } from "./news-letter.ts";

/** One thing that waits for someone, as the mail tells it. */
export interface Section {
  readonly count: number;
  /** Short, for the subject and a heading: "3 candidatures attendent votre réponse". */
  readonly wait: string;
  readonly said: readonly Part[];
}

export interface Told {
  readonly answers: readonly AwaitedAnswer[];
  readonly conventions: readonly AwaitedOfConvention[];
  /** What was told since, and may wait for the morning. */
  readonly news?: readonly News[];
}

export interface Way {
  /** Of the platform, without a slash at the end; empty in development. */
  readonly publicUrl: string;
  /** Whoever has none acts by personal links. */
  readonly hasAccount: boolean;
}

/** Everything that waits for one person, the most urgent first; null when nothing does. */
export function digestLetter(to: string, { answers, conventions, news = [] }: Told, way: Way, wordsOf: WordsOf): Letter | null {
  const sections = [...answersSection(answers, way), ...conventionSections(conventions, way), ...newsSection(news, wordsOf, way)];
  const [first] = sections;
  if (!first) return null;
  const count = sections.reduce((sum, section) => sum + section.count, 0);
  const isOne = sections.length === 1;
  return {
    to,
    subject: `Stages de seconde : ${isOne ? first.wait : `${count} ${news.length === 0 ? "démarches vous attendent" : "points vous attendent"}`}`,
    paragraphs: ["Bonjour,", ...(isOne ? first.said : sections.flatMap(({ wait, said }): readonly Part[] => [{ heading: wait }, ...said]))],
    foot: [why({ answers, conventions, news }), ...changeOf(news, way), "La plateforme ne vous demandera jamais de mot de passe ni de paiement."],
  };
}

const changeOf = (news: readonly News[], { publicUrl, hasAccount }: Way): Letter["foot"] =>
  news.length > 0 && hasAccount ? [{ label: "Choisir de quoi et comment être averti", href: `${publicUrl}${PREFERENCES_PATH}` }] : [];

function why({ answers, conventions, news = [] }: Told): string {
  const whom = news.length > 0 ? "à ceux que ces démarches concernent" : conventions.length === 0 ? "aux responsables de la structure qui a publié ces offres" : answers.length === 0 ? "à ceux que ces conventions attendent" : "à ceux que ces offres et ces conventions attendent";
  return `Ce message est envoyé par la plateforme « Stages de seconde » ${whom}, une fois par jour au plus. Il n'appelle pas de réponse.`;
}
