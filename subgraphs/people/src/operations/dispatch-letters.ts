import type { Transaction, Write } from "@stages/database/connection.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import type { NotificationKind } from "@stages/kernel/notification-kind.ts";
import { internationalNumber } from "@stages/kernel/phone.ts";
import { mailOf } from "@stages/mail/letter.ts";
import { hourOf, kindsOf, QUIET_KINDS, type News, type Unsent, type WordsOf } from "../domain/news.ts";
import { type Delivery, findToWrite, finish, finishUseless, lockDue, lockLetters, postpone } from "../persistence/deliveries.ts";
import { type QueuedMail, queueMails, queueNews } from "../persistence/outgoing-mails.ts";
import type { LinkDesk } from "./link-desk.ts";
import { newsLetter, newsSms } from "./news-letter.ts";
import { waysTo, type Reachable } from "./recipients.ts";

export interface NewsDesk extends Pick<LinkDesk, "publicUrl"> {
  readonly wordsOf: WordsOf;
  /** False where the platform has no way to send one. */
  readonly hasSms: boolean;
}

const BATCH = 200;
/** Then the clock is read again, and whoever stops the subgraph has not waited long. */
const BATCHES_A_TURN = 20;
const NOW_KINDS = kindsOf("NOW");
const HOURLY_KINDS = kindsOf("HOURLY");
/** Before the digests of that morning, which are of use until midnight at least: the queue has what expires first leave first. */
const URGENT_FOR = { hours: 12 };
const NEWS_FOR = { hours: 48 };

/**
 * What is due becomes letters and short messages in the queue, in the transaction that marks it done: a process that dies has
 * done both or neither, and another replica finds these rows locked or done.
 */
export async function dispatchLetters(write: Write, desk: NewsDesk, now: Temporal.Instant): Promise<void> {
  await endUseless(write, [...NOW_KINDS, ...HOURLY_KINDS], now);
  await turns(write, (tx) => writeUrgent(tx, desk, now));
  await turns(write, (tx) => writeNews(tx, desk, now));
}

/** What has come due and is of no use any more, by any way. */
export const endUseless = (write: Write, kinds: readonly NotificationKind[], now: Temporal.Instant): Promise<void> => turns(write, (tx) => finishUseless(tx, kinds, now, BATCH));

async function turns(write: Write, turn: (tx: Transaction) => Promise<number>): Promise<void> {
  for (let batch = 0; batch < BATCHES_A_TURN; batch += 1) if ((await write(turn)) < BATCH) return;
}

interface Fate {
  readonly delivery: Delivery;
  readonly message: QueuedMail | null;
  readonly unsent: Unsent | null;
}

/** Each alone. What goes by SMS is urgent, or its receiver wants it so. */
async function writeUrgent(tx: Transaction, desk: NewsDesk, now: Temporal.Instant): Promise<number> {
  const letters = await lockDue(tx, ["MAIL"], NOW_KINDS, now, BATCH);
  const texts = await lockDue(tx, ["SMS"], [...NOW_KINDS, ...QUIET_KINDS], now, BATCH - letters.length);
  const due = [...letters, ...texts];
  const reachable = await reachableOf(tx, due);
  const times = { writtenAt: now, expiresAt: now.add(URGENT_FOR) };
  const fates = due.map((delivery): Fate => {
    const person = reachable.get(delivery.personId);
    if (delivery.channel === "SMS") return { delivery, ...smsOf(delivery.news, person, desk, { recipientId: delivery.personId, ...times }) };
    if (!hasAddress(person)) return { delivery, message: null, unsent: "NO_ADDRESS" };
    return { delivery, message: { recipientId: delivery.personId, mail: mailOf(newsLetter(person.address, [delivery.news], desk.wordsOf, wayOf(desk, person))), ...times }, unsent: null };
  });
  await queueMails(tx, fates.flatMap(({ message }) => message ?? []));
  for (const [unsent, same] of Map.groupBy(fates, (fate) => fate.unsent)) await finish(tx, same.map(({ delivery }) => delivery.id), now, unsent);
  return due.length;
}

function smsOf(news: News, person: Reachable | undefined, desk: NewsDesk, rest: Omit<QueuedMail, "mail">): Omit<Fate, "delivery"> {
  const number = person?.phone ? internationalNumber(person.phone) : null;
  if (!person || number === null) return { message: null, unsent: "NO_NUMBER" };
  if (!desk.hasSms) return { message: null, unsent: "NO_SMS" };
  return { message: { ...rest, mail: { to: number, sms: newsSms(news, desk.wordsOf, wayOf(desk, person)) } }, unsent: null };
}

/** One letter a person with all of theirs, one an hour at most; what comes after it waits for the next. */
async function writeNews(tx: Transaction, desk: NewsDesk, now: Temporal.Instant): Promise<number> {
  const personIds = await findToWrite(tx, HOURLY_KINDS, now, BATCH);
  const letters = await lockLetters(tx, personIds, HOURLY_KINDS, now, "skip");
  const reachable = await reachableOf(tx, [...letters.values()].flat());
  const times = { writtenAt: now, expiresAt: now.add(NEWS_FOR) };
  const hour = hourOf(now);
  const mails = [...letters].flatMap(([recipientId, news]): readonly QueuedMail[] => {
    const person = reachable.get(recipientId);
    return hasAddress(person) ? [{ recipientId, ...times, mail: mailOf(newsLetter(person.address, news.map((one) => one.news) as [News, ...News[]], desk.wordsOf, wayOf(desk, person))) }] : [];
  });
  const written = await queueNews(tx, mails, hour);
  const idsOf = (isOne: (id: PersonId) => boolean) => [...letters].filter(([id]) => isOne(id)).flatMap(([, news]) => news.map(({ id }) => id));
  await finish(tx, idsOf((id) => written.has(id)), now, null);
  await finish(tx, idsOf((id) => !hasAddress(reachable.get(id))), now, "NO_ADDRESS");
  await postpone(tx, idsOf((id) => hasAddress(reachable.get(id)) && !written.has(id)), hour.add({ hours: 1 }));
  // Whom another replica writes to meanwhile are found again, and are not to be waited for.
  return letters.size;
}

const hasAddress = (person: Reachable | undefined): person is Reachable => person !== undefined && person.address !== "";

export const wayOf = ({ publicUrl }: Pick<LinkDesk, "publicUrl">, { hasAccount }: Reachable) => ({ publicUrl: publicUrl ?? "", hasAccount });

async function reachableOf(tx: Transaction, due: readonly Delivery[]): Promise<ReadonlyMap<PersonId, Reachable>> {
  const found = await waysTo(tx, [...new Set(due.map(({ personId }) => personId))]);
  return new Map(found.map((person) => [person.personId, person]));
}
