import type { Reader, Transaction } from "@stages/database/connection.ts";
import { civilDateOf, isMinorOn } from "@stages/kernel/civil-time.ts";
import { newId, type PersonId, type StudentId } from "@stages/kernel/ids.ts";
import { findTutorByAddress } from "../persistence/link-requests.ts";
import { findAddressesOfLinks, findPersonOfAddress } from "../persistence/personal-links.ts";
import { findPersons } from "../persistence/persons.ts";
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

/** A tutor, or who speaks for an unknown host, is known by their address; one whom nobody knows yet is the same person from one link to the next. */
export async function knownByAddress(db: Reader, address: string): Promise<Recipient> {
  const personId = (await findTutorByAddress(db, address)) ?? (await findPersonOfAddress(db, address)) ?? newId("person");
  return { personId, address };
}

export interface Reachable extends Recipient {
  readonly phone: string | null;
  /** Whoever has none acts by personal links. */
  readonly hasAccount: boolean;
}

/** Where each of these is written to: as they are known or, who has links alone, where the newest was sent. An unknown one is left out, as is one without an address. */
export async function addressesOf(db: Reader, ids: readonly PersonId[]): Promise<readonly Reachable[]> {
  return (await waysTo(db, ids)).filter(({ address }) => address !== "");
}

/** The same with those who have no address, and may have a telephone. */
export async function waysTo(db: Reader, ids: readonly PersonId[]): Promise<readonly Reachable[]> {
  if (ids.length === 0) return [];
  const known = (await findPersons(db, ids)).map(({ id: personId, email: address, phone, subject }) => ({ personId, address, phone, hasAccount: subject !== null }));
  const others = ids.filter((id) => !known.some(({ personId }) => personId === id));
  const linked = (await findAddressesOfLinks(db, others)).map((one) => ({ ...one, phone: null, hasAccount: false }));
  return [...known, ...linked];
}
