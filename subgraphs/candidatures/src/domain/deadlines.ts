import { civilDateOf, inFrench, isOnOrBefore, startOf } from "@stages/kernel/civil-time.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { Candidature } from "./candidature.ts";
import { canBecome, type Status } from "./lifecycle.ts";

/**
 * FAQ: "Les candidatures des élèves expirent après 15 jours sans réponse de votre part." Read as 15 whole civil days in
 * Europe/Paris after the day of submission, that day not counted: one sent on 1 March, at whatever hour, can be answered
 * until 16 March at 23:59:59, and is expired from 17 March at 00:00:00. Days, not hours: the change of hour moves
 * nothing, and the host never has less than the 15 days it was promised.
 */
export function lastDayAfter(instant: Temporal.Instant, days: number): Temporal.PlainDate {
  return civilDateOf(instant).add({ days });
}

/** The end that time alone brings: which, and from which instant. */
export interface EndByTime {
  readonly to: "EXPIRED" | "LAPSED";
  readonly at: Temporal.Instant;
}

type Timed = Pick<Candidature, "status" | "lastDayToAnswer" | "lastDayToConfirm">;

/** Null while there is time left, and for those that time does not end any more. */
export function endByTime(candidature: Timed, now: Temporal.Instant): EndByTime | null {
  const clock = deadlineOf(candidature);
  if (!clock || isOnOrBefore(civilDateOf(now), clock.lastDay)) return null;
  return { to: clock.to, at: startOf(dayAfter(clock.lastDay)) };
}

function deadlineOf({ status, lastDayToAnswer, lastDayToConfirm }: Timed): { to: EndByTime["to"]; lastDay: Temporal.PlainDate } | null {
  if (status === "SUBMITTED" || status === "READ") return { to: "EXPIRED", lastDay: lastDayToAnswer };
  return status === "ACCEPTED" && lastDayToConfirm ? { to: "LAPSED", lastDay: lastDayToConfirm } : null;
}

/** What the candidature is at that instant, whether or not a sweep has marked it: every rule and every reader goes by this. */
export function statusAt(candidature: Timed, now: Temporal.Instant): Status {
  return endByTime(candidature, now)?.to ?? candidature.status;
}

/** Whether it may become `to` now; an expired or lapsed one says so by its own code, marked or not. */
export function refusalsOfStatus(candidature: Candidature, to: Status, now: Temporal.Instant): readonly Refusal[] {
  const status = statusAt(candidature, now);
  if (canBecome(status, to)) return [];
  const { submittedAt, lastDayToAnswer, lastDayToConfirm } = candidature;
  if (status === "EXPIRED") {
    const days = civilDateOf(submittedAt).until(lastDayToAnswer).days;
    return [refuse("CANDIDATURE_EXPIRED", { expiredOn: inFrench(dayAfter(lastDayToAnswer)), days })];
  }
  if (status === "LAPSED" && lastDayToConfirm) return [refuse("CONFIRMATION_OVERDUE", { dueOn: inFrench(lastDayToConfirm) })];
  return [refuse("WRONG_STATE", { what: "Candidature", status })];
}

const dayAfter = (date: Temporal.PlainDate) => date.add({ days: 1 });
