import type { AbsenceId, CandidatureId, ConventionId, HostId, NotificationId, OfferId, PersonId, StudentId } from "@stages/kernel/ids.ts";
import type { NotificationKind, ToldRole } from "@stages/kernel/notification-kind.ts";
import type { Uai } from "@stages/kernel/uai.ts";

/** What a line of the inbox says, beside what its kind says: names and titles as they were told. */
export interface NotificationDetails {
  readonly offerTitle?: string;
  readonly hostName?: string;
  /** The first name, and the initial of the last: what is told may be read by others. */
  readonly studentName?: string;
  /** Of a candidature that ended, or of a convention. */
  readonly status?: string;
  /** A school booked it: nobody has to confirm. */
  readonly booked?: boolean;
  /** ISO 8601. */
  readonly lastDayToAnswer?: string;
  readonly lastDayToConfirm?: string;
  readonly startsOn?: string;
  readonly askedByHost?: boolean;
  /** It was told before, and still waits. */
  readonly reminder?: boolean;
  /** CONVENTION, AMENDMENT or ATTESTATION. */
  readonly document?: string;
  /** Of an absence's chain: the last one taken, and how late the next one is. */
  readonly step?: string;
  readonly level?: number;
}

/** A line of someone's inbox. */
export interface Notification {
  readonly id: NotificationId;
  readonly personId: PersonId;
  /** As whom they are told: someone who has that role no more is shown it no more. */
  readonly role: ToldRole;
  readonly kind: NotificationKind;
  /** Whom it is about: everything that people are told is. */
  readonly studentId: StudentId;
  readonly candidatureId: CandidatureId | null;
  readonly conventionId: ConventionId | null;
  readonly absenceId: AbsenceId | null;
  readonly offerId: OfferId | null;
  readonly hostId: HostId | null;
  readonly schoolUai: Uai | null;
  readonly details: NotificationDetails;
  readonly createdAt: Temporal.Instant;
  readonly readAt: Temporal.Instant | null;
  readonly settledAt: Temporal.Instant | null;
}

/** What a line of the inbox leads to, and within whose bounds it is. */
export interface Subject {
  readonly studentId: StudentId;
  readonly candidatureId?: CandidatureId | null;
  readonly conventionId?: ConventionId | null;
  readonly absenceId?: AbsenceId | null;
  readonly offerId?: OfferId | null;
  readonly hostId?: HostId | null;
  readonly schoolUai?: Uai | null;
}

/** Those known one by one, who are told if they have the role there. */
export interface Named {
  /** The one of the host's managers to whom it was given; any of them when null. */
  readonly assignedTo?: PersonId | null;
  readonly referentTeacherId?: PersonId | null;
  readonly tutorEmail?: string | null;
}

/** Lines of the inbox that ask for nothing any more, whoever did it. */
export interface Settled {
  readonly kinds: readonly NotificationKind[];
  readonly of: "candidatureId" | "conventionId" | "absenceId";
  /** Any of these. */
  readonly ids: readonly string[];
  /** Those told as one of these; everyone when left out. */
  readonly roles?: readonly ToldRole[];
}
