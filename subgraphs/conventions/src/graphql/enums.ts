import { enumType } from "@stages/subgraph/enum-type.ts";
import type { AbsenceKind, Step } from "../domain/absence.ts";
import type { Status } from "../domain/lifecycle.ts";
import type { Capacity, Channel } from "../domain/evidence.ts";
import type { DocumentKind } from "../domain/document.ts";
import type { FindingKind } from "../domain/verify.ts";

export const ConventionStatus = enumType<Status>("ConventionStatus", "Where a convention stands in its life.", {
  DRAFT: "Open; the host has to fill its part.",
  HOST_COMPLETED: "The host has filled its part; the school head has to validate.",
  RETURNED: "The school gave it back to the host, with a reason.",
  VALIDATED: "Validated and frozen: immutable from here on; signatures are awaited.",
  SIGNING: "At least one party has signed.",
  SIGNED: "Every party has signed: the student is covered for these weeks.",
  CANCELLED: "Ended before the start, with a reason.",
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
});

export const AbsenceKindEnum = enumType<AbsenceKind>("AbsenceKind", "What the tutor noticed.", {
  ABSENT: "The student did not come.",
  ILL: "The student is ill, or was taken ill.",
  LATE: "The student came late.",
  LEFT_EARLY: "The student left before the end.",
});
