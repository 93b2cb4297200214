import type { Actor } from "@stages/kernel/actor.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import type { Coordinates } from "@stages/kernel/geography.ts";
import type { AbsenceId, BookingId, CandidatureId, ConventionId, HostId, IntentionId, OfferId, PersonId, EvidenceId, StudentId } from "@stages/kernel/ids.ts";
import type { Period } from "@stages/kernel/period.ts";
import type { Siret } from "@stages/kernel/siret.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import type { PersonaName } from "./personas.ts";

/**
 * The whole demonstration world as plain, readonly data. **Everything in it is synthetic**: no person, lycée or host of
 * it exists. Only the communes, académies and départements are real. Each subgraph loads the part that it owns.
 */
export interface World {
  readonly synthetic: true;
  /** A sentence to show wherever this data is displayed. */
  readonly notice: string;
  readonly seed: number;
  readonly today: Temporal.PlainDate;
  readonly campaigns: readonly Campaign[];
  readonly runningCampaignId: string;
  readonly persons: readonly WorldPerson[];
  readonly personas: Readonly<Record<PersonaName, PersonId>>;
  readonly schools: readonly WorldSchool[];
  readonly staff: readonly WorldStaffMember[];
  readonly students: readonly WorldStudent[];
  readonly legalRepresentatives: readonly WorldLegalRepresentative[];
  readonly hosts: readonly WorldHost[];
  readonly tutors: readonly WorldTutor[];
  readonly offers: readonly WorldOffer[];
  readonly intentions: readonly WorldIntention[];
  readonly candidatures: readonly WorldCandidature[];
  readonly bookings: readonly WorldBooking[];
  readonly conventions: readonly WorldConvention[];
  readonly absences: readonly WorldAbsence[];
}

type WithoutPerson<A> = A extends unknown ? Omit<A, "personId"> : never;
/** A role and its scope: one of kernel's Actors, less the person who holds it. */
export type Grant = WithoutPerson<Exclude<Actor, { role: "ANONYMOUS" | "PLATFORM" }>>;

export interface WorldPerson {
  readonly id: PersonId;
  /** The subject of the tokens that this person bears; null for those who have no account, all but the personas. */
  readonly subject: string | null;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly phone: string | null;
  readonly grants: readonly Grant[];
}

/** A postal address in a real commune. */
export interface Address {
  readonly addressLine: string;
  readonly postcode: string;
  readonly communeCode: string;
  readonly communeName: string;
}
export type Place = Address & Coordinates;

export interface WorldSchool extends Place {
  readonly uai: Uai;
  readonly name: string;
  readonly sector: "PUBLIC" | "PRIVATE";
  /** "19", "2A": as in the official geographic code. */
  readonly departmentCode: string;
  /** The ministry's two digits. */
  readonly academy: string;
  /** The office that answers for absences whoever is on duty. */
  readonly schoolLife: { readonly email: string; readonly phone: string };
}

export type StaffFunction = "SCHOOL_HEAD" | "TEACHER" | "EDUCATION_ADVISER" | "SCHOOL_LIFE";

export interface WorldStaffMember {
  readonly personId: PersonId;
  readonly schoolUai: Uai;
  readonly function: StaffFunction;
  /** French, as printed in a convention: "Professeure d'histoire-géographie". */
  readonly title: string;
}

export interface WorldStudent {
  readonly id: StudentId;
  readonly personId: PersonId;
  /** The campaign of the student's year of seconde: those of a past campaign are not counted in the running one. */
  readonly campaignId: string;
  readonly schoolUai: Uai;
  readonly academy: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly birthDate: Temporal.PlainDate;
  readonly className: string;
  readonly home: Place;
}

export interface WorldLegalRepresentative {
  readonly personId: PersonId;
  readonly studentId: StudentId;
  readonly relationship: "MOTHER" | "FATHER" | "GUARDIAN";
}

export type HostKind = "COMPANY" | "ADMINISTRATION" | "ASSOCIATION" | "ECOLE" | "SCHOOL" | "ACADEMIC_SERVICE";

export interface WorldHost extends Place {
  readonly id: HostId;
  readonly siret: Siret;
  readonly legalName: string;
  readonly kind: HostKind;
  /** NAF section, a letter. */
  readonly sector: string;
  readonly country: "FR";
  readonly academy: string;
  /** Number of classes, of an école alone. */
  readonly classes: number | null;
  readonly managerPersonId: PersonId;
  readonly managerFunction: string;
}

export interface TutorContact {
  readonly name: string;
  readonly function: string;
  readonly email: string;
  readonly phone: string | null;
}

export interface WorldTutor extends TutorContact {
  readonly hostId: HostId;
  readonly personId: PersonId;
}

export type OfferStatus = "DRAFT" | "PUBLISHED" | "UNPUBLISHED" | "NEEDS_UPDATE" | "REMOVED";
export type OfferMode = "INDIVIDUAL" | "SMALL_GROUP" | "WHOLE_CLASS";

export interface WorldOffer {
  readonly id: OfferId;
  readonly hostId: HostId;
  readonly campaignId: string;
  readonly status: OfferStatus;
  readonly title: string;
  readonly description: string;
  readonly activities: string;
  readonly sector: string;
  readonly period: Period;
  readonly mode: OfferMode;
  readonly seats: number;
  readonly place: Place;
  readonly accessible: boolean;
  readonly practicalConditions: string | null;
  readonly tutor: TutorContact;
  readonly reservedSchoolUais: readonly Uai[];
  readonly createdAt: Temporal.Instant;
  /** Null for a draft, kept afterwards. */
  readonly publishedAt: Temporal.Instant | null;
}

/** Seats that a host promised for a campaign: before it published any, or for one that is not open yet. */
export interface WorldIntention {
  readonly id: IntentionId;
  readonly hostId: HostId;
  readonly campaignId: string;
  readonly seats: Readonly<Record<Period, number>>;
  readonly declaredAt: Temporal.Instant;
}

/** One step of a lifecycle. */
export interface Transition<Status extends string> {
  readonly at: Temporal.Instant;
  /** Null where the platform itself acts: an expiry, a lapse. */
  readonly by: PersonId | null;
  readonly from: Status | null;
  readonly to: Status;
  readonly reason: string | null;
}

export type CandidatureStatus =
  | "SUBMITTED" | "READ" | "ACCEPTED" | "CONFIRMED"
  | "REFUSED" | "EXPIRED" | "WITHDRAWN" | "LAPSED" | "SUPERSEDED" | "CANCELLED_BY_HOST" | "CANCELLED_BY_SCHOOL";

export interface WorldCandidature {
  readonly id: CandidatureId;
  readonly campaignId: string;
  readonly offerId: OfferId;
  readonly hostId: HostId;
  readonly studentId: StudentId;
  readonly schoolUai: Uai;
  readonly academy: string;
  readonly period: Period;
  readonly status: CandidatureStatus;
  /** Null where a school booked. */
  readonly motivation: string | null;
  readonly bookingId: BookingId | null;
  readonly submittedAt: Temporal.Instant;
  readonly lastDayToAnswer: Temporal.PlainDate;
  /** Null until it was accepted. */
  readonly lastDayToConfirm: Temporal.PlainDate | null;
  /** From home to the place of the stage, to a tenth. */
  readonly distanceKm: number;
  /** First entry: from null to SUBMITTED, or to CONFIRMED where a school booked; the last one leads to `status`. */
  readonly history: readonly Transition<CandidatureStatus>[];
}

/** A list of students for whom a head booked a group offer: those whose candidatures say so. */
export interface WorldBooking {
  readonly id: BookingId;
  readonly campaignId: string;
  readonly offerId: OfferId;
  readonly hostId: HostId;
  readonly schoolUai: Uai;
  readonly academy: string;
  readonly period: Period;
  readonly bookedAt: Temporal.Instant;
  readonly bookedBy: PersonId;
}

export type ConventionStatus =
  | "DRAFT" | "HOST_COMPLETED" | "RETURNED" | "VALIDATED" | "SIGNING" | "SIGNED"
  | "COMPLETED" | "INTERRUPTED" | "CANCELLED";

export interface TimetableDay {
  readonly date: Temporal.PlainDate;
  readonly start: Temporal.PlainTime;
  readonly end: Temporal.PlainTime;
  readonly breaks: readonly { readonly start: Temporal.PlainTime; readonly end: Temporal.PlainTime }[];
}

export interface HostPart {
  readonly representative: { readonly name: string; readonly function: string };
  readonly tutor: TutorContact;
  readonly place: Place;
  readonly timetable: readonly TimetableDay[];
  readonly activities: string;
  readonly lunch: string;
  readonly transport: string;
  readonly completedAt: Temporal.Instant;
  readonly completedBy: PersonId;
}

export interface SchoolPart {
  readonly referentTeacherId: PersonId;
  readonly className: string;
  readonly legalRepresentativeIds: readonly PersonId[];
  readonly adjustments: string | null;
  readonly liabilityInsurance: { readonly insurer: string; readonly policyNumber: string };
  readonly validatedAt: Temporal.Instant;
  readonly validatedBy: PersonId;
}

export interface WorldSignature {
  readonly id: EvidenceId;
  readonly capacity: "SCHOOL_HEAD" | "HOST_MANAGER" | "STUDENT" | "LEGAL_REPRESENTATIVE";
  readonly personId: PersonId;
  readonly name: string;
  readonly signedAt: Temporal.Instant;
}

export interface WorldConvention {
  readonly id: ConventionId;
  readonly candidatureId: CandidatureId;
  readonly campaignId: string;
  readonly offerId: OfferId;
  readonly hostId: HostId;
  readonly studentId: StudentId;
  readonly schoolUai: Uai;
  readonly academy: string;
  readonly period: Period;
  readonly status: ConventionStatus;
  readonly openedAt: Temporal.Instant;
  /** Filled from HOST_COMPLETED on. */
  readonly host: HostPart | null;
  /** Filled from VALIDATED on. */
  readonly school: SchoolPart | null;
  /** In the order they were given: one or two in SIGNING, all three from SIGNED on. */
  readonly signatures: readonly WorldSignature[];
  readonly history: readonly Transition<ConventionStatus>[];
}

/** A finished chain of a past campaign: reported, relayed, the family informed, closed. */
export interface WorldAbsence {
  readonly id: AbsenceId;
  readonly conventionId: ConventionId;
  readonly day: Temporal.PlainDate;
  readonly kind: "ABSENCE" | "ILLNESS";
  readonly reported: { readonly at: Temporal.Instant; readonly by: PersonId; readonly comment: string };
  readonly relayed: { readonly at: Temporal.Instant; readonly by: PersonId };
  readonly familyInformed: { readonly at: Temporal.Instant; readonly by: PersonId };
  readonly closed: { readonly at: Temporal.Instant; readonly by: PersonId; readonly cause: string };
}
