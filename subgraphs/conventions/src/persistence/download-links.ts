import { randomBytes } from "node:crypto";
import type { Transaction } from "@stages/database/connection.ts";
import { openFrom, sealFor } from "@stages/database/sealed.ts";
import { sha256 } from "@stages/kernel/digest.ts";
import type { DocumentId, PersonId } from "@stages/kernel/ids.ts";
import { eq, sql } from "drizzle-orm";
import { COPY, type DownloadLink } from "../domain/download.ts";
import { documents, downloadLinks } from "./tables.ts";

/** 256 bits at random, as 43 characters that an address can hold. */
export const newToken = (): string => randomBytes(32).toString("base64url");

export const hashOfToken = (token: string): string => sha256(token);

export async function insertDownloadLink(tx: Transaction, link: DownloadLink): Promise<void> {
  await tx.insert(downloadLinks).values({ ...link, actor: link.actor && sealFor(downloadLinks.actor, { tokenHash: link.tokenHash }, link.actor) });
}

/** Locked: its uses are counted. */
export async function lockDownloadLink(tx: Transaction, tokenHash: string): Promise<DownloadLink | null> {
  const [row] = await tx.select().from(downloadLinks).where(eq(downloadLinks.tokenHash, tokenHash)).for("update");
  return row ? { ...row, actor: row.actor && openFrom(downloadLinks.actor, row, row.actor) } : null;
}

export async function spendDownloadLink(tx: Transaction, tokenHash: string): Promise<void> {
  await tx.update(downloadLinks).set({ usesLeft: sql`${downloadLinks.usesLeft} - 1` }).where(eq(downloadLinks.tokenHash, tokenHash));
}

/**
 * For the copy of a sealed document that a signer, or the student, is sent by mail, at `/documents#<token>`: seven days, five uses. To be
 * called in the transaction that seals it, under the platform's role or a party's.
 */
export async function issueCopyToken(tx: Transaction, { documentId, personId, now }: { readonly documentId: DocumentId; readonly personId: PersonId | null; readonly now: Temporal.Instant }): Promise<string> {
  const [document] = await tx.select({ conventionId: documents.conventionId }).from(documents).where(eq(documents.id, documentId));
  if (!document) throw new Error(`${documentId} is not there to be copied`);
  const token = newToken();
  await insertDownloadLink(tx, {
    tokenHash: hashOfToken(token), conventionId: document.conventionId, documentId, fileId: null, version: "SEALED", personId, actor: null, usesLeft: COPY.uses, expiresAt: now.add(COPY.life),
  });
  return token;
}
