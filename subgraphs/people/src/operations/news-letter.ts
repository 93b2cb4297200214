import type { NotificationKind, ToldRole } from "@stages/kernel/notification-kind.ts";
import type { Letter, Part } from "@stages/mail/letter.ts";
import type { News, WordsOf } from "../domain/news.ts";
import type { Words } from "../domain/notification-words.ts";
import type { Section, Way } from "./digest-letter.ts";
import { listed } from "./digest-lines.ts";

/** What the button of a letter says, which leads to that line of the inbox. */
export const BUTTONS: Readonly<Record<NotificationKind, string>> = {
  CANDIDATURE_RECEIVED: "Lire la candidature",
  CANDIDATURE_ACCEPTED: "Voir la réponse",
  CANDIDATURE_CONFIRMED: "Voir la candidature",
  CANDIDATURE_ENDED: "Voir la candidature",
  ANSWER_AWAITED: "Répondre à la candidature",
  CONFIRMATION_AWAITED: "Confirmer ou renoncer",
  CONVENTION_TO_FILL: "Remplir la convention",
  CONVENTION_TO_VALIDATE: "Relire la convention",
  CONVENTION_RETURNED: "Reprendre la convention",
  CONVENTION_TO_SIGN: "Lire et signer la convention",
  CONVENTION_SIGNED: "Voir la convention",
  CONVENTION_ENDED: "Voir la convention",
  SIGNATURE_REFUSED: "Voir la convention",
  INSURANCE_AWAITED: "Déposer l'attestation d'assurance",
  ABSENCE: "Suivre l'absence",
  ABSENCE_LATE: "Suivre l'absence",
  ATTESTATION_AWAITED: "Confirmer l'attestation",
  FEEDBACK_OPEN: "Donner mon avis",
};

const AS: Readonly<Record<ToldRole, string>> = {
  STUDENT: "comme élève",
  LEGAL_REPRESENTATIVE: "comme représentant légal de l'élève",
  HOST_MANAGER: "comme responsable de la structure d'accueil",
  TUTOR: "comme tuteur du stage",
  SCHOOL_HEAD: "comme chef d'établissement",
  REFERENT_TEACHER: "comme professeur référent",
  EDUCATION_ADVISER: "comme conseiller principal d'éducation",
};

export const INBOX_PATH = "/notifications";
export const PREFERENCES_PATH = `${INBOX_PATH}#preferences`;
const linePath = ({ notificationId }: News) => `${INBOX_PATH}#${notificationId}`;

/** One letter with all that one person is to be told at once: what is urgent alone, or the news of an hour. */
export function newsLetter(to: string, news: readonly [News, ...News[]], wordsOf: WordsOf, way: Way): Letter {
  const [first, ...others] = news;
  const { title, body } = wordsOf(first);
  const count = news.length;
  return {
    to,
    subject: `Stages de seconde : ${others.length === 0 ? title : `${count} nouvelles`}`,
    paragraphs: others.length === 0 ? ["Bonjour,", body, ...buttonOf(BUTTONS[first.kind], linePath(first), way)] : ["Bonjour,", ...news.flatMap((one) => partsOf(one, wordsOf)), ...buttonOf("Ouvrir mes notifications", INBOX_PATH, way)],
    foot: footOf(news, way),
  };
}

function partsOf(news: News, wordsOf: WordsOf): readonly Part[] {
  const { title, body } = wordsOf(news);
  return [{ heading: title }, body];
}

/** Whoever has no account acts by personal links, which have their own letters: no address here would open anything. */
const buttonOf = (label: string, path: string, { publicUrl, hasAccount }: Way): readonly Part[] => (hasAccount ? [{ label, href: `${publicUrl}${path}` }] : []);

function footOf(news: readonly News[], { publicUrl, hasAccount }: Way): Letter["foot"] {
  const roles = [...new Set(news.map(({ role }) => AS[role]))];
  return [
    `Ce message est envoyé par la plateforme « Stages de seconde ». Vous le recevez ${roles.join(", ")}. Il n'appelle pas de réponse.`,
    ...(hasAccount ? [{ label: "Choisir de quoi et comment être averti", href: `${publicUrl}${PREFERENCES_PATH}` }] : []),
    "La plateforme ne vous demandera jamais de mot de passe ni de paiement.",
  ];
}

/** What may wait for the morning, within its digest. */
export function newsSection(news: readonly News[], wordsOf: WordsOf, way: Way): readonly Section[] {
  const [first] = news;
  if (!first) return [];
  if (news.length === 1) {
    const { title, body } = wordsOf(first);
    return [{ count: 1, wait: title, said: [body, ...buttonOf(BUTTONS[first.kind], linePath(first), way)] }];
  }
  return [{ count: news.length, wait: `${news.length} nouvelles pour vous`, said: [...listed(news.map((one) => lineOf(wordsOf(one)))), ...buttonOf("Ouvrir mes notifications", INBOX_PATH, way)] }];
}

/** Both on one line, the title being what the body is about. */
const lineOf = ({ title, body }: Words) => `${title.replace(/[.\s]+$/, "")}. ${body}`;

/** For a telephone: what it is about, and where to read on. */
export function newsSms(news: News, wordsOf: WordsOf, { publicUrl, hasAccount }: Way): string {
  const said = `Stages de seconde. ${lineOf(wordsOf(news))}`;
  return hasAccount && publicUrl !== "" ? `${said} ${publicUrl}${INBOX_PATH}` : said;
}

/** What the service worker shows; the tag has a second copy take the first one's place on the screen. */
export function newsPush(news: News, wordsOf: WordsOf): string {
  const { title, body } = wordsOf(news);
  return JSON.stringify({ title, body, tag: news.notificationId, href: linePath(news) });
}
