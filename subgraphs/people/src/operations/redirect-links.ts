import type { Transaction } from "@stages/database/connection.ts";
import { isUsefulIn } from "../domain/personal-link.ts";
import { lockConvention } from "../persistence/linked-conventions.ts";
import { forgetMailsTo } from "../persistence/outgoing-mails.ts";
import { type Issue, issueLinks, type Recipient, revoke, type Wanted } from "./issue-links.ts";
import type { LinkDesk } from "./link-desk.ts";

/**
 * A legal representative's address was wrong: whoever reads the former one is locked out at once, and what was never opened,
 * in time or not, leaves for the right one.
 */
export async function redirectLinks(tx: Transaction, desk: LinkDesk, { personId, address }: Recipient, issue: Issue): Promise<void> {
  await forgetMailsTo(tx, personId);
  const revoked = await revoke(tx, { personId, purpose: "SIGN_CONVENTION" }, "ADDRESS_CORRECTED", issue.now);
  const unopened = revoked.filter(({ openedAt }) => openedAt === null).toSorted((a, b) => (a.conventionId < b.conventionId ? -1 : 1));
  const wanted: Wanted[] = [];
  for (const { purpose, conventionId } of unopened) {
    const convention = await lockConvention(tx, conventionId);
    if (convention && isUsefulIn(convention.status, purpose)) wanted.push({ purpose, personId, convention });
  }
  await issueLinks(tx, desk, address, wanted, issue);
}
