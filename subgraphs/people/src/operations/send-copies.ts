import type { Transaction } from "@stages/database/connection.ts";
import type { DocumentSealedFact } from "@stages/events/contracts.ts";
import { mailOf } from "@stages/mail/letter.ts";
import { queueMail } from "../persistence/outgoing-mails.ts";
import { findSchools } from "../persistence/schools.ts";
import { findStudents } from "../persistence/students.ts";
import { copyLetter } from "./copy-letter.ts";
import type { LinkDesk } from "./link-desk.ts";
import { addressesOf } from "./recipients.ts";

/** As `conventions` has it: from the sealing on. */
const OPENS_FOR = { hours: 24 * 7 };

/** To each of those who are given a copy and can be written to, the student among them: a mail with the link that opens theirs. */
export async function sendCopies(tx: Transaction, { publicUrl }: Pick<LinkDesk, "publicUrl">, { kind, studentId, schoolUai, copies: ofSigners, studentToken }: DocumentSealedFact, sealedAt: Temporal.Instant, now: Temporal.Instant): Promise<void> {
  const expiresAt = sealedAt.add(OPENS_FOR);
  const [student] = await findStudents(tx, [studentId]);
  const [school] = await findSchools(tx, [schoolUai]);
  if (!student || !school || Temporal.Instant.compare(expiresAt, now) <= 0) return;
  const isTheirsAlready = ofSigners.some(({ personId }) => personId === student.personId);
  const copies = studentToken && !isTheirsAlready ? [...ofSigners, { personId: student.personId, token: studentToken }] : ofSigners;
  const recipients = await addressesOf(tx, copies.map(({ personId }) => personId));
  for (const { personId, address } of recipients) {
    // The fragment leaves no browser, as in a personal link.
    const href = `${publicUrl ?? ""}/documents#${copies.find((copy) => copy.personId === personId)!.token}`;
    const mail = mailOf(copyLetter(address, { kind, student: student.firstName, school: school.name, href, expiresAt }));
    await queueMail(tx, { recipientId: personId, mail, writtenAt: now, expiresAt });
  }
}
