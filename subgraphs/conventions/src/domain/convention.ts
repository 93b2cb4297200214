import type { CandidatureId, ConventionId, DocumentId, HostId, OfferId, PersonId, StudentId } from "@stages/kernel/ids.ts";
import type { Period } from "@stages/kernel/period.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import type { DocumentKind } from "./document.ts";
import type { Timetable } from "./presence.ts";

/** How a convention came to be: an accepted candidature, a school's booking of a group offer, or the school for a stage found elsewhere. */
export const ORIGINS = ["CANDIDATURE", "BOOKING", "SCHOOL"] as const;
export type Origin = (typeof ORIGINS)[number];

/** The individual agreement of one student, one host and one period. Never changes once the convention is open. */
export interface Parties {
  readonly id: ConventionId;
  readonly origin: Origin;
  /** Null for a stage found elsewhere, and so is the offer. */
  readonly candidatureId: CandidatureId | null;
  readonly offerId: OfferId | null;
  /** Of a host that the platform does not know, an id that is this convention's alone. */
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
  /** What the stage is to bring the student; null when nothing is said. */
  readonly objectives: string | null;
  readonly place: string;
  readonly lunch: string | null;
  readonly transport: string | null;
  readonly lodging: string | null;
}

/** What the school head fills, after the host. */
export interface SchoolPart {
  readonly referentTeacherId: PersonId;
  readonly liabilityInsurance: { readonly insurer: string; readonly policyNumber: string };
  /** What the student's PAI or PPS asks for; null when nothing. */
  readonly adjustments: string | null;
  /** Whom the convention names as such; none of an adult who has none. */
  readonly legalRepresentatives: readonly LegalRepresentative[];
}

export interface LegalRepresentative {
  readonly name: string;
  readonly phone: string | null;
}

/** What is agreed at present: the parts as they were validated, with what signed amendments changed of them. */
export interface Terms {
  readonly hostPart: HostPart;
  readonly schoolPart: SchoolPart;
}

/** The host as the convention names it. */
export interface HostParty {
  readonly legalName: string;
  /** Null abroad. */
  readonly siret: string | null;
  /** ISO 3166-1 in two letters; null in France. */
  readonly country: string | null;
  readonly address: string;
}

/** What the host and the school have written so far of their parts, by the paths of who-edits.ts, not yet held to the rules. */
export interface PartsDraft {
  readonly host: Readonly<Record<string, unknown>>;
  readonly school: Readonly<Record<string, unknown>>;
}

/** The document that was validated, made once and for all. Its hash is of the bytes that are shown and signed. */
export interface FrozenDocument {
  readonly id: DocumentId;
  readonly kind: DocumentKind;
  /** What it says, in one canonical form. */
  readonly content: string;
  /** Of the PDF. */
  readonly sha256: string;
  readonly frozenAt: Temporal.Instant;
}

interface Progress {
  /** When the student confirmed the stage; the school cannot validate before. */
  readonly confirmedAt: Temporal.Instant | null;
  /** Why the convention was returned to the host, cancelled or interrupted; null otherwise. */
  readonly reason: string | null;
  /** The host, where the school wrote who it is or the text was frozen; null where the platform's own host is meant. */
  readonly hostParty: HostParty | null;
  readonly draft: PartsDraft | null;
  /** By which version of the rules the timetable was checked; null until the host's part is complete. */
  readonly presenceRulesVersion: string | null;
  /** The last day of a stage that was interrupted, and why; null otherwise. */
  readonly endedOn: Temporal.PlainDate | null;
  readonly endCause: string | null;
  /** Null as long as no amendment is signed: the parts stand as they were validated. */
  readonly amended: Terms | null;
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
  return { ...parties, status: "DRAFT", confirmedAt: null, reason: null, hostParty: null, draft: null, presenceRulesVersion: null, endedOn: null, endCause: null, amended: null, hostPart: null, schoolPart: null, document: null };
}

/** The host's part as it stands now; null until it is filled. */
export const hostPartInForce = ({ amended, hostPart }: Convention): HostPart | null => amended?.hostPart ?? hostPart;

/** The school's part as it stands now; null until it is filled. */
export const schoolPartInForce = ({ amended, schoolPart }: Convention): SchoolPart | null => amended?.schoolPart ?? schoolPart;

/** The address by which the tutor is known, once the host has named one. */
export function tutorEmailOf(convention: Convention): string | null {
  return hostPartInForce(convention)?.tutor.email.toLowerCase() ?? null;
}
