import { personOf } from "@stages/kernel/actor.ts";
import { insist, refused } from "@stages/kernel/refusal.ts";
import { refusalsOfEmail } from "@stages/kernel/text.ts";
import { isSameAddress } from "../domain/class-list.ts";
import type { Student } from "../domain/student.ts";
import { correctEmail, lockPersons } from "../persistence/staff.ts";
import { findLegalRepresentatives } from "../persistence/students.ts";
import type { LinkDesk } from "./link-desk.ts";
import { loadOwnStudent } from "./load.ts";
import { redirectLinks } from "./redirect-links.ts";
import type { ActOnLinks } from "./send-personal-link.ts";

export interface CorrectRepresentativeEmail {
  readonly studentId: string;
  readonly representativeId: string;
  readonly email: string;
}

/**
 * The school mends an address at which nobody answers; what it was, who mended it and when are kept. The links sent there are
 * dead from then on, and those that nobody opened are sent anew to the right one.
 */
export function correctRepresentativeEmail({ write, actor, now, takeOver }: ActOnLinks, desk: LinkDesk, { studentId, representativeId, email }: CorrectRepresentativeEmail): Promise<Student> {
  return write(async (tx) => {
    const student = await loadOwnStudent(tx, studentId, actor);
    const known = (await findLegalRepresentatives(tx, [student.id])).find(({ id }) => id === representativeId);
    if (!known) throw refused("NOT_FOUND", { what: "Représentant légal" }, "representativeId");
    insist(refusalsOfEmail(email, "email"));
    const [person] = await lockPersons(tx, [known.id]);
    // Read under the lock: someone may be mending others of the family.
    const family = await findLegalRepresentatives(tx, [student.id]);
    if (!person || !family.some(({ id }) => id === person.id)) throw refused("NOT_FOUND", { what: "Représentant légal" }, "representativeId");
    if (person.email === email) return student;
    if (person.subject !== null) throw refused("REPRESENTATIVE_HAS_ACCOUNT", "representativeId");
    if (family.some((one) => one.id !== person.id && isSameAddress(one.email, email))) throw refused("REPRESENTATIVE_TWICE", "email");
    await correctEmail(tx, { person, studentId: student.id, corrected: email, at: now, byPersonId: personOf(actor)!, byRole: actor.role });
    // They may be the representative of children in other schools, whose links went to that address as well.
    await takeOver(tx);
    await redirectLinks(tx, desk, { personId: person.id, address: email }, { now, by: personOf(actor) });
    return student;
  });
}
