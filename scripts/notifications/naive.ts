import { randomUUID } from "node:crypto";
import type { Database } from "@stages/database/connection.ts";
import { openFrom } from "@stages/database/sealed.ts";
import { mailOf } from "@stages/mail/letter.ts";
import type { SendPush } from "@stages/mail/push.ts";
import type { SendMail } from "@stages/mail/send.ts";
import type { SendSms } from "@stages/mail/sms.ts";
import { PUSH_TERMS, urgencyOf, type WordsOf } from "@stages/people/domain/news.ts";
import { waysTo } from "@stages/people/operations/recipients.ts";
import { deliveries, notifications, pushSubscriptions } from "@stages/people/persistence/notification-tables.ts";
import { and, eq, isNull } from "drizzle-orm";

export interface NaiveDesk {
  /** Which of the two comes first: what is sent and then marked is sent twice, what is marked and then sent is lost. */
  readonly first: "SEND" | "MARK";
  readonly wordsOf: WordsOf;
  readonly send: SendMail;
  readonly sendSms: SendSms;
  readonly sendPush: SendPush;
}

const BATCH = 10;

/**
 * The control: what is due is read without a lock, and each try has a key of its own. Who marks first marks for all, so that what it
 * had still to send when it was killed is sent by nobody; three that find the same would otherwise make up for one another.
 */
export async function dispatchNaively(db: Database, { first, wordsOf, send, sendSms, sendPush }: NaiveDesk, now: Temporal.Instant): Promise<void> {
  const rows = await db
    .select({ delivery: deliveries, notification: notifications, browser: pushSubscriptions })
    .from(deliveries)
    .innerJoin(notifications, eq(notifications.id, deliveries.notificationId))
    .leftJoin(pushSubscriptions, eq(pushSubscriptions.id, deliveries.pushSubscriptionId))
    .where(isNull(deliveries.doneAt))
    .limit(BATCH);
  const mark = async (id: (typeof rows)[0]["delivery"]["id"]) => {
    const marked = await db.update(deliveries).set({ doneAt: now }).where(and(eq(deliveries.id, id), isNull(deliveries.doneAt))).returning({ id: deliveries.id });
    return marked.length > 0;
  };
  await Promise.all(
    rows.map(async ({ delivery: { id, channel, personId }, notification, browser }) => {
      const { title, body } = wordsOf({ notificationId: notification.id, kind: notification.kind, role: notification.role, details: openFrom(notifications.details, notification, notification.details) });
      const [person] = await waysTo(db, [personId]);
      const key = randomUUID().replaceAll("-", "");
      if (first === "MARK" && !(await mark(id))) return;
      if (channel === "MAIL") await send(mailOf({ to: person!.address, subject: title, paragraphs: [body], foot: [] }), key);
      else if (channel === "SMS") await sendSms({ to: person!.phone!, text: body }, key);
      else await sendPush(openFrom(pushSubscriptions.subscription, browser!, browser!.subscription), { text: JSON.stringify({ title, body }), key, ...PUSH_TERMS[urgencyOf(notification.kind)] });
      if (first === "SEND") await mark(id);
    }),
  );
}
