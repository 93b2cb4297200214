import type { Act } from "@stages/database/act.ts";
import type { Role } from "@stages/kernel/actor.ts";
import { sha256 } from "@stages/kernel/digest.ts";
import type { ConventionId } from "@stages/kernel/ids.ts";
import { LINK_REACH, type LinkPurpose } from "@stages/kernel/link-purpose.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { open, refusalsToOpen } from "../domain/personal-link.ts";
import { lockLinkByToken, saveOpening } from "../persistence/personal-links.ts";
import { type LinkDesk, SESSION_PREFIX } from "./link-desk.ts";

export interface OpenPersonalLink {
  readonly token: string;
}

/** What whoever opened a link may act with, and as whom. */
export interface LinkSession {
  readonly accessToken: string;
  readonly expiresAt: Temporal.Instant;
  readonly purpose: LinkPurpose;
  readonly conventionId: ConventionId;
  readonly role: Role;
}

/** Once: of two who open it at the same time, one has the session. */
export function openPersonalLink({ write, now }: Pick<Act, "write" | "now">, { newSecret }: Pick<LinkDesk, "newSecret">, { token }: OpenPersonalLink): Promise<LinkSession> {
  return write(async (tx) => {
    const link = await lockLinkByToken(tx, sha256(token));
    insist(refusalsToOpen(link, now));
    const accessToken = `${SESSION_PREFIX}${newSecret()}`;
    const opened = open(link!, { sessionHash: sha256(accessToken), now });
    await saveOpening(tx, opened);
    const { purpose, conventionId, sessionExpiresAt } = opened;
    return { accessToken, expiresAt: sessionExpiresAt, purpose, conventionId, role: LINK_REACH[purpose].role };
  });
}
