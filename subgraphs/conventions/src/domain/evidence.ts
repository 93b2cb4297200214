import { canonicalJson, sha256 } from "@stages/kernel/digest.ts";
import type { ConventionId, DelegationId, DocumentId, EvidenceId, PersonId } from "@stages/kernel/ids.ts";

export const CAPACITIES = ["SCHOOL_HEAD", "HOST_MANAGER", "STUDENT", "LEGAL_REPRESENTATIVE"] as const;
export type Capacity = (typeof CAPACITIES)[number];

/** What a record attests: a signature, a refusal to sign, or that a copy signed on paper was deposited. */
export const EVIDENCE_KINDS = ["SIGNED", "REFUSED", "PAPER"] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** How the one-time code reached the signer. */
export const CHANNELS = ["MAIL", "SMS"] as const;
export type Channel = (typeof CHANNELS)[number];

/** What is personal in a record, kept sealed; the record's hash covers it. */
export interface EvidenceDetail {
  readonly signerName: string;
  /** Null where no code was asked for: a refusal, a deposit of paper. */
  readonly channel: Channel | null;
  /** The network address of the request; null when unknown. */
  readonly address: string | null;
  /** By whose explicit delegation; null in one's own capacity. */
  readonly delegationId: DelegationId | null;
  readonly reason: string | null;
  /** The hash of the list that was signed by one code; null for a document signed alone. */
  readonly batchHash: string | null;
  /** Of the scan, for PAPER; null otherwise. */
  readonly scanHash: string | null;
}

/** One line of the chain of evidence of a document: nothing of it is ever changed, nor taken out. */
export interface EvidenceRecord {
  readonly id: EvidenceId;
  readonly documentId: DocumentId;
  readonly conventionId: ConventionId;
  /** 1 for the first record of the document. */
  readonly seq: number;
  readonly kind: EvidenceKind;
  readonly capacity: Capacity;
  /** 1 for the first signature in that capacity; 2 exists only where a campaign asks for both legal representatives. */
  readonly rank: number;
  readonly signerId: PersonId;
  readonly at: Temporal.Instant;
  readonly documentHash: string;
  /** The hash of the record before this one; the document's hash for the first: a chain that no edit survives. */
  readonly previousHash: string;
  readonly detail: EvidenceDetail;
  readonly hash: string;
}

export type Signature = EvidenceRecord & { readonly kind: "SIGNED" };

export const isSignature = (record: EvidenceRecord): record is Signature => record.kind === "SIGNED";

/** Of all that a record says. */
export const hashOf = (record: Omit<EvidenceRecord, "hash">): string => sha256(canonicalJson(record));

/**
 * What a document and its chain are at this moment, kept under the platform's key beside them: without it, nothing would tell
 * that the last record was taken out, or that another file took the place of one that nobody has signed yet.
 */
export interface ChainState {
  readonly documentId: DocumentId;
  readonly conventionId: ConventionId;
  /** Of the PDF, and of what it says. */
  readonly documentHash: string;
  readonly contentHash: string;
  readonly length: number;
  /** The hash of the last record; the document's when there is none. */
  readonly head: string;
  /** When all whose signatures are asked for had signed; null until then, and for what was signed on paper. */
  readonly completedAt: Temporal.Instant | null;
}

export const chainOf = ({ id, conventionId, sha256: documentHash, content }: { readonly id: DocumentId; readonly conventionId: ConventionId; readonly sha256: string; readonly content: string }): ChainState => ({
  documentId: id, conventionId, documentHash, contentHash: sha256(content), length: 0, head: documentHash, completedAt: null,
});

export type NewRecord = Pick<EvidenceRecord, "id" | "kind" | "capacity" | "signerId" | "at" | "detail">;

/**
 * The next record of a document's chain. PostgreSQL keeps microseconds: the hash is of the instant that comes back. No record is of before the one it
 * follows: where it would be, the clock has been put back since.
 */
export function nextRecord(document: { readonly id: DocumentId; readonly conventionId: ConventionId; readonly sha256: string }, chain: readonly EvidenceRecord[], record: NewRecord): EvidenceRecord {
  const complete = {
    ...record,
    at: laterOf(record.at.round("microsecond"), chain.at(-1)?.at),
    documentId: document.id,
    conventionId: document.conventionId,
    seq: chain.length + 1,
    rank: chain.filter(({ kind, capacity }) => kind === record.kind && capacity === record.capacity).length + 1,
    documentHash: document.sha256,
    previousHash: chain.at(-1)?.hash ?? document.sha256,
  };
  return { ...complete, hash: hashOf(complete) };
}

const laterOf = (at: Temporal.Instant, before: Temporal.Instant = at): Temporal.Instant => (Temporal.Instant.compare(at, before) < 0 ? before : at);
