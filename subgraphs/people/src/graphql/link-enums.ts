import type { LinkPurpose } from "@stages/kernel/link-purpose.ts";
import { enumType } from "@stages/subgraph/enum-type.ts";
import type { LinkState, RevocationReason } from "../domain/personal-link.ts";

export const LinkPurposeEnum = enumType<LinkPurpose>("LinkPurpose", "What a personal link is for.", {
  SIGN_CONVENTION: "A legal representative reads the convention and signs it. Opened within 72 hours, it lasts 30 minutes.",
  FOLLOW_INTERN: "A tutor reads what was agreed and reports an absence. Opened within 24 hours, it lasts 2 hours.",
  ACT_FOR_HOST: "Someone who speaks for a host that the platform does not know fills its part of one convention, then signs it. Opened within 7 days, it lasts 2 hours.",
});

export const LinkStateEnum = enumType<LinkState>("LinkState", "Where a personal link stands.", {
  PENDING: "Sent, and not opened yet.",
  OPENED: "Opened: it cannot be opened again.",
  EXPIRED: "Not opened in time.",
  REVOKED: "Revoked, whether it was opened or not.",
});

export const RevocationReasonEnum = enumType<RevocationReason>("LinkRevocationReason", "Why a personal link was revoked.", {
  REPLACED: "Another was sent in its place: only the newest works.",
  WITHDRAWN: "The school, or the host, withdrew it.",
  ADDRESS_CORRECTED: "It was sent to an address that turned out to be wrong.",
  CONVENTION_ENDED: "The convention was cancelled or interrupted.",
});
