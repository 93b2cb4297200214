import type { Reader, Transaction } from "@stages/database/connection.ts";
import { civilDateOf, isMinorOn } from "@stages/kernel/civil-time.ts";
import { newId, type StudentId } from "@stages/kernel/ids.ts";
import { findTutorByAddress } from "../persistence/link-requests.ts";
import { findPersonOfAddress } from "../persistence/personal-links.ts";
import { lockPersons } from "../persistence/staff.ts";
import { findLegalRepresentatives, findStudents } from "../persistence/students.ts";
import type { Recipient } from "./issue-links.ts";

/**
 * Those who would sign for a minor and have no account to do it with. Locked, before any convention is: an address that is
 * being corrected is waited for.
 */
export async function lockSignatories(tx: Transaction, studentId: StudentId, now: Temporal.Instant): Promise<readonly Recipient[]> {
  const [student] = await findStudents(tx, [studentId]);
  if (!student || !isMinorOn(student.birthDate, civilDateOf(now))) return [];
  const signing = (await findLegalRepresentatives(tx, [studentId])).filter(({ maySign }) => maySign);
  const persons = await lockPersons(tx, signing.map(({ id }) => id));
  return persons.filter(({ subject, email }) => subject === null && email !== "").map(({ id, email }) => ({ personId: id, address: email }));
}

/** A tutor is known by their address; one whom nobody knows yet is the same person from one link to the next. */
export async function tutorOf(db: Reader, address: string): Promise<Recipient> {
  const personId = (await findTutorByAddress(db, address)) ?? (await findPersonOfAddress(db, address)) ?? newId("person");
  return { personId, address };
}
