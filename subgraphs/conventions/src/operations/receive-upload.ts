import type { Act } from "@stages/database/act.ts";
import { sha256 } from "@stages/kernel/digest.ts";
import { typeOfBytes } from "@stages/kernel/file-bytes.ts";
import { newId } from "@stages/kernel/ids.ts";
import { insist, refused } from "@stages/kernel/refusal.ts";
import { type DepositedFile, refusalsOfContent } from "../domain/uploaded-file.ts";
import { insertFile, lockUploadPermit, spendUploadLink } from "../persistence/files.ts";
import { conventionOf } from "./request-download.ts";

/** The platform, for whoever holds the token. A file that is refused leaves the token good, until its end, for a better one. */
export function receiveUpload({ write, now }: Act, tokenHash: string, content: Buffer): Promise<DepositedFile> {
  return write(async (tx) => {
    const permit = await lockUploadPermit(tx, tokenHash, now);
    const convention = permit && (await conventionOf(tx, permit.conventionId));
    if (!permit || !convention) throw refused("UPLOAD_LINK_UNKNOWN");
    insist(refusalsOfContent(content, permit));
    const file: DepositedFile = {
      id: newId("file"), conventionId: convention.id, purpose: permit.purpose, type: typeOfBytes(content)!,
      bytes: content.length, sha256: sha256(content), uploadedBy: permit.personId, uploadedAt: now, usedAt: null,
    };
    await insertFile(tx, file, convention.campaignId, content);
    await spendUploadLink(tx, tokenHash, now);
    return file;
  });
}
