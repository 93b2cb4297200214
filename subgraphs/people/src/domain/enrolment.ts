import type { Coordinates } from "@stages/kernel/geography.ts";
import { isSameAddress, type ListedRepresentative, type ListedStudent } from "./class-list.ts";
import type { Person } from "./person.ts";
import type { Home, LegalRepresentative, Student } from "./student.ts";

/** A family member as a list describes them, with whom they are known to be; null for someone new. */
export interface RepresentativeToKeep extends ListedRepresentative {
  readonly known: LegalRepresentative | null;
}

/** Addresses that a school has corrected: a file made before must not bring the wrong one back. */
export interface CorrectedEmail {
  readonly personId: LegalRepresentative["id"];
  readonly former: string;
}

/** Someone as a class list describes them: it gives no account. */
export type ListedPerson = Omit<Person, "subject">;

/** The address and the subject of someone known are not a list's to change; a telephone left out says nothing. */
export function asListed(listed: ListedPerson, known: Person | null): Person {
  if (!known) return { ...listed, subject: null };
  return { ...known, firstName: listed.firstName, lastName: listed.lastName, phone: listed.phone ?? known.phone };
}

export interface Family {
  readonly representatives: readonly RepresentativeToKeep[];
  /** Those whose address in the list is one that was corrected since. */
  readonly keptCorrections: number;
}

/** Who is who: within one student, by address, the former ones included. */
export function recognise(listed: readonly ListedRepresentative[], known: readonly LegalRepresentative[], corrected: readonly CorrectedEmail[]): Family {
  let keptCorrections = 0;
  const representatives = listed.map((one): RepresentativeToKeep => {
    const same = known.find(({ email }) => isSameAddress(email, one.email));
    if (same) return { ...one, known: same };
    const former = corrected.find(({ former }) => isSameAddress(former, one.email));
    const now = known.find(({ id }) => id === former?.personId);
    if (!now) return { ...one, known: null };
    keptCorrections += 1;
    return { ...one, email: now.email, known: now };
  });
  return { representatives, keptCorrections };
}

/** Whether the list says of the family what is known already, in the same order; a telephone left out says nothing. */
export function isSameFamily(listed: readonly RepresentativeToKeep[], known: readonly LegalRepresentative[]): boolean {
  if (listed.length !== known.length) return false;
  return listed.every(({ known: same, ...one }, index) => {
    const there = known[index]!;
    return same?.id === there.id && one.firstName === there.firstName && one.lastName === there.lastName && (one.phone === null || one.phone === there.phone) && one.relationship === there.relationship && isSameAddress(one.email, there.email);
  });
}

const isSamePlace = (home: Home, { addressLine, postcode, communeCode }: ListedStudent) =>
  home.addressLine === addressLine && home.postcode === postcode && home.communeCode === communeCode;

/** A home that has not moved keeps its place, so that the same list twice changes nothing. */
export function knownPlaceOf(student: Student | null, listed: ListedStudent): Coordinates | null {
  return student && isSamePlace(student.home, listed) ? student.home : null;
}

export function isSameStudent(student: Student, listed: ListedStudent): boolean {
  return (
    student.firstName === listed.firstName &&
    student.lastName === listed.lastName &&
    student.birthDate.equals(listed.birthDate) &&
    student.className === listed.className &&
    isSamePlace(student.home, listed)
  );
}
