import type { ConventionId, DocumentId } from "@stages/kernel/ids.ts";
import { type ChainState, type EvidenceRecord, hashOf } from "./evidence.ts";

export const FINDING_KINDS = [
  "DOCUMENT_MISSING", "CONTENT_CHANGED", "FILE_CHANGED", "UNREADABLE", "RECORD_CHANGED", "RECORD_FORGED", "CHAIN_BROKEN", "RECORDS_MISSING", "CHAIN_FORGED",
  "SEALED_MISSING", "SEALED_CHANGED", "SEAL_INVALID", "SEAL_DIFFERS",
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

export interface Finding {
  readonly kind: FindingKind;
  readonly documentId: DocumentId | null;
  readonly seq: number | null;
}

/** All that is stored of one document, as it was read: hashes computed anew, and whether each keyed value is the platform's. */
export interface DocumentFacts {
  readonly id: DocumentId;
  readonly conventionId: ConventionId;
  readonly sha256: string;
  /** Of what is stored now; null when it opens no more. */
  readonly pdfHash: string | null;
  readonly contentHash: string | null;
  readonly state: (ChainState & { readonly isAuthentic: boolean }) | null;
  readonly records: readonly RecordFacts[];
  readonly sealed: SealedFacts | null;
}

export interface RecordFacts {
  readonly seq: number;
  /** Null when its sealed detail opens no more. */
  readonly record: EvidenceRecord | null;
  readonly isAuthentic: boolean;
}

export interface SealedFacts {
  readonly sha256: string;
  readonly evidenceHead: string;
  /** Null when the file opens no more. */
  readonly pdfHash: string | null;
  readonly isSealGenuine: boolean;
  /** Of the file inside; null when there is none. */
  readonly attachedHash: string | null;
  /** Whether the proofs inside are, byte for byte, those of the stored chain. */
  readonly hasSameProofs: boolean;
  /** Whether the seal is of the level and of the moment that are stored. */
  readonly isAsTold: boolean;
}

/** Everything that is not as it was. The records come as they are stored, in the order of their `seq`. */
export function findingsOf(facts: DocumentFacts): readonly Finding[] {
  const about = (kind: FindingKind, seq: number | null = null): Finding => ({ kind, documentId: facts.id, seq });
  return [
    ...(facts.pdfHash === null || facts.contentHash === null ? [about("UNREADABLE")] : []),
    ...(facts.pdfHash !== null && facts.pdfHash !== facts.sha256 ? [about("FILE_CHANGED")] : []),
    ...findingsOfState(facts).map((kind) => about(kind)),
    ...findingsOfChain(facts).map(({ kind, seq }) => about(kind, seq)),
    ...findingsOfSeal(facts).map((kind) => about(kind)),
  ];
}

function findingsOfState({ id, conventionId, sha256, contentHash, state, records }: DocumentFacts): readonly FindingKind[] {
  if (!state?.isAuthentic || state.documentId !== id || state.conventionId !== conventionId) return ["CHAIN_FORGED"];
  const head = records.at(-1)?.record?.hash ?? sha256;
  return [
    ...(state.documentHash === sha256 ? [] : (["FILE_CHANGED"] as const)),
    ...(contentHash === null || state.contentHash === contentHash ? [] : (["CONTENT_CHANGED"] as const)),
    ...(state.length === records.length && state.head === head ? [] : (["RECORDS_MISSING"] as const)),
  ];
}

function findingsOfChain({ id, conventionId, sha256, records }: DocumentFacts): readonly Pick<Finding, "kind" | "seq">[] {
  let previousHash = sha256;
  return records.flatMap(({ seq, record, isAuthentic }, index) => {
    const found: Pick<Finding, "kind" | "seq">[] = [];
    if (!record) return [{ kind: "UNREADABLE" as const, seq }];
    const { hash, ...said } = record;
    const isOfDocument = record.documentId === id && record.conventionId === conventionId && record.documentHash === sha256;
    if (hashOf(said) !== hash || !isOfDocument) found.push({ kind: "RECORD_CHANGED", seq });
    if (!isAuthentic) found.push({ kind: "RECORD_FORGED", seq });
    if (seq !== index + 1 || record.previousHash !== previousHash) found.push({ kind: "CHAIN_BROKEN", seq });
    previousHash = hash;
    return found;
  });
}

function findingsOfSeal({ sha256, state, records, sealed }: DocumentFacts): readonly FindingKind[] {
  if (!sealed) return state?.completedAt ? ["SEALED_MISSING"] : [];
  if (sealed.pdfHash === null) return ["UNREADABLE"];
  const head = records.at(-1)?.record?.hash ?? sha256;
  const holdsTheSame = sealed.attachedHash === sha256 && sealed.hasSameProofs && sealed.isAsTold && sealed.evidenceHead === head;
  return [
    ...(sealed.pdfHash === sealed.sha256 ? [] : (["SEALED_CHANGED"] as const)),
    ...(sealed.isSealGenuine ? [] : (["SEAL_INVALID"] as const)),
    ...(holdsTheSame ? [] : (["SEAL_DIFFERS"] as const)),
  ];
}

export const FINDINGS_IN_FRENCH: Readonly<Record<FindingKind, string>> = {
  DOCUMENT_MISSING: "La convention a été validée, et son document n'existe plus.",
  CONTENT_CHANGED: "Le texte du document n'est plus celui qui a été figé.",
  FILE_CHANGED: "Le fichier du document n'est plus celui qui a été figé.",
  UNREADABLE: "Une donnée chiffrée ne s'ouvre plus : elle a été modifiée ou déplacée.",
  RECORD_CHANGED: "Une preuve ne dit plus ce qu'elle disait.",
  RECORD_FORGED: "Une preuve n'a pas été écrite par la plateforme.",
  CHAIN_BROKEN: "Une preuve ne suit pas celle qui la précède.",
  RECORDS_MISSING: "La chaîne de preuves n'a plus sa longueur, ou ne se termine plus au même endroit.",
  CHAIN_FORGED: "L'état de la chaîne de preuves n'a pas été écrit par la plateforme, ou a disparu.",
  SEALED_MISSING: "Toutes les parties ont signé, et le document scellé n'est pas là.",
  SEALED_CHANGED: "Le document scellé n'est plus celui qui a été conservé.",
  SEAL_INVALID: "Le cachet du document scellé n'est pas valable.",
  SEAL_DIFFERS: "Ce que contient le document scellé n'est pas ce qui est conservé.",
};
