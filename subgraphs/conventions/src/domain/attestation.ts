import { type Actor, actsForHost, actsForStudent } from "@stages/kernel/actor.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { inFrench } from "@stages/kernel/civil-time.ts";
import type { AttestationId, ConventionId, DocumentId, PersonId } from "@stages/kernel/ids.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { Convention } from "./convention.ts";
import { type DayDone, totalDone } from "./days-done.ts";
import { hasEnded } from "./has-ended.ts";

/** Asked for by the family, confirmed by the host (and frozen), signed by the host. */
export const ATTESTATION_STATUSES = ["REQUESTED", "CONFIRMED", "SIGNED"] as const;
export type AttestationStatus = (typeof ATTESTATION_STATUSES)[number];

export const ATTESTATION_TRANSITIONS: Readonly<Record<AttestationStatus, readonly AttestationStatus[]>> = {
  REQUESTED: ["CONFIRMED"],
  CONFIRMED: ["SIGNED"],
  SIGNED: [],
};

/** A day as the attestation says it. */
export interface AttestedDay {
  readonly date: Temporal.PlainDate;
  readonly minutes: number;
  readonly note: string | null;
}

export interface Attestation {
  readonly id: AttestationId;
  readonly conventionId: ConventionId;
  readonly status: AttestationStatus;
  readonly requestedAt: Temporal.Instant;
  readonly requestedBy: PersonId;
  readonly confirmedAt: Temporal.Instant | null;
  readonly confirmedBy: PersonId | null;
  readonly signedAt: Temporal.Instant | null;
  readonly documentId: DocumentId | null;
  /** What the host confirmed; null until then. */
  readonly days: readonly AttestedDay[] | null;
}

export interface AttestationFrame {
  readonly campaign: Campaign;
  readonly now: Temporal.Instant;
  readonly isRequested: boolean;
}

/** Domain, section 6: "on the student's request once the stage has ended"; of an interrupted one, for the days that were done. */
export function refusalsToRequest(convention: Convention, actor: Actor, { campaign, now, isRequested }: AttestationFrame): readonly Refusal[] {
  if (!actsForStudent(actor, convention.studentId)) return [refuse("FORBIDDEN")];
  if (convention.status !== "SIGNED" && !hasEnded(convention, campaign, now)) return [refuse("WRONG_STATE", { what: "Convention", status: convention.status })];
  if (!hasEnded(convention, campaign, now)) return [refuse("ATTESTATION_TOO_EARLY")];
  return isRequested ? [refuse("ATTESTATION_EXISTS")] : [];
}

const wrongState = ({ status }: Attestation) => refuse("WRONG_STATE", { what: "Attestation", status });

export function refusalsToConfirm(attestation: Attestation, convention: Convention, actor: Actor): readonly Refusal[] {
  if (!actsForHost(actor, convention.hostId)) return [refuse("FORBIDDEN")];
  return attestation.status === "REQUESTED" ? [] : [wrongState(attestation)];
}

/** By those who sign for the host: it says what was done there. Before it is confirmed there is nothing to sign, for anyone. */
export function refusalsToSignAttestation(attestation: Attestation, ofSignatory: readonly Refusal[]): readonly Refusal[] {
  if (attestation.documentId !== null && ofSignatory.length > 0) return ofSignatory;
  return attestation.status === "CONFIRMED" ? [] : [wrongState(attestation)];
}

export interface CorrectedDay {
  readonly date: Temporal.PlainDate;
  readonly minutes: number;
}

/** The most that a campaign's rules of presence can allow in a day. */
const MOST_MINUTES = 10 * 60;

export function refusalsOfCorrections(corrections: readonly CorrectedDay[], done: readonly DayDone[]): readonly Refusal[] {
  const ofDays = corrections.flatMap(({ date, minutes }, index) => {
    const field = `days.${index}`;
    if (!done.some((day) => day.date.equals(date))) return [refuse("ATTESTATION_NOT_A_DAY", { day: inFrench(date) }, `${field}.date`)];
    if (corrections.findIndex((other) => other.date.equals(date)) < index) return [refuse("ATTESTATION_DAY_TWICE", { day: inFrench(date) }, `${field}.date`)];
    return Number.isInteger(minutes) && minutes >= 0 && minutes <= MOST_MINUTES ? [] : [refuse("NUMBER_OUT_OF_RANGE", { min: 0, max: MOST_MINUTES }, `${field}.minutes`)];
  });
  if (ofDays.length > 0) return ofDays;
  return totalDone(attested(done, corrections).map((day) => ({ ...day, plannedMinutes: 0, source: "RECORDED" }))).minutes > 0 ? [] : [refuse("ATTESTATION_NOTHING_DONE", "days")];
}

/** Every day that was done, as it is known, where the host says nothing else. The cause of an absence never stands there. */
export const attested = (done: readonly DayDone[], corrections: readonly CorrectedDay[]): readonly AttestedDay[] =>
  done.map(({ date, minutes, note }) => ({ date, minutes: corrections.find((one) => one.date.equals(date))?.minutes ?? minutes, note }));

export const confirm = (attestation: Attestation, days: readonly AttestedDay[], by: PersonId, documentId: DocumentId, now: Temporal.Instant): Attestation => ({
  ...attestation, status: "CONFIRMED", days, documentId, confirmedBy: by, confirmedAt: now,
});

export const signAttestation = (attestation: Attestation, now: Temporal.Instant): Attestation => ({ ...attestation, status: "SIGNED", signedAt: now });
