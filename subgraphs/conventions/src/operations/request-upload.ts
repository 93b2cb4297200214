import type { Act } from "@stages/database/act.ts";
import { personOf } from "@stages/kernel/actor.ts";
import { insist, refused } from "@stages/kernel/refusal.ts";
import { normalisedSha256 } from "../domain/document-code.ts";
import { refusalsOfSize, refusalsToDeposit, type UploadPurpose } from "../domain/uploaded-file.ts";
import { hashOfToken, newToken } from "../persistence/download-links.ts";
import { insertUploadLink } from "../persistence/files.ts";
import { loadConvention } from "./load.ts";

export interface RequestUpload {
  readonly purpose: UploadPurpose;
  readonly conventionId: string;
  readonly bytes: number;
  readonly sha256: string | null;
}

export interface UploadLink {
  readonly url: string;
  readonly expiresAt: Temporal.Instant;
  readonly maxBytes: number;
}

const LIFE = { minutes: 10 } as const;

/** A way to deposit one file of that size, once, within ten minutes. */
export function requestUpload({ write, actor, now }: Act, { purpose, conventionId, bytes, sha256: announced }: RequestUpload): Promise<UploadLink> {
  return write(async (tx) => {
    const convention = await loadConvention(tx, conventionId, actor);
    insist(refusalsToDeposit(purpose, convention, actor));
    insist(refusalsOfSize(bytes));
    const sha256 = announced === null ? null : normalisedSha256(announced);
    if (announced !== null && sha256 === null) throw refused("FILE_DIFFERS", "sha256");
    const token = newToken();
    const expiresAt = now.add(LIFE);
    await insertUploadLink(tx, { tokenHash: hashOfToken(token), conventionId: convention.id, purpose, personId: personOf(actor)!, bytes, sha256, expiresAt });
    return { url: `/depots/${token}`, expiresAt, maxBytes: bytes };
  });
}
