import type { Act } from "@stages/database/act.ts";
import type { Transaction } from "@stages/database/connection.ts";
import { MEDIA_TYPES } from "@stages/kernel/file-bytes.ts";
import type { Convention } from "../domain/convention.ts";
import { type DownloadLink, isUsable, mayDownloadDocument, mayDownloadFile } from "../domain/download.ts";
import { findDocumentLine, readDocumentBytes } from "../persistence/document-files.ts";
import { lockDownloadLink, spendDownloadLink } from "../persistence/download-links.ts";
import { findFile, readFileContent } from "../persistence/files.ts";
import { conventionOf, nameOfDocument, nameOfFile } from "./request-download.ts";

/** What leaves: the bytes as they were kept. */
export interface Delivery {
  readonly fileName: string;
  readonly mediaType: string;
  readonly content: Buffer;
}

/**
 * The platform, for whoever holds a token. Whether the one who asked for it may see the convention is judged again; null for
 * what is unknown, over, used up or not theirs any more, which are not told apart.
 */
export function redeemDownload({ write, now }: Act, tokenHash: string): Promise<Delivery | null> {
  return write(async (tx) => {
    const link = await lockDownloadLink(tx, tokenHash);
    if (!link || !isUsable(link, now)) return null;
    const convention = await conventionOf(tx, link.conventionId);
    const delivery = convention && (link.version === "FILE" ? await fileOf(tx, link, convention) : await documentOf(tx, link, link.version, convention));
    if (delivery) await spendDownloadLink(tx, tokenHash);
    return delivery;
  });
}

async function documentOf(tx: Transaction, { documentId, actor }: DownloadLink, version: "FROZEN" | "SEALED", convention: Convention): Promise<Delivery | null> {
  // A signer's copy is theirs: what they signed is not taken back.
  if (actor && !mayDownloadDocument(actor, convention)) return null;
  const document = documentId && (await findDocumentLine(tx, documentId));
  const content = document && (await readDocumentBytes(tx, document.id, version));
  return content && { fileName: await nameOfDocument(tx, document, convention), mediaType: MEDIA_TYPES.PDF, content };
}

async function fileOf(tx: Transaction, { fileId, actor }: DownloadLink, convention: Convention): Promise<Delivery | null> {
  const file = fileId && (await findFile(tx, fileId));
  if (!file || !actor || !mayDownloadFile(actor, convention, file.purpose)) return null;
  const content = await readFileContent(tx, file.id);
  return content && { fileName: await nameOfFile(tx, file, convention), mediaType: MEDIA_TYPES[file.type], content };
}
