import { newId } from "@stages/kernel/ids.ts";
import { NOTIFICATION_KINDS, type NotificationKind, NOTIFICATION_RULES } from "@stages/kernel/notification-kind.ts";
import { type Mail, mailOf } from "@stages/mail/letter.ts";
import type { News } from "@stages/people/domain/news.ts";
import { wordsOf } from "@stages/people/domain/notification-words.ts";
import { digestLetter } from "@stages/people/operations/digest-letter.ts";
import { newsLetter } from "@stages/people/operations/news-letter.ts";

const WAY = { publicUrl: "http://localhost:4000", hasAccount: true };
const TO = "claire.martin@familles.example";
const DETAILS = { offerTitle: "Découverte d'un atelier de menuiserie", hostName: "Menuiserie Caro", studentName: "Léa M.", startsOn: "2027-06-14", lastDayToAnswer: "2027-03-16", step: "REPORTED" };

/** What `npm run sample -- letter` can write: a letter of each kind, the news of an hour, and the digest of a morning. */
export const LETTERS: readonly string[] = [...NOTIFICATION_KINDS, "HOURLY", "DAILY"];

const newsOf = (kind: NotificationKind): News => ({ notificationId: newId("notification"), kind, role: NOTIFICATION_RULES[kind].roles[0]!, details: DETAILS });

export function sampleLetter(name: string): Mail {
  if (name === "HOURLY") return mailOf(newsLetter(TO, [newsOf("CANDIDATURE_RECEIVED"), newsOf("CANDIDATURE_CONFIRMED"), newsOf("CONVENTION_TO_FILL")], wordsOf, WAY));
  if (name !== "DAILY") return mailOf(newsLetter(TO, [newsOf(name as NotificationKind)], wordsOf, WAY));
  const answers = [{ offerTitle: DETAILS.offerTitle, lastDayToAnswer: Temporal.PlainDate.from(DETAILS.lastDayToAnswer) }];
  return mailOf(digestLetter(TO, { answers, conventions: [], news: [newsOf("ATTESTATION_AWAITED"), newsOf("CONVENTION_TO_SIGN")] }, WAY, wordsOf)!);
}
