import { civilDateOf, CIVIL_ZONE, startOf } from "@stages/kernel/civil-time.ts";
import { type PersonId, uuidOf } from "@stages/kernel/ids.ts";
import { type Channel, CHANNELS, type NotificationKind, ruleOf, type Urgency } from "@stages/kernel/notification-kind.ts";

/** In Paris: when the day's mail leaves, and from when to when nobody is woken for what can wait. */
const MORNING = 7;
const NIGHT = 21;

/**
 * When what was told now is to reach this person. What is hourly leaves at a minute of the person's own, so that a whole
 * country's mail does not leave on the hour: at most one an hour, with all that came meanwhile. Nothing that can wait
 * leaves in the night; it goes with the mail of the morning.
 */
export function dueAt(urgency: Urgency, now: Temporal.Instant, personId: PersonId): Temporal.Instant {
  switch (urgency) {
    case "NOW":
      return now;
    case "HOURLY":
      return outsideOfTheNight(nextAt(minuteOf(personId), now));
    case "DAILY":
      return nextMorning(now);
  }
}

const minuteOf = (personId: PersonId): number => Number.parseInt(uuidOf(personId).slice(-4), 16) % 60;

function nextAt(minute: number, now: Temporal.Instant): Temporal.ZonedDateTime {
  const slot = now.toZonedDateTimeISO(CIVIL_ZONE).with({ minute, second: 0, millisecond: 0, microsecond: 0, nanosecond: 0 });
  return Temporal.Instant.compare(slot.toInstant(), now) > 0 ? slot : slot.add({ hours: 1 });
}

function outsideOfTheNight(slot: Temporal.ZonedDateTime): Temporal.Instant {
  if (slot.hour < MORNING || slot.hour >= NIGHT) return nextMorning(slot.toInstant());
  // An hour after the mail of the morning at the soonest.
  return (slot.hour === MORNING ? slot.add({ hours: 1 }) : slot).toInstant();
}

function nextMorning(now: Temporal.Instant): Temporal.Instant {
  const today = civilDateOf(now);
  const [first, second] = [today, today.add({ days: 1 })].map((day) => startOf(day).toZonedDateTimeISO(CIVIL_ZONE).with({ hour: MORNING }).toInstant()) as [Temporal.Instant, Temporal.Instant];
  return Temporal.Instant.compare(first, now) > 0 ? first : second;
}

/** Where someone wants another channel than the kind's own. */
export interface Preference {
  readonly kind: NotificationKind;
  readonly channel: Channel;
  readonly wanted: boolean;
}

/** By which someone may choose to be told of a kind: short messages are kept for what uses them by itself. */
export const channelsOf = (kind: NotificationKind): readonly Channel[] => CHANNELS.filter((channel) => channel !== "SMS" || ruleOf(kind).channels.includes("SMS"));

export const isDefault = (kind: NotificationKind, channel: Channel): boolean => ruleOf(kind).channels.includes(channel);

/** What they chose, otherwise the kind's own. */
export const isWanted = (kind: NotificationKind, channel: Channel, preferences: readonly Preference[]): boolean =>
  preferences.find((one) => one.kind === kind && one.channel === channel)?.wanted ?? isDefault(kind, channel);

/** How someone can be reached at all. */
export interface Reach<Browser> {
  readonly hasAddress: boolean;
  readonly receivesSms: boolean;
  readonly browsers: readonly Browser[];
}

export interface Way<Browser> {
  readonly channel: Channel;
  /** Of a push. */
  readonly browser: Browser | null;
}

/**
 * By which ways someone is told of a kind: what they want, as far as it reaches them. What must reach them goes by mail
 * where nothing that they want does. `byMail` is false where another letter says it.
 */
export function waysOf<Browser>(kind: NotificationKind, reach: Reach<Browser>, preferences: readonly Preference[], byMail: boolean): readonly Way<Browser>[] {
  const wants = (channel: Channel) => channelsOf(kind).includes(channel) && isWanted(kind, channel, preferences);
  const pushes = wants("PUSH") ? reach.browsers.map((browser) => ({ channel: "PUSH" as const, browser })) : [];
  const sms = wants("SMS") && reach.receivesSms ? [{ channel: "SMS" as const, browser: null }] : [];
  const others = [...pushes, ...sms];
  const isLastResort = ruleOf(kind).mustReach === true && others.length === 0;
  const mail = byMail && reach.hasAddress && (wants("MAIL") || isLastResort) ? [{ channel: "MAIL" as const, browser: null }] : [];
  return [...mail, ...others];
}
