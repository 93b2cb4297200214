import type { Transaction } from "@stages/database/connection.ts";
import type { Events } from "@stages/events/contracts.ts";
import { ENDED, type LinkedConvention } from "../domain/personal-link.ts";
import { mirrorConvention } from "../persistence/linked-conventions.ts";
import { tieTutor } from "../persistence/students.ts";
import { issueLinks, revoke } from "./issue-links.ts";
import type { LinkDesk } from "./link-desk.ts";
import { lockSignatories } from "./recipients.ts";

/** Once validated, each of those who may sign without an account gets a link; once ended, all its links are dead. */
export async function followConvention(tx: Transaction, desk: LinkDesk, fact: Events["ConventionStatusChanged"], now: Temporal.Instant): Promise<void> {
  const { conventionId, studentId, schoolUai, hostId, from, to } = fact;
  const tutorEmail = fact.tutorEmail?.toLowerCase() ?? null;
  const convention: LinkedConvention = { id: conventionId, studentId, schoolUai, hostId, status: to, tutorEmail };
  const isValidated = to === "VALIDATED" && from !== "VALIDATED";
  const signatories = isValidated ? await lockSignatories(tx, studentId, now) : [];
  await mirrorConvention(tx, convention);
  if (tutorEmail) await tieTutor(tx, studentId, tutorEmail);
  for (const { personId, address } of signatories) await issueLinks(tx, desk, address, [{ purpose: "SIGN_CONVENTION", personId, convention }], { now, by: null });
  if (ENDED.includes(to)) await revoke(tx, { conventionId }, "CONVENTION_ENDED", now);
}
