import type { Transaction } from "@stages/database/connection.ts";
import type { Events } from "@stages/events/contracts.ts";
import { internationalNumber } from "@stages/kernel/phone.ts";
import { mailOf } from "@stages/mail/letter.ts";
import { queueMail } from "../persistence/outgoing-mails.ts";
import { codeLetter, codeSms } from "./code-letter.ts";
import { addressesOf } from "./recipients.ts";

/**
 * At once, by the channel that was told and by no other: the evidence of the signature names it. What cannot leave so is not
 * sent at all, and whoever waits for it asks for another by mail. The queue forgets a code when it has left or is over.
 */
export async function sendCode(tx: Transaction, { personId, channel, code, about, expiresAt: until }: Events["SignatureCodeIssued"], now: Temporal.Instant): Promise<void> {
  const expiresAt = Temporal.Instant.from(until);
  if (Temporal.Instant.compare(expiresAt, now) <= 0) return;
  const [recipient] = await addressesOf(tx, [personId]);
  if (!recipient) return;
  const issued = { code, about, expiresAt };
  const times = { recipientId: personId, writtenAt: now, expiresAt };
  if (channel === "MAIL") {
    await queueMail(tx, { ...times, mail: mailOf(codeLetter(recipient.address, issued)) });
    return;
  }
  const number = recipient.phone === null ? null : internationalNumber(recipient.phone);
  if (number !== null) await queueMail(tx, { ...times, mail: { to: number, sms: codeSms(issued) } });
}
