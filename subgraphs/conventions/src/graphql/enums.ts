import { enumType } from "@stages/subgraph/enum-type.ts";
import type { AbsenceKind, Step } from "../domain/absence.ts";
import type { CancellationCause } from "../domain/cancel.ts";
import type { Origin } from "../domain/convention.ts";
import type { Status } from "../domain/lifecycle.ts";
import type { Capacity } from "../domain/evidence.ts";

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

export const AbsenceStep = enumType<Step>("AbsenceStep", "How far the news of an absence has gone.", {
  REPORTED: "The tutor told the school; the referent teacher is alerted.",
  RELAYED: "The referent teacher told the CPE.",
  FAMILY_INFORMED: "The CPE informed the family.",
  CLOSED: "Closed with its cause.",
});

export const AbsenceKindEnum = enumType<AbsenceKind>("AbsenceKind", "What the tutor noticed.", {
  ABSENT: "The student did not come.",
  ILL: "The student is ill, or was taken ill.",
  LATE: "The student came late.",
  LEFT_EARLY: "The student left before the end.",
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
