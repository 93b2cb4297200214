import type { EventType, Events } from "@stages/events/contracts.ts";
import type { NotificationKind, ToldRole } from "@stages/kernel/notification-kind.ts";
import type { Settled } from "../domain/notification.ts";

type Settling = { readonly [T in EventType]?: (fact: Events[T]) => Settled | null };

const TO_ANSWER: readonly NotificationKind[] = ["CANDIDATURE_RECEIVED", "ANSWER_AWAITED"];
const TO_CONFIRM: readonly NotificationKind[] = ["CANDIDATURE_ACCEPTED", "CONFIRMATION_AWAITED"];

/** In which statuses of a convention what was asked is still to be done; a status in none of them settles it. */
export const OPEN_WHILE: Readonly<Partial<Record<NotificationKind, readonly string[]>>> = {
  CONVENTION_TO_FILL: ["DRAFT", "RETURNED"],
  CONVENTION_RETURNED: ["RETURNED"],
  CONVENTION_TO_VALIDATE: ["HOST_COMPLETED"],
  // Of an amendment too, while the stage lasts.
  CONVENTION_TO_SIGN: ["VALIDATED", "SIGNING"],
  SIGNATURE_REFUSED: ["VALIDATED", "SIGNING"],
  INSURANCE_AWAITED: ["DRAFT", "RETURNED", "HOST_COMPLETED", "VALIDATED", "SIGNING", "SIGNED"],
  ATTESTATION_AWAITED: ["SIGNED", "COMPLETED", "INTERRUPTED"],
};

const SIGNED_BY: Readonly<Record<string, readonly ToldRole[]>> = { HOST: ["HOST_MANAGER"], SCHOOL: ["SCHOOL_HEAD"], FAMILY: ["STUDENT", "LEGAL_REPRESENTATIVE"] };

const ofCandidature = (kinds: readonly NotificationKind[], id: string): Settled => ({ kinds, of: "candidatureId", ids: [id] });
const ofConvention = (kinds: readonly NotificationKind[], ...ids: readonly string[]): Settled => ({ kinds, of: "conventionId", ids });
const ofAbsence = ({ absenceId }: { readonly absenceId: string }): Settled => ({ kinds: ["ABSENCE", "ABSENCE_LATE"], of: "absenceId", ids: [absenceId] });

const SETTLING: Settling = {
  CandidatureAccepted: ({ candidatureId }) => ofCandidature(TO_ANSWER, candidatureId),
  CandidatureConfirmed: ({ candidatureId }) => ofCandidature(TO_CONFIRM, candidatureId),
  CandidatureEnded: ({ candidatureId }) => ofCandidature([...TO_ANSWER, ...TO_CONFIRM], candidatureId),
  // The reminder that comes now says all that the one before did.
  AnswerAwaited: ({ candidatureId }) => ofCandidature(["ANSWER_AWAITED"], candidatureId),
  AttestationAwaited: ({ conventionId }) => ofConvention(["ATTESTATION_AWAITED"], conventionId),
  ConventionStatusChanged: ({ conventionId, to, by }) => {
    if (to === "SIGNING" && by && by in SIGNED_BY) return { ...ofConvention(["CONVENTION_TO_SIGN"], conventionId), roles: SIGNED_BY[by]! };
    const done = (Object.keys(OPEN_WHILE) as NotificationKind[]).filter((kind) => !OPEN_WHILE[kind]!.includes(to));
    return ofConvention(done, conventionId);
  },
  ConventionAwaited: ({ conventionId, awaited }) => {
    const kinds: Readonly<Record<typeof awaited, readonly NotificationKind[]>> = { HOST: ["CONVENTION_TO_FILL"], SCHOOL: ["CONVENTION_TO_VALIDATE"], SIGNATURE: ["CONVENTION_TO_SIGN"], INSURANCE: ["INSURANCE_AWAITED"], REFUSAL: [] };
    return kinds[awaited].length > 0 ? ofConvention(kinds[awaited], conventionId) : null;
  },
  InsuranceGiven: ({ conventionIds }) => ofConvention(["INSURANCE_AWAITED"], ...conventionIds),
  FeedbackGiven: ({ conventionId }) => ofConvention(["FEEDBACK_OPEN"], conventionId),
  DocumentSealed: ({ conventionId, kind }) => ofConvention(kind === "ATTESTATION" ? ["ATTESTATION_AWAITED"] : ["CONVENTION_TO_SIGN", "SIGNATURE_REFUSED"], conventionId),
  // Each step is the next one's turn.
  AbsenceStepReached: ofAbsence,
};

/** Null for an event that leaves everything as it was. */
export const settledBy = <T extends EventType>(type: T, fact: Events[T]): Settled | null => (SETTLING[type] as ((fact: Events[T]) => Settled | null) | undefined)?.(fact) ?? null;
