import type { Transaction, Write } from "@stages/database/connection.ts";
import { civilDateOf, CIVIL_ZONE, startOf } from "@stages/kernel/civil-time.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { mailOf } from "@stages/mail/letter.ts";
import { deleteAwaited, findToRemind, forgetStaleAwaited, lockAwaited } from "../persistence/awaited-answers.ts";
import { queueDigest } from "../persistence/outgoing-mails.ts";
import { findPerson } from "../persistence/persons.ts";
import { digestLetter } from "./digest-letter.ts";
import type { LinkDesk } from "./link-desk.ts";

const BATCH = 200;
/** In Paris. A day's reminders are told at midnight: they wait for the morning, and what is answered meanwhile goes. */
export const DIGEST_HOUR = 7;

/**
 * One mail a manager and a day at most, by whichever replica, with all that waits; what comes after it waits for the next
 * morning. Who has no address is not written to.
 */
export async function sendDigests(write: Write, desk: Pick<LinkDesk, "publicUrl">, now: Temporal.Instant): Promise<void> {
  if (now.toZonedDateTimeISO(CIVIL_ZONE).hour < DIGEST_HOUR) return;
  const today = civilDateOf(now);
  await write((tx) => forgetStaleAwaited(tx, today));
  for (;;) {
    const waiting = await write((tx) => findToRemind(tx, today, BATCH));
    for (const personId of waiting) await write((tx) => sendDigest(tx, personId, desk, now));
    if (waiting.length < BATCH) return;
  }
}

async function sendDigest(tx: Transaction, personId: PersonId, { publicUrl }: Pick<LinkDesk, "publicUrl">, now: Temporal.Instant): Promise<void> {
  const [first, ...others] = await lockAwaited(tx, personId);
  if (!first) return;
  const told = [first, ...others] as const;
  const forget = () => deleteAwaited(tx, personId, told.map(({ candidatureId }) => candidatureId));
  const person = await findPerson(tx, personId);
  if (!person || person.email === "") return forget();
  const mail = mailOf(digestLetter(person.email, `${publicUrl ?? ""}/`, told));
  const expiresAt = startOf(told.at(-1)!.lastDayToAnswer.add({ days: 1 }));
  // Where another replica has written to them meanwhile, what came after that is for the next morning.
  if (await queueDigest(tx, { recipientId: personId, mail, writtenAt: now, expiresAt }, civilDateOf(now))) await forget();
}
