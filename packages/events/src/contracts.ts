import type { Coordinates } from "@stages/kernel/geography.ts";
import { type CandidatureId, type ConventionId, type DocumentId, type HostId, type NotificationId, type OfferId, type PersonId, type StudentId, uuidOf } from "@stages/kernel/ids.ts";
import type { Role } from "@stages/kernel/actor.ts";
import type { PersonalDataCategory } from "@stages/kernel/personal-data.ts";
import type { OfferMode } from "@stages/kernel/offer-mode.ts";
import type { Period } from "@stages/kernel/period.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { versionOf } from "./versions.ts";

/**
 * The facts that subgraphs tell one another. A payload is JSON: civil dates are `YYYY-MM-DD`, instants ISO 8601.
 * A contract only grows: what would not is a new version, with how the older one is read (`versions.ts`); a change of meaning
 * is a new event type.
 */
export interface Events {
  /** offers: a campaign was defined or its settings changed. */
  CampaignDefined: { campaign: CampaignFact };
  /** offers: a person registered a host and manages it. */
  HostRegistered: { host: HostFact; managerPersonId: PersonId };
  /** offers: a host says something else of itself; its offers that are not removed name it as it is now. */
  HostChanged: { host: HostFact; offerIds: readonly OfferId[]; /** The most that it may offer from now on; as before when left out. */ maxSeats?: number };
  /** offers: an offer was published or changed while published. */
  OfferPublished: { offer: OfferFact };
  /** offers: an offer takes no candidatures any more. */
  OfferClosed: { offerId: OfferId; status: string };
  /** people: a school entered the directory or changed. */
  SchoolRegistered: { school: SchoolFact };
  /** people: a student was enrolled or changed. */
  StudentEnrolled: { student: StudentFact };
  /** people: someone works at a school from now on, in that function. */
  StaffMemberAppointed: { personId: PersonId; schoolUai: Uai; role: "SCHOOL_HEAD" | "REFERENT_TEACHER" | "EDUCATION_ADVISER"; name: string; email: string; phone: string | null };
  /** people: the days on which a teacher is called up for the baccalauréat, all of them; they replace those told before. */
  ExamDutiesRecorded: { personId: PersonId; days: readonly string[] };
  /** people: who will follow the student during the stage; replaces whoever was told before. */
  ReferentTeacherAssigned: { studentId: StudentId; teacherId: PersonId };
  /** people: someone manages a host from now on, besides whoever registered it. */
  HostManagerAdded: { hostId: HostId; personId: PersonId };
  /** people: how someone who manages a host is called, and reached; replaces what was told before. */
  HostManagerNamed: { hostId: HostId; personId: PersonId; name: string; phone: string | null };
  /** people: someone does not manage it any more. */
  HostManagerRemoved: { hostId: HostId; personId: PersonId };
  /** people: the roles of the bearer of this subject are not what they were. */
  ActorChanged: { subject: string; /** By whom an erasure finds it: the person; the student, when the person goes with them. */ about?: PersonId | StudentId };
  /** people: a student was erased, and these persons with them. Everyone forgets what they hold of them. */
  StudentErased: { studentId: StudentId; personIds: readonly PersonId[] };
  /** people, while it happens: how far the import of a class list is. Told beside the import, and kept a day. */
  ClassListImportProgressed: { importId: string; schoolUai: Uai; state: "READING" | "ENROLLING" | "DONE" | "REFUSED"; read: number; enrolled: number; total: number | null };
  /** candidatures: a student applied. */
  CandidatureSubmitted: CandidatureFact;
  /** candidatures: the host has read it. */
  CandidatureRead: CandidatureFact;
  /** candidatures: the host said yes, or a school booked (then nobody said it to this one: null); a seat is taken. */
  CandidatureAccepted: CandidatureFact & { acceptedByPersonId: PersonId | null };
  /** candidatures: the student said yes as well, or a school booked. */
  CandidatureConfirmed: CandidatureFact;
  /** candidatures: refused, expired, withdrawn, lapsed, superseded, or cancelled by the host or the school. */
  CandidatureEnded: CandidatureFact & { status: string; reason: string | null; /** It had been accepted: one more seat is free. */ freedSeat: boolean };
  /** candidatures: the host has still not answered, on a day on which it is reminded. */
  AnswerAwaited: AnswerAwaitedFact;
  /** candidatures: tomorrow is the last day on which the student can confirm; once a candidature. */
  ConfirmationAwaited: ConfirmationAwaitedFact;
  /** candidatures, which own them from the first publication on: how many seats an offer has. */
  OfferSeatsChanged: { offerId: OfferId; seats: number };
  /** candidatures: seats are free again without a candidature that ends, since it is no more: its student was erased. */
  SeatsFreed: { offerId: OfferId; count: number };
  /** conventions: every change of status, the opening included (`from` null). */
  ConventionStatusChanged: { conventionId: ConventionId; /** Null for a stage found elsewhere. */ candidatureId: CandidatureId | null; reason: string | null; from: string | null; to: string; /** Who made the change; of what was told before this was said, the host. */ by?: "HOST" | "SCHOOL" | "FAMILY" | "PLATFORM"; /** Who of them, who is not told of it; null for the platform, absent before it was said. */ byPersonId?: PersonId | null; /** Of a stage found elsewhere, which weeks it takes. */ weeks?: { campaignId: string; period: Period }; studentId: StudentId; schoolUai: Uai; academy: string; hostId: HostId; tutorEmail: string | null; referentTeacherId: PersonId | null };
  /** conventions, while it happens: how far a bulk validation is. Told beside it, and kept a day. */
  ConventionsValidationProgressed: { runId: string; personId: PersonId; state: "RUNNING" | "DONE"; done: number; refused: number; total: number };
  /** conventions: a step of an absence's chain. */
  AbsenceStepReached: { absenceId: string; conventionId: ConventionId; step: string; /** Whom it alerts; those of the step when left out. */ roles?: readonly Role[]; /** Who took it, who is not told of it; absent before it was said. */ byPersonId?: PersonId; studentId: StudentId; schoolUai: Uai; academy: string; hostId: HostId; tutorEmail: string | null; referentTeacherId: PersonId | null };
  /** people: all the legal representatives of a student; they replace those told before. */
  RepresentativesListed: { studentId: StudentId; representatives: readonly RepresentativeFact[] };
  /** conventions: a code to sign with, in clear, for the only one who may use it; sent by this channel and by no other. Kept a day. */
  SignatureCodeIssued: { personId: PersonId; studentId: StudentId; channel: "MAIL" | "SMS"; code: string; /** In French, what is signed. */ about: string; expiresAt: string };
  /** conventions: someone is still awaited, on a day on which they are reminded. It replaces what was told before of that convention and of this; nobody is awaited any more when it names no capacity of a signature. */
  ConventionAwaited: ConventionAwaitedFact;
  /** conventions: the proof of a student's insurance was given, or found good: nobody is asked for it any more. Of these of their stages; one refused since is awaited again. */
  InsuranceGiven: { studentId: StudentId; schoolUai: Uai; academy: string; campaignId: string; conventionIds: readonly ConventionId[] };
  /** conventions: an attestation that was asked for is still not signed by the host, on a day on which it is reminded. */
  AttestationAwaited: StageFact & { /** Civil day. */ requestedOn: string };
  /** conventions: from this day on the student may say how that stage was; once a convention, and not to who has. */
  FeedbackOpened: StageFact;
  /** conventions: the student has said how it was; what, is told to nobody. */
  FeedbackGiven: StageFact;
  /** conventions: a signatory says no, with a reason that is read in the chain of evidence; it closes nothing. */
  SignatureRefused: SignatureRefusedFact;
  /** conventions: an amendment was frozen, or an attestation asked for: these are awaited, and those without an account need a way in. */
  DocumentToSign: { documentId: DocumentId | null; conventionId: ConventionId; /** Of an attestation, its host has first to confirm what was done: no document is frozen yet. */ kind: "AMENDMENT" | "ATTESTATION"; capacities: readonly SigningCapacity[]; studentId: StudentId };
  /** conventions: all have signed, and the file is sealed; each of these is sent a copy, under the token that opens it for 7 days. Kept a day. */
  DocumentSealed: DocumentSealedFact;
  /** conventions: the school names who speaks for a host that the platform does not know; replaces whoever was named before. */
  HostRepresentativeNamed: { conventionId: ConventionId; studentId: StudentId; hostId: HostId; name: string; email: string };
  /** conventions: the step after this one of an absence's chain is late, and these are alerted. */
  AbsenceEscalated: { absenceId: string; conventionId: ConventionId; step: string; level: number; roles: readonly Role[]; studentId: StudentId; schoolUai: Uai; academy: string; hostId: HostId; tutorEmail: string | null; referentTeacherId: PersonId | null };
  /** people: something was put in someone's inbox, in this role of theirs. */
  NotificationAdded: { notificationId: NotificationId; personId: PersonId; role: Role };
  /** conventions, once folded: the figures of these changed. As `territory-key.ts` of the kernel names them. Kept a day. */
  CoverageChanged: { campaignId: string; territories: readonly string[] };
  /** any but people, which keeps the record: what a member of staff was shown of students by one request, or one event of a subscription. */
  StudentsRead: StudentsReadFact;
}

export type EventType = keyof Events;

/**
 * How many days the log keeps an event, through the last one. Those that only tell what happens at this moment, to whoever
 * is watching, go after EPHEMERAL_DAYS: they are listed in EPHEMERAL.
 */
export const LOG_DAYS = 30;
export const EPHEMERAL_DAYS = 1;
export const EPHEMERAL: readonly EventType[] = ["ClassListImportProgressed", "ConventionsValidationProgressed", "SignatureCodeIssued", "DocumentSealed", "CoverageChanged"];

export const daysInLog = (type: string): number => ((EPHEMERAL as readonly string[]).includes(type) ? EPHEMERAL_DAYS : LOG_DAYS);

export interface CampaignFact {
  id: string;
  label: string;
  offersOpenOn: string;
  studentsOpenOn: string;
  weeks: { 1: { firstDay: string; lastDay: string }; 2: { firstDay: string; lastDay: string } };
  daysToAnswer: number;
  daysToConfirm: number;
  distanceNoticeKm: number;
  signingLegalRepresentatives: 1 | 2;
  absenceEscalationMinutes: { referentTeacher: number; educationAdviser: number; family: number };
  nationalSeatsTarget: number;
  /** Those below came later: an older fact has the first edition's. */
  feedbackOpensOn?: string;
  reminderDays?: readonly number[];
  motivationMaxLength?: number;
  ownSeatsTarget?: number;
  presenceRules?: PresenceRulesFact;
  conventionReminderDays?: readonly number[];
  insuranceReminderDays?: readonly number[];
  academySeatsTargets?: readonly { academy: string; seats: number }[];
}

/** `presenceRules` of kernel's Campaign, with times as `HH:MM:SS`. */
export interface PresenceRulesFact {
  version: string;
  source: string;
  byAge: readonly {
    fromAge: number;
    hoursPerDay: number;
    hoursPerWeek: number;
    daysPerWeek: number;
    earliest: string;
    latest: string;
    dailyRestHours: number;
    weeklyRestDays: 1 | 2;
    breakMinutes: number;
    longestRunMinutes: number;
  }[];
}

export interface HostFact {
  id: HostId;
  siret: string | null;
  legalName: string;
  kind: string;
  address: string;
}

export interface OfferFact {
  id: OfferId;
  campaignId: string;
  host: HostFact;
  title: string;
  activities: string;
  period: Period;
  mode: OfferMode;
  /** NAF section, a letter; absent before it was told. */
  sector?: string;
  /** Those of the first publication; later ones are told by OfferSeatsChanged, and these are not read again. */
  seats: number;
  /** The most that its host may offer: an école has few. 100 when left out. */
  maxSeats?: number;
  place: Coordinates & { address: string };
  reservedSchoolUais: readonly Uai[];
  tutor: { name: string; function: string; email: string; phone: string | null };
}

export interface SchoolFact {
  uai: Uai;
  name: string;
  address: string;
  academy: string;
}

export interface StudentFact {
  id: StudentId;
  firstName: string;
  lastName: string;
  birthDate: string;
  className: string;
  schoolUai: Uai;
  academy: string;
  /** The campaign of the student's year of seconde: who is enrolled in one is not counted in another. */
  campaignId: string;
  home: Coordinates;
}

export interface CandidatureFact {
  candidatureId: CandidatureId;
  offerId: OfferId;
  hostId: HostId;
  studentId: StudentId;
  schoolUai: Uai;
  academy: string;
  campaignId: string;
  period: Period;
  /** Of whom is told that it goes on: how the offer and its host are called. Absent before this was told. */
  offerTitle?: string;
  hostName?: string;
  /** The status before; null for what was sent or booked. Absent before this was told. */
  from?: string | null;
  /** The one of the host's managers to whom it was given, who alone is told; null for any of them. */
  assignedTo?: PersonId | null;
}

export interface AnswerAwaitedFact extends CandidatureFact {
  offerTitle: string;
  lastDayToAnswer: string;
  /** Null for any of the host's managers. */
  assignedTo: PersonId | null;
}

export interface ConfirmationAwaitedFact extends CandidatureFact {
  offerTitle: string;
  /** The last one, after which it lapses. */
  lastDayToConfirm: string;
}

export interface RepresentativeFact {
  personId: PersonId;
  name: string;
  phone: string | null;
  maySign: boolean;
}

type SigningCapacity = "SCHOOL_HEAD" | "HOST_MANAGER" | "STUDENT" | "LEGAL_REPRESENTATIVE";

export interface SignatureRefusedFact {
  documentId: DocumentId;
  conventionId: ConventionId;
  kind: "CONVENTION" | "AMENDMENT" | "ATTESTATION";
  /** As whom the one who refused would have signed. */
  capacity: SigningCapacity;
  /** The convention's, which stays. */
  status: string;
  studentId: StudentId;
  schoolUai: Uai;
  academy: string;
  hostId: HostId;
  tutorEmail: string | null;
  referentTeacherId: PersonId | null;
}

export interface ConventionAwaitedFact {
  conventionId: ConventionId;
  studentId: StudentId;
  schoolUai: Uai;
  academy: string;
  hostId: HostId;
  /** REFUSAL: someone has said that they do not sign. */
  awaited: "HOST" | "SCHOOL" | "SIGNATURE" | "INSURANCE" | "REFUSAL";
  /** Whose signatures are missing, or who is told that one was refused; empty for what is neither. */
  capacities: readonly SigningCapacity[];
  hostName: string;
  /** The first name, and the initial of the last. */
  studentName: string;
  startsOn: string;
  /** The host has reminded the school head itself. */
  askedByHost: boolean;
}

/** A stage that lies behind. */
export interface StageFact {
  conventionId: ConventionId;
  studentId: StudentId;
  schoolUai: Uai;
  academy: string;
  hostId: HostId;
}

export interface DocumentSealedFact {
  documentId: DocumentId;
  conventionId: ConventionId;
  kind: "CONVENTION" | "AMENDMENT" | "ATTESTATION";
  studentId: StudentId;
  schoolUai: Uai;
  academy: string;
  hostId: HostId;
  tutorEmail: string | null;
  referentTeacherId: PersonId | null;
  copies: readonly { personId: PersonId; token: string }[];
  /** The student's own copy: who that is, `people` knows. Null when they signed, and are among the copies; absent before it was told. */
  studentToken?: string | null;
}

/** The student that an event tells of, otherwise the person: erasing them reaches it too. */
const ABOUT: { readonly [T in EventType]: (payload: Events[T]) => StudentId | PersonId | null } = {
  CampaignDefined: () => null,
  HostRegistered: ({ managerPersonId }) => managerPersonId,
  HostChanged: () => null,
  OfferPublished: () => null,
  OfferClosed: () => null,
  SchoolRegistered: () => null,
  StudentEnrolled: ({ student }) => student.id,
  StaffMemberAppointed: ({ personId }) => personId,
  ExamDutiesRecorded: ({ personId }) => personId,
  ReferentTeacherAssigned: ({ studentId }) => studentId,
  HostManagerAdded: ({ personId }) => personId,
  HostManagerNamed: ({ personId }) => personId,
  HostManagerRemoved: ({ personId }) => personId,
  ActorChanged: ({ about }) => about ?? null,
  // It must outlive what it erases: whoever was away has still to hear it.
  StudentErased: () => null,
  CandidatureSubmitted: ({ studentId }) => studentId,
  CandidatureRead: ({ studentId }) => studentId,
  CandidatureAccepted: ({ studentId }) => studentId,
  CandidatureConfirmed: ({ studentId }) => studentId,
  CandidatureEnded: ({ studentId }) => studentId,
  AnswerAwaited: ({ studentId }) => studentId,
  ConfirmationAwaited: ({ studentId }) => studentId,
  OfferSeatsChanged: () => null,
  SeatsFreed: () => null,
  ConventionStatusChanged: ({ studentId }) => studentId,
  ConventionsValidationProgressed: ({ personId }) => personId,
  AbsenceStepReached: ({ studentId }) => studentId,
  RepresentativesListed: ({ studentId }) => studentId,
  SignatureCodeIssued: ({ studentId }) => studentId,
  ConventionAwaited: ({ studentId }) => studentId,
  InsuranceGiven: ({ studentId }) => studentId,
  AttestationAwaited: ({ studentId }) => studentId,
  FeedbackOpened: ({ studentId }) => studentId,
  FeedbackGiven: ({ studentId }) => studentId,
  SignatureRefused: ({ studentId }) => studentId,
  DocumentToSign: ({ studentId }) => studentId,
  DocumentSealed: ({ studentId }) => studentId,
  HostRepresentativeNamed: ({ studentId }) => studentId,
  AbsenceEscalated: ({ studentId }) => studentId,
  NotificationAdded: ({ personId }) => personId,
  CoverageChanged: () => null,
  StudentsRead: () => null,
  ClassListImportProgressed: () => null,
};

/** The field by which an erasure finds what was told of this type; null for what tells of nobody. */
export function aboutFieldOf(type: EventType): string | null {
  const path: string[] = [];
  const probe: unknown = new Proxy({}, { get: (_, name) => (path.push(String(name)), probe) });
  return ABOUT[type](probe as never) === null ? null : path.join(".");
}

export const EVENT_TYPES = Object.keys(ABOUT) as readonly EventType[];

export function aboutOf<T extends EventType>({ type, payload }: Pick<DomainEvent<T>, "type" | "payload">): string | null {
  const about = ABOUT[type](payload);
  return about && uuidOf(about);
}

export interface StudentsReadFact {
  /** The same in every subgraph that the request crosses: they are one read. */
  requestId: string;
  readerId: PersonId;
  role: Role;
  /** One line for all the students of whom the same was read. */
  reads: readonly {
    /** Such as `Convention.status`. */
    coordinates: readonly string[];
    categories: readonly PersonalDataCategory[];
    students: readonly { studentId: StudentId; schoolUai: Uai | null }[];
  }[];
}

/** An event ready to be told: the id makes every delivery idempotent, the key keeps the order of one object's events. */
export interface DomainEvent<T extends EventType = EventType> {
  readonly id: string;
  readonly type: T;
  readonly version: number;
  readonly key: string;
  readonly payload: Events[T];
  readonly occurredAt: Temporal.Instant;
  /** By what it came about, in W3C's form, where traces are on: it says nothing of anyone, and is part of no contract. */
  readonly traceparent?: string | null;
}

export function domainEvent<T extends EventType>(
  type: T,
  key: string,
  payload: Events[T],
  occurredAt: Temporal.Instant,
  id: string = crypto.randomUUID(),
): DomainEvent<T> {
  return { id, type, version: versionOf(type), key, payload, occurredAt };
}
