import type { Actor } from "@stages/kernel/actor.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { refusalsOfText } from "@stages/kernel/text.ts";
import type { Candidature, SeatedCandidature, WaitingCandidature } from "./candidature.ts";
import { lastDayAfter } from "./deadlines.ts";
import type { Status } from "./lifecycle.ts";
import { refusalsOfStep } from "./party.ts";

// What the host does: reads, accepts, refuses, goes back on its word.

/** An offer's line in the ledger at one instant; a lapsed candidature holds no seat, marked or not. */
export interface Seats {
  readonly seats: number;
  readonly taken: number;
  /** The offer's, as `offers` tells it; nothing is known against it when left out. */
  readonly status?: string;
}

/** Nobody begins a stage from an offer that was hidden or removed. */
const TAKEN_AWAY = ["HIDDEN", "REMOVED"];

export function refusalsToRead(candidature: Candidature, actor: Actor, now: Temporal.Instant): readonly Refusal[] {
  return refusalsOfStep(candidature, "READ", actor, now);
}

/** Who answers has read; a candidature already read stays as it is. */
export function read(candidature: WaitingCandidature): WaitingCandidature {
  return { ...candidature, status: "READ" };
}

export function refusalsToAccept(candidature: Candidature, actor: Actor, now: Temporal.Instant, { seats, taken, status = "" }: Seats): readonly Refusal[] {
  const ofStep = refusalsOfAnswer(candidature, "ACCEPTED", actor, now);
  if (ofStep.length > 0) return ofStep;
  if (TAKEN_AWAY.includes(status)) return [refuse("OFFER_NOT_AVAILABLE")];
  return taken < seats ? [] : [refuse("NO_SEAT_LEFT")];
}

/** Takes a seat; the student has the campaign's days to confirm. */
export function accept(candidature: WaitingCandidature, { daysToConfirm }: Pick<Campaign, "daysToConfirm">, now: Temporal.Instant): SeatedCandidature {
  return { ...candidature, status: "ACCEPTED", lastDayToConfirm: lastDayAfter(now, daysToConfirm) };
}

export function refusalsToRefuse(candidature: Candidature, actor: Actor, now: Temporal.Instant): readonly Refusal[] {
  return refusalsOfAnswer(candidature, "REFUSED", actor, now);
}

export function refusalsToCancelAcceptance(candidature: Candidature, actor: Actor, now: Temporal.Instant): readonly Refusal[] {
  return refusalsOfStep(candidature, "CANCELLED_BY_HOST", actor, now);
}

export const REASON_MAX = 500;

export function refusalsOfReason(reason: string, field = "reason"): readonly Refusal[] {
  if (reason.trim() === "") return [refuse("REASON_REQUIRED", field)];
  return refusalsOfText(reason, REASON_MAX, field);
}

const refusalsOfAnswer = (candidature: Candidature, to: Status, actor: Actor, now: Temporal.Instant) =>
  refusalsOfStep(candidature.status === "SUBMITTED" ? read(candidature) : candidature, to, actor, now);
