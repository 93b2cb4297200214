import type { Reader } from "@stages/database/connection.ts";
import { wordsOf } from "../domain/notification-words.ts";
import { findPushed } from "../persistence/deliveries.ts";
import { findHeldMails } from "../persistence/outgoing-mails.ts";
import { findPersons } from "../persistence/persons.ts";

/** As one reads it on the development mailbox: mail, a short message, or what a browser was woken for. */
export interface MailboxLine {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly writtenAt: Temporal.Instant;
}

/** What is held, and what browsers were brought, the newest first. */
export async function readMailbox(db: Reader, limit: number): Promise<readonly MailboxLine[]> {
  const [held, pushed] = await Promise.all([findHeldMails(db, limit), findPushed(db, limit)]);
  const persons = new Map((await findPersons(db, [...new Set(pushed.map(({ personId }) => personId))])).map((person) => [person.id, person]));
  const pushes = pushed.map(({ personId, news, doneAt }): MailboxLine => {
    const { title, body } = wordsOf(news);
    return { to: persons.get(personId)?.email ?? personId, subject: `Navigateur : ${title}`, text: body, html: "", writtenAt: doneAt };
  });
  return [...held, ...pushes].toSorted((a, b) => Temporal.Instant.compare(b.writtenAt, a.writtenAt)).slice(0, limit);
}
