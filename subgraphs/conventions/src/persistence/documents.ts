import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import { openFrom, sealFor } from "@stages/database/sealed.ts";
import type { ConventionId, DocumentId } from "@stages/kernel/ids.ts";
import { and, asc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { FrozenDocument } from "../domain/convention.ts";
import type { DocumentKind } from "../domain/document.ts";
import { chainOf } from "../domain/evidence.ts";
import { chainRow, documentRow } from "./rows.ts";
import { documents, evidenceChains, sealedDocuments } from "./tables.ts";

/** The bytes of a document, which are signed, and the code that is printed on them. */
export interface DocumentFile {
  readonly pdf: Uint8Array;
  readonly code: string;
}

/** A document of a convention, without its file. */
export interface StoredDocument extends FrozenDocument {
  readonly conventionId: ConventionId;
  readonly rank: number;
}

/** What is frozen enters with its file, and with a chain of evidence that is empty. */
export async function insertDocument(tx: Transaction, conventionId: ConventionId, rank: number, document: FrozenDocument, file: DocumentFile): Promise<void> {
  await tx.insert(documents).values(documentRow(conventionId, rank, document, file));
  await tx.insert(evidenceChains).values(chainRow(chainOf({ ...document, conventionId })));
}

const { id, conventionId, kind, rank, content, sha256, frozenAt } = documents;
const columns = { id, conventionId, kind, rank, content, sha256, frozenAt };

const readDocuments = readByKeys(id, (db, among) => db.select(columns).from(documents).where(among));

export async function findDocuments(db: Reader, ids: readonly DocumentId[]): Promise<readonly StoredDocument[]> {
  const rows = await readDocuments(db, ids);
  return rows.map((row) => ({ ...row, content: openFrom(documents.content, row, row.content) }));
}

/** All of a convention's, the convention itself first. */
export async function findDocumentsOf(db: Reader, convention: ConventionId): Promise<readonly StoredDocument[]> {
  const rows = await db.select(columns).from(documents).where(eq(conventionId, convention)).orderBy(sql`${kind} <> 'CONVENTION'`, asc(id));
  return rows.map((row) => ({ ...row, content: openFrom(documents.content, row, row.content) }));
}

export async function findDocumentOf(db: Reader, convention: ConventionId, of: DocumentKind): Promise<DocumentId | null> {
  const [row] = await db.select({ id }).from(documents).where(and(eq(conventionId, convention), eq(kind, of))).limit(1);
  return row?.id ?? null;
}

export async function findFrozenPdf(db: Reader, documentId: DocumentId): Promise<Uint8Array | null> {
  const [row] = await db.select({ id, pdf: documents.pdf }).from(documents).where(eq(id, documentId));
  return row ? Buffer.from(openFrom(documents.pdf, row, row.pdf), "base64") : null;
}

/** What all have signed, under the platform's seal. */
export interface SealedDocument {
  readonly documentId: DocumentId;
  readonly conventionId: ConventionId;
  readonly sha256: string;
  readonly evidenceHead: string;
  readonly level: "B-B" | "B-T";
  readonly sealedAt: Temporal.Instant;
}

const { pdf: sealedPdf, ...sealedColumns } = {
  documentId: sealedDocuments.documentId, conventionId: sealedDocuments.conventionId, sha256: sealedDocuments.sha256,
  evidenceHead: sealedDocuments.evidenceHead, level: sealedDocuments.level, sealedAt: sealedDocuments.sealedAt, pdf: sealedDocuments.pdf,
};

const readSealed = readByKeys(sealedDocuments.documentId, (db, among) => db.select(sealedColumns).from(sealedDocuments).where(among));

export const findSealed = (db: Reader, ids: readonly DocumentId[]): Promise<readonly SealedDocument[]> =>
  readSealed(db, ids);

export async function findSealedPdf(db: Reader, documentId: DocumentId): Promise<Uint8Array | null> {
  const [row] = await db.select({ documentId: sealedDocuments.documentId, pdf: sealedPdf }).from(sealedDocuments).where(eq(sealedDocuments.documentId, documentId));
  return row ? Buffer.from(openFrom(sealedDocuments.pdf, row, row.pdf), "base64") : null;
}

export async function insertSealed(tx: Transaction, { pdf, ...sealed }: SealedDocument & { readonly pdf: Uint8Array }): Promise<void> {
  await tx.insert(sealedDocuments).values({ ...sealed, pdf: sealFor(sealedDocuments.pdf, sealed, Buffer.from(pdf).toString("base64")) });
}

/** The document's own row, locked for whoever seals it, unless it is sealed already or someone else is at it. */
export async function holdUnsealed(tx: Transaction, documentId: DocumentId): Promise<boolean> {
  const held = await tx
    .select({ id })
    .from(documents)
    .where(eq(id, documentId))
    .for("update");
  if (held.length === 0) return false;
  return (await findSealed(tx, [documentId])).length === 0;
}

/** What all have signed and no seal closes yet: what an interruption left. */
export async function findUnsealed(db: Reader, limit: number): Promise<readonly DocumentId[]> {
  const rows = await db
    .select({ documentId: evidenceChains.documentId })
    .from(evidenceChains)
    .leftJoin(sealedDocuments, eq(sealedDocuments.documentId, evidenceChains.documentId))
    .where(and(isNotNull(evidenceChains.completedAt), isNull(sealedDocuments.documentId)))
    .limit(limit);
  return rows.map(({ documentId }) => documentId);
}
