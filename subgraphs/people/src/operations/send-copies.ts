import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { DocumentSealedFact } from "@stages/events/contracts.ts";
import { civilDateOf, isMinorOn } from "@stages/kernel/civil-time.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { mailOf } from "@stages/mail/letter.ts";
import type { Student } from "../domain/student.ts";
import { queueMail } from "../persistence/outgoing-mails.ts";
import { findSchools } from "../persistence/schools.ts";
import { findLegalRepresentatives, findStudents } from "../persistence/students.ts";
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
  const holder = studentToken ? await holderFor(tx, student, ofSigners.map(({ personId }) => personId), now) : null;
  const copies = holder ? [...ofSigners, { personId: holder, token: studentToken! }] : ofSigners;
  const recipients = await addressesOf(tx, copies.map(({ personId }) => personId));
  for (const { personId, address } of recipients) {
    // The fragment leaves no browser, as in a personal link.
    const href = `${publicUrl ?? ""}/documents#${copies.find((copy) => copy.personId === personId)!.token}`;
    const mail = mailOf(copyLetter(address, { kind, student: student.firstName, school: school.name, href, expiresAt }));
    await queueMail(tx, { recipientId: personId, mail, writtenAt: now, expiresAt });
  }
}

/**
 * Who gets the student's own copy: the student or, of a minor who cannot be written to, as of a class list, who answers for
 * them, first whom to call first. Nobody when they, or any who answers for them, have signed and have one already.
 */
async function holderFor(db: Reader, { id, personId, birthDate }: Student, signers: readonly PersonId[], now: Temporal.Instant): Promise<PersonId | null> {
  if (signers.includes(personId)) return null;
  if ((await addressesOf(db, [personId])).length > 0) return personId;
  const family = (await findLegalRepresentatives(db, [id])).filter(({ maySign }) => maySign).toSorted((a, b) => a.contactOrder - b.contactOrder);
  if (!isMinorOn(birthDate, civilDateOf(now)) || family.some((one) => signers.includes(one.id))) return null;
  return family.find(({ email }) => email !== "")?.id ?? null;
}
