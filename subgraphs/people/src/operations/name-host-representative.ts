import type { Transaction } from "@stages/database/connection.ts";
import type { Events } from "@stages/events/contracts.ts";
import { isUsefulIn, type LinkedConvention } from "../domain/personal-link.ts";
import { lockConvention, nameRepresentative } from "../persistence/linked-conventions.ts";
import { discloseToHost, findStudents } from "../persistence/students.ts";
import { issueLinks, revoke } from "./issue-links.ts";
import type { LinkDesk } from "./link-desk.ts";
import type { ToldLink } from "./link-letter.ts";
import { knownByAddress } from "./recipients.ts";

/**
 * The school names who speaks for a host that the platform does not know: they get the way in to that one convention, and
 * whoever was named before loses it at once.
 */
export async function nameHostRepresentative(tx: Transaction, desk: LinkDesk, { conventionId, studentId, hostId, email }: Events["HostRepresentativeNamed"], now: Temporal.Instant): Promise<void> {
  const [student] = await findStudents(tx, [studentId]);
  if (!student) return;
  const representativeEmail = email.toLowerCase();
  // The host has agreed to welcome the student, or the school would not write the convention.
  await discloseToHost(tx, studentId, hostId);
  const before = await lockConvention(tx, conventionId);
  await nameRepresentative(tx, { id: conventionId, studentId, schoolUai: student.schoolUai, hostId, status: before?.status ?? "DRAFT", tutorEmail: before?.tutorEmail ?? null, representativeEmail });
  if (before?.representativeEmail && before.representativeEmail !== representativeEmail) await revoke(tx, { conventionId, purpose: "ACT_FOR_HOST" }, "ADDRESS_CORRECTED", now);
  const convention = (await lockConvention(tx, conventionId))!;
  if (isUsefulIn(convention.status, "ACT_FOR_HOST")) await sendToHost(tx, desk, convention, now);
}

/** `convention` is locked, and names someone. */
export async function sendToHost(tx: Transaction, desk: LinkDesk, convention: LinkedConvention, now: Temporal.Instant, about: ToldLink["about"] = null): Promise<void> {
  const { personId, address } = await knownByAddress(tx, convention.representativeEmail!);
  await issueLinks(tx, desk, address, [{ purpose: "ACT_FOR_HOST", personId, convention, about }], { now, by: null });
}
