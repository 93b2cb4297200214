import { type Actor, actsForHost } from "@stages/kernel/actor.ts";
import { civilDateOf, inFrench, isOnOrBefore } from "@stages/kernel/civil-time.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { refusalsOfText } from "@stages/kernel/text.ts";
import { type Convention, tutorEmailOf } from "./convention.ts";
import { minutesBetween } from "./days-done.ts";
import type { Status } from "./lifecycle.ts";
import type { Day } from "./presence.ts";
import { timetableOf } from "./timetable-of.ts";

/** While the stage lasts, and after it: what was really done is corrected until the attestation says it. */
const RECORDED_IN: readonly Status[] = ["SIGNED", "COMPLETED", "INTERRUPTED"];

/** What the host says of a day on which the student came. */
export interface PresenceSaid {
  readonly minutes: number | null;
  readonly from: Temporal.PlainTime | null;
  readonly to: Temporal.PlainTime | null;
  readonly note: string | null;
}

interface PresenceFrame {
  readonly isAttested: boolean;
  readonly now: Temporal.Instant;
}

export function refusalsToRecordPresence(convention: Convention, actor: Actor, { isAttested, now }: PresenceFrame): readonly Refusal[] {
  const isTutor = actor.role === "TUTOR" && actor.email.toLowerCase() === tutorEmailOf(convention);
  if (!isTutor && !actsForHost(actor, convention.hostId)) return [refuse("FORBIDDEN")];
  if (!RECORDED_IN.includes(convention.status)) return [refuse("WRONG_STATE", { what: "Convention", status: convention.status })];
  if (isAttested) return [refuse("PRESENCE_ATTESTED")];
  const firstDay = timetableOf(convention)[0]?.date;
  // Who never came has no day to record.
  return firstDay ? refusalsOfRecordedDay(convention, firstDay, now).map((refusal) => ({ ...refusal, field: null })) : [];
}

/** A day of the stage, once it has come. */
export function refusalsOfRecordedDay(convention: Convention, date: Temporal.PlainDate, now: Temporal.Instant): readonly Refusal[] {
  const { endedOn } = convention;
  const told = { day: inFrench(date) };
  if (!dayOf(convention, date) || (endedOn !== null && !isOnOrBefore(date, endedOn))) return [refuse("PRESENCE_NOT_A_DAY_OF_STAGE", told, "day")];
  return isOnOrBefore(date, civilDateOf(now)) ? [] : [refuse("PRESENCE_IN_THE_FUTURE", told, "day")];
}

export const dayOf = (convention: Convention, date: Temporal.PlainDate): Day | null => timetableOf(convention).find((day) => day.date.equals(date)) ?? null;

export function refusalsOfPresence({ minutes, note }: PresenceSaid, mostMinutes: number): readonly Refusal[] {
  return [
    ...(minutes !== null && (minutes < 0 || minutes > mostMinutes) ? [refuse("NUMBER_OUT_OF_RANGE", { min: 0, max: mostMinutes }, "minutes")] : []),
    ...(note === null ? [] : refusalsOfText(note, 500, "note")),
  ];
}

/** The minutes said; otherwise those of the planned day between arriving and leaving, which are all of it when neither is said. */
export const minutesSaid = ({ slots }: Day, { minutes, from, to }: PresenceSaid): number => minutes ?? minutesBetween(slots, from, to);
