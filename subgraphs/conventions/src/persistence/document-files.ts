import type { Reader } from "@stages/database/connection.ts";
import { openFrom } from "@stages/database/sealed.ts";
import type { ConventionId, DocumentId } from "@stages/kernel/ids.ts";
import { eq, sql } from "drizzle-orm";
import type { DocumentKind } from "../domain/document.ts";
import { codeIndex } from "./rows.ts";
import { documents, sealedDocuments } from "./tables.ts";

export interface DocumentLine {
  readonly id: DocumentId;
  readonly conventionId: ConventionId;
  readonly kind: DocumentKind;
  readonly rank: number;
  /** Whether every party has signed it. */
  readonly isSealed: boolean;
}

/** Which document it is, without its bytes. */
export async function findDocumentLine(db: Reader, id: DocumentId): Promise<DocumentLine | null> {
  const [row] = await db
    .select({ id: documents.id, conventionId: documents.conventionId, kind: documents.kind, rank: documents.rank, isSealed: sql<boolean>`${sealedDocuments.documentId} is not null` })
    .from(documents)
    .leftJoin(sealedDocuments, eq(sealedDocuments.documentId, documents.id))
    .where(eq(documents.id, id));
  return row ?? null;
}

/** The very bytes that were kept: nothing is made anew for whoever asks. */
export async function readDocumentBytes(db: Reader, id: DocumentId, version: "FROZEN" | "SEALED"): Promise<Buffer | null> {
  const pdf = version === "FROZEN" ? await frozenBytes(db, id) : await sealedBytes(db, id);
  return pdf === null ? null : Buffer.from(pdf, "base64");
}

async function frozenBytes(db: Reader, id: DocumentId): Promise<string | null> {
  const [row] = await db.select({ id: documents.id, pdf: documents.pdf }).from(documents).where(eq(documents.id, id));
  return row ? openFrom(documents.pdf, row, row.pdf) : null;
}

async function sealedBytes(db: Reader, documentId: DocumentId): Promise<string | null> {
  const [row] = await db.select({ documentId: sealedDocuments.documentId, pdf: sealedDocuments.pdf }).from(sealedDocuments).where(eq(sealedDocuments.documentId, documentId));
  return row ? openFrom(sealedDocuments.pdf, row, row.pdf) : null;
}

/** One look-up in an index, whatever the answer: what is known and what is not take the same way. */
export async function isGenuine(db: Reader, code: string, sha256: string | null): Promise<boolean> {
  const [row] = (await db.execute(sql`select conventions.is_genuine(${codeIndex(code)}, ${sha256}) as genuine`)) as unknown as { genuine: boolean }[];
  return row!.genuine;
}
