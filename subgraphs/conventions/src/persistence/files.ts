import type { Reader, Transaction } from "@stages/database/connection.ts";
import { openFrom, sealFor } from "@stages/database/sealed.ts";
import type { FileId } from "@stages/kernel/ids.ts";
import { and, eq, getTableColumns, gt, isNull } from "drizzle-orm";
import type { DepositedFile, UploadPermit } from "../domain/uploaded-file.ts";
import { files, uploadLinks } from "./tables.ts";

const { content: _, campaignId: __, ...told } = getTableColumns(files);

export async function insertUploadLink(tx: Transaction, link: Omit<typeof uploadLinks.$inferInsert, "usedAt">): Promise<void> {
  await tx.insert(uploadLinks).values(link);
}

const open = (tokenHash: string, now: Temporal.Instant) => and(eq(uploadLinks.tokenHash, tokenHash), isNull(uploadLinks.usedAt), gt(uploadLinks.expiresAt, now));

/** Null for what is unknown, over or used. */
export async function findUploadPermit(db: Reader, tokenHash: string, now: Temporal.Instant): Promise<UploadPermit | null> {
  return (await db.select().from(uploadLinks).where(open(tokenHash, now)))[0] ?? null;
}

/** Locked: of two deposits at once, the second finds it used. */
export async function lockUploadPermit(tx: Transaction, tokenHash: string, now: Temporal.Instant): Promise<UploadPermit | null> {
  return (await tx.select().from(uploadLinks).where(open(tokenHash, now)).for("update"))[0] ?? null;
}

export async function spendUploadLink(tx: Transaction, tokenHash: string, usedAt: Temporal.Instant): Promise<void> {
  await tx.update(uploadLinks).set({ usedAt }).where(eq(uploadLinks.tokenHash, tokenHash));
}

export async function insertFile(tx: Transaction, file: DepositedFile, campaignId: string, content: Uint8Array): Promise<void> {
  await tx.insert(files).values({ ...file, campaignId, content: sealFor(files.content, { id: file.id }, Buffer.from(content).toString("base64")) });
}

export async function findFile(db: Reader, id: FileId): Promise<DepositedFile | null> {
  return (await db.select(told).from(files).where(eq(files.id, id)))[0] ?? null;
}

/** Locked: a file serves once. */
export async function lockFile(tx: Transaction, id: FileId): Promise<DepositedFile | null> {
  return (await tx.select(told).from(files).where(eq(files.id, id)).for("update"))[0] ?? null;
}

/** Null takes it back: it was replaced, and goes with what nobody used. */
export async function markFileUsed(tx: Transaction, id: FileId, usedAt: Temporal.Instant | null): Promise<void> {
  await tx.update(files).set({ usedAt }).where(eq(files.id, id));
}

export async function readFileContent(db: Reader, id: FileId): Promise<Buffer | null> {
  const [row] = await db.select({ id: files.id, content: files.content }).from(files).where(eq(files.id, id));
  return row ? Buffer.from(openFrom(files.content, row, row.content), "base64") : null;
}
