import type { Transaction } from "@stages/database/connection.ts";
import type { Events } from "@stages/events/contracts.ts";
import { doneIn } from "../domain/awaited.ts";
import { ENDED } from "../domain/personal-link.ts";
import { forgetAwaitedConvention } from "../persistence/awaited-conventions.ts";
import { lockConvention, mirrorConvention } from "../persistence/linked-conventions.ts";
import { tieTutor } from "../persistence/students.ts";
import { issueLinks, revoke } from "./issue-links.ts";
import type { LinkDesk } from "./link-desk.ts";
import { sendToHost } from "./name-host-representative.ts";
import { lockSignatories } from "./recipients.ts";

/** A host that the platform does not know is written to when its turn comes again: to mend what was returned, and to sign. */
const HOST_ACTS_AGAIN = ["RETURNED", "VALIDATED"];

/** Once validated, each of those who may sign without an account gets a link; once ended, all its links are dead. */
export async function followConvention(tx: Transaction, desk: LinkDesk, fact: Events["ConventionStatusChanged"], now: Temporal.Instant): Promise<void> {
  const { conventionId, studentId, schoolUai, hostId, from, to } = fact;
  const tutorEmail = fact.tutorEmail?.toLowerCase() ?? null;
  const told = { id: conventionId, studentId, schoolUai, hostId, status: to, tutorEmail };
  const isValidated = to === "VALIDATED" && from !== "VALIDATED";
  const signatories = isValidated ? await lockSignatories(tx, studentId, now) : [];
  await mirrorConvention(tx, told);
  await forgetAwaitedConvention(tx, conventionId, doneIn(to));
  const convention = (await lockConvention(tx, conventionId))!;
  if (tutorEmail) await tieTutor(tx, studentId, tutorEmail);
  for (const { personId, address } of signatories) await issueLinks(tx, desk, address, [{ purpose: "SIGN_CONVENTION", personId, convention }], { now, by: null });
  if (convention.representativeEmail && from !== to && HOST_ACTS_AGAIN.includes(to)) await sendToHost(tx, desk, convention, now);
  if (ENDED.includes(to)) await revoke(tx, { conventionId }, "CONVENTION_ENDED", now);
}
