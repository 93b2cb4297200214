import type { Transaction, Write } from "@stages/database/connection.ts";
import { civilDateOf, CIVIL_ZONE, startOf } from "@stages/kernel/civil-time.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { mailOf } from "@stages/mail/letter.ts";
import { kindsOf, type WordsOf } from "../domain/news.ts";
import { deleteAwaited, findToRemind, forgetStaleAwaited, lockAwaited } from "../persistence/awaited-answers.ts";
import { deleteAwaitedConventions, forgetStaleConventions, lockAwaitedConventions } from "../persistence/awaited-conventions.ts";
import { findToWrite, finish, lockLetters } from "../persistence/deliveries.ts";
import { queueDigest } from "../persistence/outgoing-mails.ts";
import { digestLetter } from "./digest-letter.ts";
import { endUseless } from "./dispatch-letters.ts";
import type { LinkDesk } from "./link-desk.ts";
import { addressesOf } from "./recipients.ts";

const BATCH = 200;
const DAILY_KINDS = kindsOf("DAILY");

export interface DigestDesk extends Pick<LinkDesk, "publicUrl"> {
  readonly wordsOf: WordsOf;
}

/** In Paris. A day's reminders are told at midnight: they wait for the morning, and what is answered meanwhile goes. */
export const DIGEST_HOUR = 7;

/**
 * One mail a person and a day at most, by whichever replica, with all that waits for them; what comes after it waits for the
 * next morning. Who has no address is not written to.
 */
export async function sendDigests(write: Write, desk: DigestDesk, now: Temporal.Instant): Promise<void> {
  if (now.toZonedDateTimeISO(CIVIL_ZONE).hour < DIGEST_HOUR) return;
  const today = civilDateOf(now);
  await write((tx) => forgetStaleAwaited(tx, today));
  await write((tx) => forgetStaleConventions(tx, today));
  await endUseless(write, DAILY_KINDS, now);
  const sendTo = async (find: (tx: Transaction) => Promise<readonly PersonId[]>) => {
    for (;;) {
      const waiting = await write(find);
      for (const personId of waiting) await write((tx) => sendDigest(tx, personId, desk, now));
      if (waiting.length < BATCH) return;
    }
  };
  await sendTo((tx) => findToRemind(tx, today, BATCH));
  // Those who have news alone.
  await sendTo((tx) => findToWrite(tx, DAILY_KINDS, now, BATCH, today));
}

async function sendDigest(tx: Transaction, personId: PersonId, { publicUrl, wordsOf }: DigestDesk, now: Temporal.Instant): Promise<void> {
  const answers = await lockAwaited(tx, personId);
  const conventions = await lockAwaitedConventions(tx, personId);
  const letters = (await lockLetters(tx, [personId], DAILY_KINDS, now, "wait")).get(personId) ?? [];
  const forget = async (unsent: "NO_ADDRESS" | null) => {
    await finish(tx, letters.map(({ id }) => id), now, unsent);
    await deleteAwaited(tx, personId, answers.map(({ candidatureId }) => candidatureId));
    await deleteAwaitedConventions(tx, personId, conventions);
  };
  const [person] = await addressesOf(tx, [personId]);
  const told = { answers, conventions, news: letters.map(({ news }) => news) };
  const letter = person && digestLetter(person.address, told, { publicUrl: publicUrl ?? "", hasAccount: person.hasAccount }, wordsOf);
  if (!letter) return forget(person ? null : "NO_ADDRESS");
  const expiresAt = startOf(lastOf(answers.map(({ lastDayToAnswer }) => lastDayToAnswer), civilDateOf(now)).add({ days: 1 }));
  // Where another replica has written to them meanwhile, what came after that is for the next morning.
  if (await queueDigest(tx, { recipientId: personId, mail: mailOf(letter), writtenAt: now, expiresAt }, civilDateOf(now))) await forget(null);
}

/** A mail that could not leave on its day is of use until the last candidature in it has expired. */
const lastOf = (days: readonly Temporal.PlainDate[], otherwise: Temporal.PlainDate) => days.reduce((a, b) => (Temporal.PlainDate.compare(a, b) > 0 ? a : b), otherwise);
