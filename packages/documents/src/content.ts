import type { Period } from "@stages/kernel/period.ts";

/**
 * What a document says, frozen: JSON, dates and instants in their ISO form. A template draws what stands here and adds
 * nothing that could change; `template` says by which, so that an old content is never drawn by a newer one.
 */
export type DocumentContent = ConventionContent | AmendmentContent | AttestationContent;
export type DocumentKind = DocumentContent["kind"];

interface Common<K extends string> {
  readonly kind: K;
  readonly template: 1;
  readonly documentId: string;
  readonly conventionId: string;
  /** Printed on the document, and enough for anyone to learn whether it is genuine. */
  readonly code: string;
  readonly student: StudentParty;
  readonly school: SchoolParty;
  readonly host: HostParty;
  readonly firstDay: string;
  readonly lastDay: string;
}

export interface StudentParty {
  readonly firstName: string;
  readonly lastName: string;
  readonly birthDate: string;
  readonly className: string;
}

export interface SchoolParty {
  readonly uai: string;
  readonly name: string;
  readonly address: string;
  readonly head: { readonly name: string };
}

export interface HostParty {
  readonly legalName: string;
  /** Null abroad. */
  readonly siret: string | null;
  /** ISO 3166-1, two letters, or the name as it was written; null where it is not said. */
  readonly country: string | null;
  readonly address: string;
  readonly representative: { readonly name: string; readonly function: string };
}

export interface Slot {
  readonly from: string;
  readonly to: string;
}

export interface TimetableDay {
  readonly date: string;
  readonly slots: readonly Slot[];
}

export interface ConventionContent extends Common<"CONVENTION"> {
  readonly campaign: { readonly id: string; readonly label: string };
  readonly period: Period;
  readonly legalRepresentatives: readonly { readonly name: string; readonly phone: string | null }[];
  readonly tutor: { readonly name: string; readonly function: string; readonly email: string; readonly phone: string | null };
  readonly referentTeacher: { readonly name: string; readonly email: string; readonly phone: string | null };
  readonly place: string;
  readonly timetable: readonly TimetableDay[];
  readonly activities: string;
  readonly objectives: string | null;
  readonly lunch: string | null;
  readonly transport: string | null;
  readonly lodging: string | null;
  readonly insurance: { readonly insurer: string; readonly policyNumber: string };
  readonly adjustments: string | null;
  readonly presenceRules: { readonly version: string; readonly source: string };
  readonly offerTitle: string | null;
  readonly validatedAt: string;
}

export interface AmendmentContent extends Common<"AMENDMENT"> {
  readonly rank: number;
  /** The document as it stood before: the convention, or its last amendment. */
  readonly amends: { readonly documentId: string; readonly sha256: string; readonly frozenAt: string };
  readonly reason: string;
  readonly changes: readonly { readonly field: string; readonly label: string; readonly before: string; readonly after: string }[];
  readonly agreedAt: string;
}

export interface AttestationContent extends Common<"ATTESTATION"> {
  readonly tutor: { readonly name: string; readonly function: string };
  readonly days: readonly { readonly date: string; readonly minutes: number; readonly note: string | null }[];
  readonly totalDays: number;
  readonly totalMinutes: number;
  readonly activities: string;
  readonly issuedAt: string;
}

export type EvidenceCapacity = "SCHOOL_HEAD" | "HOST_MANAGER" | "STUDENT" | "LEGAL_REPRESENTATIVE";

/** One act of the chain, as the page of evidence tells it. */
export interface EvidenceLine {
  readonly seq: number;
  readonly kind: "SIGNED" | "REFUSED" | "PAPER";
  readonly capacity: EvidenceCapacity;
  readonly signerName: string;
  readonly byDelegation: boolean;
  readonly at: string;
  /** How the one-time code went; NONE for an act that needs none, a refusal. */
  readonly channel: "MAIL" | "SMS" | "PAPER" | "NONE";
  /** From where it was asked, as the gateway saw it. */
  readonly address: string | null;
  readonly hash: string;
  readonly previousHash: string;
}

export interface EvidencePage {
  /** Of the frozen PDF: what was signed. */
  readonly documentHash: string;
  /** Of the last record. */
  readonly head: string;
  readonly records: readonly EvidenceLine[];
  readonly authority: { readonly name: string; readonly isDevelopment: boolean };
  readonly sealedAt: string;
  readonly level: "B-B" | "B-T";
}

/** Put inside the sealed file, so that it proves itself alone. */
export interface Attachments {
  /** The PDF that was signed, byte for byte. */
  readonly frozen: Uint8Array;
  /** The chain as JSON: what a verifier computes again. */
  readonly proofs: string;
}
