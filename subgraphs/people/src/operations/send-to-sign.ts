import type { Transaction } from "@stages/database/connection.ts";
import type { Events } from "@stages/events/contracts.ts";
import { isUsefulIn } from "../domain/personal-link.ts";
import { lockConvention } from "../persistence/linked-conventions.ts";
import { issueLinks } from "./issue-links.ts";
import type { LinkDesk } from "./link-desk.ts";
import { sendToHost } from "./name-host-representative.ts";
import { lockSignatories } from "./recipients.ts";

/** After the convention, its amendments and its attestation: each of those who sign them without an account gets another link. */
export async function sendToSign(tx: Transaction, desk: LinkDesk, { conventionId, studentId, kind, capacities }: Events["DocumentToSign"], now: Temporal.Instant): Promise<void> {
  const signatories = capacities.includes("LEGAL_REPRESENTATIVE") ? await lockSignatories(tx, studentId, now) : [];
  const convention = await lockConvention(tx, conventionId);
  if (!convention) return;
  if (isUsefulIn(convention.status, "SIGN_CONVENTION")) {
    for (const { personId, address } of signatories) await issueLinks(tx, desk, address, [{ purpose: "SIGN_CONVENTION", personId, convention, about: kind }], { now, by: null });
  }
  if (capacities.includes("HOST_MANAGER") && convention.representativeEmail && isUsefulIn(convention.status, "ACT_FOR_HOST")) await sendToHost(tx, desk, convention, now, kind);
}
