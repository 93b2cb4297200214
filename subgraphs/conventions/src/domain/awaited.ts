import { type Campaign, feedbackOpeningOf, firstDayOf, lastDayOf } from "@stages/kernel/campaign.ts";
import { isOnOrBefore } from "@stages/kernel/civil-time.ts";
import type { Period } from "@stages/kernel/period.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { Convention } from "./convention.ts";
import type { Status } from "./lifecycle.ts";
import { partyOf } from "./party.ts";

/** What a convention waits for: the host's part, the school's, signatures, or the attestation of insurance. */
export const AWAITED = ["HOST", "SCHOOL", "SIGNATURE", "INSURANCE"] as const;
export type Awaited = (typeof AWAITED)[number];

/** And once the stage lies behind: the host's attestation, when one was asked for; the student's word on it, when that is open. */
export type AwaitedAfter = "ATTESTATION" | "FEEDBACK";

const WAITS_FOR: Readonly<Partial<Record<Status, Awaited>>> = {
  DRAFT: "HOST",
  RETURNED: "HOST",
  HOST_COMPLETED: "SCHOOL",
  VALIDATED: "SIGNATURE",
  SIGNING: "SIGNATURE",
};

/** A stage is to come once its text is frozen: the attestation is then asked for before it begins. */
const INSURED: readonly Status[] = ["VALIDATED", "SIGNING", "SIGNED"];

export interface Waiting {
  readonly status: Status;
  readonly period: Period;
  /** The civil day on which it came to its status. */
  readonly since: Temporal.PlainDate;
  /** When an attestation was asked for that is not signed yet. */
  readonly attestationAskedOn?: Temporal.PlainDate | null;
}

export interface Reminder {
  readonly awaited: Awaited | AwaitedAfter;
  readonly on: Temporal.PlainDate;
}

type Days = Pick<Campaign, "weeks" | "conventionReminderDays" | "insuranceReminderDays" | "feedbackOpensOn">;

const inOrder = (reminders: readonly Reminder[]) => reminders.toSorted((a, b) => Temporal.PlainDate.compare(a.on, b.on));

/** Every day on which someone is reminded while it stays as it is, in order. */
export const remindersOf = (waiting: Waiting, campaign: Days): readonly Reminder[] => inOrder([...untilOver(waiting, campaign), ...onceOver(waiting, campaign)]);

/** Never once the stage is over: who has not signed by then is asked no more. */
function untilOver({ status, period, since }: Waiting, campaign: Days): readonly Reminder[] {
  const dated = campaign as Campaign;
  const awaited = WAITS_FOR[status];
  const waiting = awaited ? campaign.conventionReminderDays.map((days) => ({ awaited, on: since.add({ days }) })) : [];
  const insurance = INSURED.includes(status) ? campaign.insuranceReminderDays.map((days) => ({ awaited: "INSURANCE" as const, on: firstDayOf(dated, period).subtract({ days }) })) : [];
  return [...waiting, ...insurance].filter(({ on }) => isOnOrBefore(since.add({ days: 1 }), on) && isOnOrBefore(on, lastDayOf(dated, period)));
}

/** A host that attests is given the days of one that fills a convention. Of a stage that did not take place to its end nobody is asked how it was. */
function onceOver({ status, since, attestationAskedOn }: Waiting, campaign: Days): readonly Reminder[] {
  const attestation = attestationAskedOn ? campaign.conventionReminderDays.map((days) => ({ awaited: "ATTESTATION" as const, on: attestationAskedOn.add({ days }) })) : [];
  const [opening, soonest] = [feedbackOpeningOf(campaign as Campaign), since.add({ days: 1 })];
  const feedback = status === "COMPLETED" ? [{ awaited: "FEEDBACK" as const, on: isOnOrBefore(soonest, opening) ? opening : soonest }] : [];
  return [...attestation, ...feedback];
}

/** Of what is awaited, each once: after an outage the days that were missed are one reminder. */
export function dueOn(today: Temporal.PlainDate, after: Temporal.PlainDate, reminders: readonly Reminder[]): readonly Reminder["awaited"][] {
  return [...new Set(reminders.filter(({ on }) => isOnOrBefore(on, today) && !isOnOrBefore(on, after)).map(({ awaited }) => awaited))];
}

/** The next day on which to look again; null when there is none left. */
export const nextAfter = (today: Temporal.PlainDate, reminders: readonly Reminder[]): Temporal.PlainDate | null => reminders.find(({ on }) => !isOnOrBefore(on, today))?.on ?? null;

/** "N'hésitez pas à le relancer" (FAQ): the host, while the school's part is awaited; once a civil day, which the table refuses too. */
export function refusalsToRemindHead(convention: Convention, actor: Actor, remindedOn: readonly Temporal.PlainDate[], today: Temporal.PlainDate): readonly Refusal[] {
  if (partyOf(actor, convention) !== "HOST") return [refuse("FORBIDDEN")];
  if (convention.status !== "HOST_COMPLETED") return [refuse("WRONG_STATE", { what: "Convention", status: convention.status })];
  if (convention.confirmedAt === null) return [refuse("CANDIDATURE_NOT_CONFIRMED")];
  return remindedOn.some((day) => day.equals(today)) ? [refuse("REMINDED_TODAY")] : [];
}
