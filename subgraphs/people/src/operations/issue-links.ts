import type { Transaction } from "@stages/database/connection.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import { sha256 } from "@stages/kernel/digest.ts";
import { newId, type PersonId } from "@stages/kernel/ids.ts";
import type { LinkPurpose } from "@stages/kernel/link-purpose.ts";
import { mailOf } from "@stages/mail/letter.ts";
import { isByAddress, type LinkedConvention, type PersonalLink, subjectOf, TERMS } from "../domain/personal-link.ts";
import { queueMail } from "../persistence/outgoing-mails.ts";
import { insertLink, type LinksOf, revokeLinks } from "../persistence/personal-links.ts";
import { findSchools } from "../persistence/schools.ts";
import { findStudents } from "../persistence/students.ts";
import { messaging } from "../persistence/tables.ts";
import { addressOf, type LinkDesk } from "./link-desk.ts";
import { linkLetter, type ToldLink } from "./link-letter.ts";

export interface Recipient {
  readonly personId: PersonId;
  readonly address: string;
}

export interface Wanted {
  readonly purpose: LinkPurpose;
  readonly personId: PersonId;
  /** Locked, so that of two links issued at once the second replaces the first. */
  readonly convention: LinkedConvention;
  /** What the link is sent for, where it is not the convention itself. */
  readonly about?: ToldLink["about"];
}

export interface Issue {
  readonly now: Temporal.Instant;
  /** Null when an event, or the one who asked, did it. */
  readonly by: PersonId | null;
}

/**
 * Each replaces the former one of that purpose, convention and person; all of them leave in one mail. One address may be that
 * of several persons: a parent is written down with each child.
 */
export async function issueLinks(tx: Transaction, desk: LinkDesk, address: string, wanted: readonly Wanted[], { now, by }: Issue): Promise<readonly PersonalLink[]> {
  const students = new Map((await findStudents(tx, wanted.map(({ convention }) => convention.studentId))).map((student) => [student.id, student]));
  const schools = new Map((await findSchools(tx, wanted.map(({ convention }) => convention.schoolUai))).map((school) => [school.uai, school]));
  const issued: PersonalLink[] = [];
  const told: ToldLink[] = [];
  for (const { purpose, personId, convention, about = null } of wanted) {
    const student = students.get(convention.studentId);
    const school = schools.get(convention.schoolUai);
    if (!student || !school) continue;
    await revoke(tx, { conventionId: convention.id, purpose, personId }, "REPLACED", now);
    const token = desk.newSecret();
    const { id: conventionId, studentId, schoolUai, hostId } = convention;
    const link: PersonalLink = {
      id: newId("link"),
      purpose,
      conventionId,
      studentId,
      schoolUai,
      hostId,
      personId,
      address: isByAddress(purpose) ? address : null,
      tokenHash: sha256(token),
      createdAt: now,
      createdBy: by,
      expiresAt: now.add(TERMS[purpose].opensWithin),
      openedAt: null,
      sessionHash: null,
      sessionExpiresAt: null,
      revokedAt: null,
      revokedWhy: null,
    };
    await insertLink(tx, link);
    issued.push(link);
    told.push({ purpose, href: addressOf(desk, token), expiresAt: link.expiresAt, student: student.firstName, school: school.name, status: convention.status, about });
  }
  const [first, ...others] = told;
  if (first) {
    const expiresAt = told.map((link) => link.expiresAt).reduce((a, b) => (Temporal.Instant.compare(a, b) > 0 ? a : b));
    await queueMail(tx, { recipientId: issued[0]!.personId, mail: mailOf(linkLetter(address, [first, ...others])), writtenAt: now, expiresAt });
  }
  return issued;
}

/** Stops at once whoever holds a session of one of them. */
export async function revoke(tx: Transaction, which: LinksOf, why: NonNullable<PersonalLink["revokedWhy"]>, now: Temporal.Instant): Promise<readonly PersonalLink[]> {
  const revoked = await revokeLinks(tx, which, why, now);
  const held = revoked.filter(({ sessionHash }) => sessionHash !== null);
  await tell(tx, messaging, held.map(({ id }) => domainEvent("ActorChanged", id, { subject: subjectOf(id) }, now)));
  return revoked;
}
