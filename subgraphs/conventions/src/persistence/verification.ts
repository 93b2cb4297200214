import type { Reader } from "@stages/database/connection.ts";
import { openFrom } from "@stages/database/sealed.ts";
import type { ConventionId, DocumentId } from "@stages/kernel/ids.ts";
import { UnreadableError } from "@stages/vault/vault.ts";
import { asc, eq, inArray } from "drizzle-orm";
import type { ChainState } from "../domain/evidence.ts";
import type { RecordFacts } from "../domain/verify.ts";
import type { StoredDocument } from "./documents.ts";
import { chainMac, evidenceOf, macOf } from "./rows.ts";
import { documents, evidence, evidenceChains, sealedDocuments } from "./tables.ts";

/** All that is stored of a document, whatever was done to it; null where something sealed opens no more. */
export interface StoredForVerification {
  readonly document: Omit<StoredDocument, "content">;
  readonly content: string | null;
  readonly pdf: Uint8Array | null;
  readonly state: (ChainState & { readonly isAuthentic: boolean }) | null;
  readonly records: readonly RecordFacts[];
  readonly sealed: { readonly sha256: string; readonly evidenceHead: string; readonly level: string; readonly sealedAt: Temporal.Instant; readonly pdf: Uint8Array | null } | null;
}

export async function readStored(db: Reader, conventionId: ConventionId): Promise<readonly StoredForVerification[]> {
  const rows = await db.select().from(documents).where(eq(documents.conventionId, conventionId)).orderBy(asc(documents.id));
  const ids = rows.map(({ id }) => id);
  const records = await db.select().from(evidence).where(inArray(evidence.documentId, ids)).orderBy(asc(evidence.seq));
  const states = await db.select().from(evidenceChains).where(inArray(evidenceChains.documentId, ids));
  const sealed = await db.select().from(sealedDocuments).where(inArray(sealedDocuments.documentId, ids));
  return rows.map(({ pdf, content, code: _, ...document }) => {
    const file = sealed.find(({ documentId }) => documentId === document.id);
    return {
      document,
      content: readable(() => openFrom(documents.content, document, content)),
      pdf: readable(() => Buffer.from(openFrom(documents.pdf, document, pdf), "base64")),
      state: stateOf(states, document.id),
      records: records.filter(({ documentId }) => documentId === document.id).map(factsOf),
      sealed: file ? { ...file, pdf: readable(() => Buffer.from(openFrom(sealedDocuments.pdf, file, file.pdf), "base64")) } : null,
    };
  });
}

function stateOf(states: readonly (typeof evidenceChains.$inferSelect)[], id: DocumentId): StoredForVerification["state"] {
  const found = states.find(({ documentId }) => documentId === id);
  if (!found) return null;
  const { mac, ...state } = found;
  return { ...state, isAuthentic: chainMac(state) === mac };
}

const factsOf = (row: typeof evidence.$inferSelect): RecordFacts => ({ seq: row.seq, record: readable(() => evidenceOf(row)), isAuthentic: macOf(row) === row.mac });

function readable<T>(open: () => T): T | null {
  try {
    return open();
  } catch (error) {
    if (error instanceof UnreadableError) return null;
    throw error;
  }
}
