import { enumType } from "@stages/subgraph/enum-type.ts";
import type { AbsenceCause, AbsenceKind, Step } from "../domain/absence.ts";
import type { DaySource } from "../domain/days-done.ts";
import type { FollowUpKind } from "../domain/follow-up.ts";
import type { InterruptionCause } from "../domain/interrupt.ts";
import type { CancellationCause } from "../domain/cancel.ts";
import type { Origin } from "../domain/convention.ts";
import type { Status } from "../domain/lifecycle.ts";
import type { Capacity, Channel } from "../domain/evidence.ts";
import type { InsuranceState } from "../domain/insurance.ts";
import type { UploadPurpose } from "../domain/uploaded-file.ts";
import type { AmendmentStatus } from "../domain/amendment.ts";
import type { AttestationStatus } from "../domain/attestation.ts";
import type { FeedbackStatus } from "../domain/feedback.ts";
import type { DocumentKind } from "../domain/document.ts";
import type { FindingKind } from "../domain/verify.ts";

export const ConventionStatus = enumType<Status>("ConventionStatus", "Where a convention stands in its life.", {
  DRAFT: "Open; the host has to fill its part.",
  HOST_COMPLETED: "The host has filled its part; the school head has to validate.",
  RETURNED: "The school gave it back to the host, with a reason.",
  VALIDATED: "Validated and frozen: immutable from here on; signatures are awaited.",
  SIGNING: "At least one party has signed.",
  SIGNED: "Every party has signed: the student is covered for these weeks.",
  CANCELLED: "Ended before the start, or before all had signed, with a reason.",
  INTERRUPTED: "Ended during the stage, with a cause.",
  COMPLETED: "The stage has taken place.",
});

export const SignatureCapacity = enumType<Capacity>("SignatureCapacity", "In what capacity someone signs.", {
  SCHOOL_HEAD: "Head of the school where the student is enrolled.",
  HOST_MANAGER: "For the host.",
  STUDENT: "The student, when adult at the date of signature.",
  LEGAL_REPRESENTATIVE: "For a student who is a minor at the date of signature.",
});

export const CodeChannel = enumType<Channel>("SignatureCodeChannel", "How a one-time code reaches who signs.", {
  MAIL: "By electronic mail.",
  SMS: "By a short message to a mobile telephone.",
});

export const DocumentKindEnum = enumType<DocumentKind>("DocumentKind", "The papers of a stage that are frozen, signed and sealed.", {
  CONVENTION: "The agreement itself.",
  AMENDMENT: "A change of it.",
  ATTESTATION: "What was really done, signed by the host.",
});

export const VerificationFindingKind = enumType<FindingKind>("VerificationFindingKind", "What a verification found not to be as it was.", {
  DOCUMENT_MISSING: "The convention was validated and has no document any more.",
  CONTENT_CHANGED: "The text is not the one that was frozen.",
  FILE_CHANGED: "The file is not the one that was frozen.",
  UNREADABLE: "What was sealed opens no more: it was changed or moved.",
  RECORD_CHANGED: "A record of evidence does not say what it said.",
  RECORD_FORGED: "A record was not written by the platform.",
  CHAIN_BROKEN: "A record does not follow the one before it.",
  RECORDS_MISSING: "The chain is not as long as it was, or ends elsewhere.",
  CHAIN_FORGED: "What is kept of the chain as a whole was not written by the platform, or is gone.",
  SEALED_MISSING: "All have signed and the sealed file is gone.",
  SEALED_CHANGED: "The sealed file is not the one that was kept.",
  SEAL_INVALID: "The seal of the file does not hold.",
  SEAL_DIFFERS: "What is inside the sealed file is not what is stored.",
});

export const AbsenceStep = enumType<Step>("AbsenceStep", "How far the news of an absence has gone.", {
  REPORTED: "The tutor told the school; the referent teacher is alerted.",
  RELAYED: "The referent teacher told the CPE.",
  FAMILY_INFORMED: "The CPE informed the family.",
  CLOSED: "Closed with its cause.",
  CORRECTED: "Reported by mistake: the student was not absent, and the day can be reported again.",
});

export const AbsenceCauseEnum = enumType<AbsenceCause>("AbsenceCause", "Why the student was absent, as the school closes the chain.", {
  ILLNESS: "Illness or accident.",
  FAMILY: "A family reason.",
  TRANSPORT: "Transport.",
  APPOINTMENT: "An appointment or a summons.",
  REFUSED: "The student would not come.",
  UNKNOWN: "Nobody could say.",
  STAGE_ENDED: "The stage was interrupted; so the platform itself closes what was open.",
  OTHER: "Another cause, which the note says.",
});

export const InterruptionCauseEnum = enumType<InterruptionCause>("InterruptionCause", "Why a stage ends before its last day.", {
  NO_SHOW: "The student never came.",
  ABANDONED: "The student gave up.",
  HEALTH: "The student's health.",
  CONDUCT: "The student's conduct.",
  HOST_CANNOT_CONTINUE: "The host cannot go on.",
  CONDITIONS: "The student is not welcomed as the convention says.",
  OTHER: "Another cause, which the reason says.",
});

export const DaySourceEnum = enumType<DaySource>("DaySource", "How it is known what was done of a day.", {
  RECORDED: "The host said so.",
  ABSENCE: "An absence is known, and nothing was recorded.",
  PRESUMED: "Nothing was said of it: done as planned.",
  AHEAD: "It has not come yet.",
});

export const FollowUpKindEnum = enumType<FollowUpKind>("FollowUpKind", "How the school followed the student.", {
  VISIT: "A visit at the host's.",
  CALL: "A call, to the student or to the host.",
  NOTE: "Anything else worth keeping.",
});

export const AbsenceKindEnum = enumType<AbsenceKind>("AbsenceKind", "What the tutor noticed.", {
  ABSENT: "The student did not come.",
  ILL: "The student is ill, or was taken ill.",
  LATE: "The student came late.",
  LEFT_EARLY: "The student left before the end.",
});

export const UploadPurposeEnum = enumType<UploadPurpose>("UploadPurpose", "What a file is deposited for.", {
  PAPER_CONVENTION: "The scan of a convention that all have signed by hand, by the school head: a PDF.",
  INSURANCE: "The student's attestation of liability insurance, by the family or the school: a PDF, a JPEG or a PNG.",
});

export const InsuranceStateEnum = enumType<InsuranceState>("InsuranceState", "Where an attestation of liability insurance stands.", {
  MISSING: "Nothing was given.",
  SUBMITTED: "Given; the school has still to look at it.",
  CHECKED: "Checked off by the school.",
  REFUSED: "Refused by the school, with a reason: another one is awaited.",
});

export const ConventionOriginEnum = enumType<Origin>("ConventionOrigin", "How a convention came to be.", {
  CANDIDATURE: "An accepted candidature opened it.",
  BOOKING: "The school booked the seat in an offer for groups.",
  SCHOOL: "The school wrote down a stage that the student found elsewhere.",
});

export const CancellationCauseEnum = enumType<CancellationCause>("CancellationCause", "Why a convention was cancelled.", {
  STUDENT_WITHDREW: "The student or the family gives it up.",
  HOST_UNABLE: "The host cannot welcome the student any more.",
  SCHOOL_DECISION: "The school does not let the stage take place.",
  OTHER_STAGE: "The student does another stage.",
  MISTAKE: "It was opened by mistake.",
  OTHER: "Something else, which the reason says.",
});

export const FeedbackStatusEnum = enumType<FeedbackStatus>("FeedbackStatus", "Whether the feedback of a student is told.", {
  PENDING: "Its words wait for the school to read them.",
  PUBLISHED: "Told of the host, among five.",
  REJECTED: "Neither told nor counted, with a reason.",
});

export const AmendmentStatusEnum = enumType<AmendmentStatus>("AmendmentStatus", "Where an amendment stands.", {
  PROPOSED: "Proposed; the school head has to agree.",
  AGREED: "Frozen; signatures are awaited.",
  SIGNING: "At least one party has signed.",
  SIGNED: "Every party has signed: in force.",
  ABANDONED: "Given up before the last signature.",
});

export const AttestationStatusEnum = enumType<AttestationStatus>("AttestationStatus", "Where an attestation stands.", {
  REQUESTED: "Asked for; the host has to confirm the days.",
  CONFIRMED: "Frozen; the host has to sign.",
  SIGNED: "Signed by the host.",
});
