import type { Database } from "@stages/database/connection.ts";
import { MailRefusedError, type SendMail, waitAfter } from "@stages/mail/send.ts";
import { claimMails, type ClaimedMail, forgetExpiredMails, markFailed, markRefused, markSent } from "../persistence/outgoing-mails.ts";

const BATCH = 5;
/** Longer than a batch takes where each mail meets every limit of time there is, so that no other replica sends the same. */
const CLAIM = { minutes: 10 };

/** Sends what waits, at least once: only a crash between a server's yes and our writing it down sends a mail twice. */
export async function sendMails(db: Database, send: SendMail | null, now: Temporal.Instant): Promise<void> {
  await forgetExpiredMails(db, now);
  if (!send) return;
  for (const mail of await claimMails(db, now, now.add(CLAIM), BATCH)) await sendOne(db, send, mail, now);
}

async function sendOne(db: Database, send: SendMail, { id, mail, failures: before }: ClaimedMail, now: Temporal.Instant): Promise<void> {
  try {
    await send(mail);
  } catch (error) {
    const failures = before + 1;
    const told = error instanceof Error ? error.message : "unknown";
    if (error instanceof MailRefusedError) return markRefused(db, id, failures, told);
    return markFailed(db, id, failures, told, now.add(waitAfter(failures)));
  }
  await markSent(db, id, now);
}
