import type { Transaction, Write } from "@stages/database/connection.ts";
import { civilDateOf, CIVIL_ZONE, startOf } from "@stages/kernel/civil-time.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { mailOf } from "@stages/mail/letter.ts";
import { deleteAwaited, findToRemind, forgetStaleAwaited, lockAwaited } from "../persistence/awaited-answers.ts";
import { deleteAwaitedConventions, forgetStaleConventions, lockAwaitedConventions } from "../persistence/awaited-conventions.ts";
import { queueDigest } from "../persistence/outgoing-mails.ts";
import { digestLetter } from "./digest-letter.ts";
import type { LinkDesk } from "./link-desk.ts";
import { addressesOf } from "./recipients.ts";

const BATCH = 200;
/** In Paris. A day's reminders are told at midnight: they wait for the morning, and what is answered meanwhile goes. */
export const DIGEST_HOUR = 7;

/**
 * One mail a person and a day at most, by whichever replica, with all that waits for them; what comes after it waits for the
 * next morning. Who has no address is not written to.
 */
export async function sendDigests(write: Write, desk: Pick<LinkDesk, "publicUrl">, now: Temporal.Instant): Promise<void> {
  if (now.toZonedDateTimeISO(CIVIL_ZONE).hour < DIGEST_HOUR) return;
  const today = civilDateOf(now);
  await write((tx) => forgetStaleAwaited(tx, today));
  await write((tx) => forgetStaleConventions(tx, today));
  for (;;) {
    const waiting = await write((tx) => findToRemind(tx, today, BATCH));
    for (const personId of waiting) await write((tx) => sendDigest(tx, personId, desk, now));
    if (waiting.length < BATCH) return;
  }
}

async function sendDigest(tx: Transaction, personId: PersonId, { publicUrl }: Pick<LinkDesk, "publicUrl">, now: Temporal.Instant): Promise<void> {
  const answers = await lockAwaited(tx, personId);
  const conventions = await lockAwaitedConventions(tx, personId);
  const forget = async () => {
    await deleteAwaited(tx, personId, answers.map(({ candidatureId }) => candidatureId));
    await deleteAwaitedConventions(tx, personId, conventions);
  };
  const [person] = await addressesOf(tx, [personId]);
  const letter = person && digestLetter(person.address, { answers, conventions }, { publicUrl: publicUrl ?? "", hasAccount: person.hasAccount });
  if (!letter) return forget();
  const expiresAt = startOf(lastOf(answers.map(({ lastDayToAnswer }) => lastDayToAnswer), civilDateOf(now)).add({ days: 1 }));
  // Where another replica has written to them meanwhile, what came after that is for the next morning.
  if (await queueDigest(tx, { recipientId: personId, mail: mailOf(letter), writtenAt: now, expiresAt }, civilDateOf(now))) await forget();
}

/** A mail that could not leave on its day is of use until the last candidature in it has expired. */
const lastOf = (days: readonly Temporal.PlainDate[], otherwise: Temporal.PlainDate) => days.reduce((a, b) => (Temporal.PlainDate.compare(a, b) > 0 ? a : b), otherwise);
