import { createHash } from "node:crypto";
import type { Database } from "@stages/database/connection.ts";
import { MailRefusedError, type SendMail, waitAfter } from "@stages/mail/send.ts";
import type { SendSms } from "@stages/mail/sms.ts";
import { inSpan } from "@stages/telemetry/tracing.ts";
import { claimMails, type ClaimedMail, forgetExpiredMails, markFailed, markRefused, markSent } from "../persistence/outgoing-mails.ts";
import type { WrittenMessage, WrittenSms } from "../persistence/tables.ts";

export interface Carriers {
  /** Null when all is held, to be read in the development mailbox. */
  readonly send: SendMail | null;
  /** Null where no code leaves by SMS. */
  readonly sendSms: SendSms | null;
}

const BATCH = 5;
/** Then the clock is read again, and whoever stops the subgraph has not waited long. */
const BATCHES_A_TURN = 20;
/** Longer than a batch takes where each mail meets every limit of time there is, so that no other replica sends the same. */
const CLAIM = { minutes: 10 };

/**
 * Sends what waits, at least once: a crash between a server's yes and our writing it down sends a mail twice, under one key,
 * by which mailboxes and providers know the second for the first.
 */
export async function sendMails(db: Database, { send, sendSms }: Carriers, now: Temporal.Instant): Promise<void> {
  await forgetExpiredMails(db, now);
  if (!send) return;
  const carry = (message: WrittenMessage, key: string) => ("sms" in message ? carrySms(sendSms, message, key) : send(message, key));
  for (let batch = 0; batch < BATCHES_A_TURN; batch++) {
    const claimed = await claimMails(db, now, now.add(CLAIM), BATCH);
    const sent = await Promise.all(claimed.map((mail) => sendOne(db, carry, mail, now)));
    // A server that fails may take its time over each: the next turn reads the clock again.
    if (claimed.length < BATCH || sent.includes(false)) return;
  }
}

/** Only a release that has lost its provider finds one to send: it waits until its code is worth nothing. */
async function carrySms(send: SendSms | null, { to, sms: text }: WrittenSms, key: string): Promise<void> {
  if (!send) throw new Error("SMS NOT_CONFIGURED");
  await send({ to, text }, key);
}

async function sendOne(db: Database, send: (message: WrittenMessage, key: string) => Promise<void>, { id, writtenAt, mail, failures: before }: ClaimedMail, now: Temporal.Instant): Promise<boolean> {
  try {
    await inSpan("send message", { kind: "CLIENT", attributes: { "stages.channel": "sms" in mail ? "SMS" : "MAIL", "stages.attempt": before + 1 } }, () => send(mail, keyOf(id, writtenAt)));
  } catch (error) {
    const failures = before + 1;
    const told = error instanceof Error ? error.message : "unknown";
    if (error instanceof MailRefusedError) await markRefused(db, id, failures, told);
    else await markFailed(db, id, failures, told, now.add(waitAfter(failures)));
    return false;
  }
  await markSent(db, id, now);
  return true;
}

/** Of the row, the same at each try; of no other platform's, and telling nobody how many mails there were. */
const keyOf = (id: number, writtenAt: Temporal.Instant): string => createHash("sha256").update(`${id} ${writtenAt.toString()}`).digest("base64url").slice(0, 22);
