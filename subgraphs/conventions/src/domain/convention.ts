import type { CandidatureId, ConventionId, HostId, OfferId, PersonId, StudentId } from "@stages/kernel/ids.ts";
import type { Period } from "@stages/kernel/period.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import type { Timetable } from "./presence.ts";

/** The individual agreement of one student, one host and one period. Never changes once the convention is open. */
export interface Parties {
  readonly id: ConventionId;
  readonly candidatureId: CandidatureId;
  readonly offerId: OfferId;
  readonly hostId: HostId;
  readonly studentId: StudentId;
  readonly schoolUai: Uai;
  readonly academy: string;
  readonly campaignId: string;
  readonly period: Period;
  readonly openedAt: Temporal.Instant;
}

export interface Contact {
  readonly name: string;
  readonly function: string;
  readonly email: string;
  readonly phone: string | null;
}

/** What the host fills. */
export interface HostPart {
  readonly representative: { readonly name: string; readonly function: string };
  readonly tutor: Contact;
  readonly timetable: Timetable;
  readonly activities: string;
  readonly place: string;
  readonly lunch: string | null;
  readonly transport: string | null;
}

/** What the school head fills, after the host. */
export interface SchoolPart {
  readonly referentTeacherId: PersonId;
  readonly liabilityInsurance: { readonly insurer: string; readonly policyNumber: string };
  /** What the student's PAI or PPS asks for; null when nothing. */
  readonly adjustments: string | null;
}

/** The text that was validated, once and for all, and its fingerprint. */
export interface FrozenDocument {
  readonly content: string;
  readonly sha256: string;
  readonly frozenAt: Temporal.Instant;
}

interface Progress {
  /** When the student confirmed the stage; the school cannot validate before. */
  readonly confirmedAt: Temporal.Instant | null;
  /** Why the convention was returned to the host, cancelled or interrupted; null otherwise. */
  readonly reason: string | null;
}

interface Draft {
  readonly status: "DRAFT" | "RETURNED";
  readonly hostPart: HostPart | null;
  readonly schoolPart: null;
  readonly document: null;
}

interface Completed {
  readonly status: "HOST_COMPLETED";
  readonly hostPart: HostPart;
  readonly schoolPart: null;
  readonly document: null;
}

interface Frozen {
  readonly status: "VALIDATED" | "SIGNING" | "SIGNED" | "INTERRUPTED" | "COMPLETED";
  readonly hostPart: HostPart;
  readonly schoolPart: SchoolPart;
  readonly document: FrozenDocument;
}

interface Cancelled {
  readonly status: "CANCELLED";
  readonly hostPart: HostPart | null;
  readonly schoolPart: SchoolPart | null;
  readonly document: FrozenDocument | null;
}

export type DraftConvention = Parties & Progress & Draft;
export type CompletedConvention = Parties & Progress & Completed;
export type FrozenConvention = Parties & Progress & Frozen;
export type CancelledConvention = Parties & Progress & Cancelled;
export type Convention = DraftConvention | CompletedConvention | FrozenConvention | CancelledConvention;

export function open(parties: Parties): DraftConvention {
  return { ...parties, status: "DRAFT", confirmedAt: null, reason: null, hostPart: null, schoolPart: null, document: null };
}

/** The address by which the tutor is known, once the host has named one. */
export function tutorEmailOf(convention: Convention): string | null {
  return convention.hostPart?.tutor.email.toLowerCase() ?? null;
}
