import type { Random } from "@stages/demonstration/random.ts";
import type { Coordinates } from "@stages/kernel/geography.ts";
import { meet, type Period } from "@stages/kernel/period.ts";
import type { Role } from "@stages/kernel/actor.ts";
import type { Status } from "@stages/candidatures/domain/lifecycle.ts";
import type { Calendar, Day, Seconds } from "./calendar.ts";
import type { Ids } from "./ids.ts";
import { kmBetween, type Market, type Offer } from "./market.ts";
import type { NationalSchool } from "./schools.ts";
import type { Member } from "./staff.ts";

export interface Step<S extends string> {
  readonly from: S | null;
  readonly to: S;
  readonly at: Seconds;
  readonly by: string | null;
  readonly role: Role;
}

export interface Student {
  readonly id: string;
  readonly personId: string;
  /** In the country, from 1 on. */
  readonly rank: number;
  readonly school: NationalSchool;
  /** Who signs and answers for all of the school. */
  readonly head: Member;
  readonly adviser: Member;
  /** Who follows the student. */
  readonly teacher: Member;
  readonly home: Coordinates;
  readonly className: string;
}

export interface Candidature {
  readonly id: string;
  readonly offer: Offer;
  readonly bookingId: string | null;
  readonly submittedAt: Seconds;
  readonly lastDayToAnswer: Day;
  readonly lastDayToConfirm: Day | null;
  readonly distanceKm: number;
  /** At least one; the last leads to what it is. */
  readonly steps: readonly Step<Status>[];
}

/** A stage that a convention is opened for: from a candidature that was accepted, a booking, or found elsewhere. */
export interface Agreed {
  readonly candidatureId: string | null;
  readonly origin: "CANDIDATURE" | "BOOKING" | "SCHOOL";
  readonly offer: Offer | null;
  readonly period: Period;
  readonly openedAt: Seconds;
  readonly confirmedAt: Seconds | null;
  /** When it comes to nothing. */
  readonly abandonedAt: Seconds | null;
}

export interface Life {
  readonly candidatures: readonly Candidature[];
  readonly agreed: readonly Agreed[];
}

/** A list of the school's students for whom a group offer was booked. */
export interface Booking {
  readonly id: string;
  readonly offer: Offer;
  readonly at: Seconds;
}

export interface Setting {
  readonly calendar: Calendar;
  readonly market: Market;
  readonly ids: Ids;
  readonly random: Random;
}

/** Of 100 students: those for whom the school writes down a stage found elsewhere, and those of the others who apply. */
const FOUND_ELSEWHERE = 0.47;
const APPLY = { elsewhere: 0.6, others: 0.95 };
/** Of those found elsewhere, one week in each of two hosts. */
const TWO_HOSTS = 0.16;
const ANSWERS: readonly (readonly ["ACCEPT" | "REFUSE" | "SILENCE" | "WITHDRAW", number])[] = [["ACCEPT", 26], ["REFUSE", 27], ["SILENCE", 41], ["WITHDRAW", 6]];
const REPLIES: readonly (readonly ["CONFIRM" | "LAPSE" | "WITHDRAW", number])[] = [["CONFIRM", 88], ["LAPSE", 5], ["WITHDRAW", 7]];
const CANCELLED_LATER = 0.02;

interface Draft {
  readonly offer: Offer;
  readonly submittedAt: Seconds;
  readonly lastDayToAnswer: Day;
  readAt: Seconds | null;
  answer: "ACCEPT" | "REFUSE" | "SILENCE" | "WITHDRAW";
  answeredAt: Seconds;
  isSeated: boolean;
  reply: "CONFIRM" | "LAPSE" | "WITHDRAW";
  endsAt: Seconds;
}

/** From when on a student has a stage in these weeks. */
interface Found {
  readonly by: Draft | "BOOKING" | "SCHOOL";
  readonly period: Period;
  readonly at: Seconds;
}

/** All that becomes of a student's search until the calendar's end: who comes first wins the week, as in the platform. */
export function liveThrough(student: Student, booking: Booking | null, setting: Setting): Life {
  const { calendar, random } = setting;
  const isElsewhere = random.chance(FOUND_ELSEWHERE);
  const drafts = random.chance(isElsewhere ? APPLY.elsewhere : APPLY.others) ? draftsOf(student, isElsewhere, setting) : [];
  const found: Found[] = [];
  const toCome: (readonly [Seconds, Found["by"], Period])[] = drafts.filter(({ answer }) => answer === "ACCEPT").map((draft) => [draft.answeredAt, draft, draft.offer.period]);
  if (booking) toCome.push([booking.at, "BOOKING", booking.offer.period]);
  if (isElsewhere) toCome.push(...elsewhere(setting).map(({ at, period }) => [at, "SCHOOL", period] as const));
  while (toCome.length > 0) {
    const [at, what, period] = toCome.splice(earliest(toCome), 1)[0]!;
    if (at > calendar.until || found.some((stage) => stage.at <= at && meet(stage.period, period))) continue;
    if (what === "SCHOOL" || what === "BOOKING") found.push({ by: what, period, at });
    else if (what.isSeated) found.push({ by: what, period, at });
    else if (what.offer.left > 0) {
      what.isSeated = true;
      what.offer.left -= 1;
      what.offer.lastTakenAt = Math.max(what.offer.lastTakenAt, at);
      if (what.reply === "CONFIRM") toCome.push([what.endsAt, what, period]);
    } else what.answer = "REFUSE";
  }
  const lived = drafts.flatMap((draft) => livedAs(draft, found, student, setting) ?? []);
  const booked = found.some(({ by }) => by === "BOOKING") ? [bookedFor(student, booking!, setting)] : [];
  const ofSchool = found.filter(({ by }) => by === "SCHOOL").map(({ period, at }): Agreed => ({ candidatureId: null, origin: "SCHOOL", offer: null, period, openedAt: at, confirmedAt: null, abandonedAt: null }));
  const all = [...booked, ...lived];
  return { candidatures: all.map(({ candidature }) => candidature), agreed: [...all.flatMap(({ agreed }) => agreed ?? []), ...ofSchool] };
}

const earliest = (events: readonly (readonly [Seconds, ...unknown[]])[]) => events.reduce((best, [at], index) => (at < events[best]![0] ? index : best), 0);

/** The first days see most of it; those who find nothing go on. */
function draftsOf({ school }: Student, isElsewhere: boolean, { calendar, market, random }: Setting): Draft[] {
  const span = Math.max(1, calendar.searchedBy - 8 - calendar.studentsOpen);
  const drafts: Draft[] = [];
  let day = calendar.studentsOpen + Math.floor(span * random.next() ** 1.7);
  for (let left = isElsewhere ? random.int(1, 8) : random.int(3, 15); left > 0; left -= 1) {
    if (random.chance(0.6)) day += random.int(1, 8);
    if (day >= calendar.firstDay("WEEK_2") - 3) break;
    const submittedAt = calendar.during(day, random);
    const isOpen = (offer: Offer) => offer.mode === "INDIVIDUAL" && calendar.firstDay(offer.period) > day && drafts.every((draft) => draft.offer !== offer);
    const offer = submittedAt > calendar.until ? null : market.near(school, submittedAt, isOpen, random);
    if (offer) drafts.push(answered(offer, submittedAt, day, calendar, random));
  }
  return drafts;
}

function answered(offer: Offer, submittedAt: Seconds, day: Day, calendar: Calendar, random: Random): Draft {
  const { daysToAnswer, daysToConfirm } = calendar.campaign;
  const lastDayToAnswer = day + daysToAnswer;
  const after = (at: Seconds, on: Day) => Math.max(at + random.int(600, 10_000), calendar.during(on, random));
  const drawn = random.weighted(ANSWERS);
  const answeredAt = drawn === "SILENCE" ? calendar.startOf(lastDayToAnswer + 1) : after(submittedAt, day + Math.floor(daysToAnswer * random.next() ** 1.6));
  // Nobody is taken once the stage has begun.
  const begins = calendar.startOf(calendar.firstDay(offer.period));
  const answer = drawn === "ACCEPT" && answeredAt >= begins ? "REFUSE" : drawn;
  const isReadBefore = random.chance(answer === "SILENCE" ? 0.45 : 0.6);
  const mustRead = answer === "ACCEPT" || answer === "REFUSE";
  const readAt = isReadBefore ? submittedAt + Math.floor((answeredAt - submittedAt) * random.next()) : mustRead ? answeredAt : null;
  const acceptedOn = calendar.dayOf(answeredAt);
  const decidedAt = after(answeredAt, acceptedOn + random.int(0, daysToConfirm - 1));
  const wanted = random.weighted(REPLIES);
  const reply = decidedAt < begins ? wanted : "LAPSE";
  const endsAt = reply === "LAPSE" ? calendar.startOf(acceptedOn + daysToConfirm + 1) : decidedAt;
  return { offer, submittedAt, lastDayToAnswer, readAt, answer, answeredAt, isSeated: false, reply, endsAt };
}

function elsewhere({ calendar, random }: Setting): readonly { readonly at: Seconds; readonly period: Period }[] {
  const span = Math.max(1, calendar.searchedBy - calendar.studentsOpen);
  const opening = () => calendar.during(calendar.studentsOpen + Math.floor(span * random.next()), random);
  if (!random.chance(TWO_HOSTS)) return [{ at: opening(), period: "BOTH_WEEKS" }];
  const first = { at: opening(), period: "WEEK_1" } as const;
  return random.chance(0.8) ? [first, { at: opening(), period: "WEEK_2" }] : [first];
}

/** Null for one that was never sent, since the student had found what it was for. */
function livedAs(draft: Draft, found: readonly Found[], student: Student, { calendar, ids, random }: Setting): { candidature: Candidature; agreed: Agreed | null } | null {
  const { offer, submittedAt, lastDayToAnswer, readAt, answer, answeredAt, isSeated, reply, endsAt } = draft;
  const { period, host } = offer;
  const other = found.filter(({ by, period: its }) => by !== draft && meet(its, period)).toSorted((a, b) => a.at - b.at)[0];
  if (other && other.at <= submittedAt) return null;
  const own = found.find(({ by }) => by === draft);
  const path: (readonly [Status, Seconds, string | null, Role])[] = [["SUBMITTED", submittedAt, student.personId, "STUDENT"]];
  if (readAt !== null) path.push(["READ", readAt, host.managerId, "HOST_MANAGER"]);
  if (isSeated) path.push(["ACCEPTED", answeredAt, host.managerId, "HOST_MANAGER"]);
  else if (answer === "REFUSE") path.push(["REFUSED", answeredAt, host.managerId, "HOST_MANAGER"]);
  else if (answer === "WITHDRAW") path.push(["WITHDRAWN", answeredAt, student.personId, "STUDENT"]);
  else if (answer === "SILENCE") path.push(["EXPIRED", answeredAt, null, "PLATFORM"]);
  if (own) path.push(["CONFIRMED", endsAt, student.personId, "STUDENT"]);
  else if (isSeated && reply !== "CONFIRM") path.push(reply === "LAPSE" ? ["LAPSED", endsAt, null, "PLATFORM"] : ["WITHDRAWN", endsAt, student.personId, "STUDENT"]);
  const stageFrom = calendar.startOf(calendar.firstDay(period));
  if (own && random.chance(CANCELLED_LATER) && endsAt < stageFrom - 3_600) {
    const at = endsAt + 1 + Math.floor((stageFrom - endsAt - 1) * random.next());
    path.push(random.chance(0.6) ? ["CANCELLED_BY_HOST", at, host.managerId, "HOST_MANAGER"] : ["CANCELLED_BY_SCHOOL", at, null, "PLATFORM"]);
  }
  const isStopped = other !== undefined && !own;
  const kept = path.filter(([, at]) => at <= calendar.until && !(isStopped && at >= other.at));
  const isOver = !["SUBMITTED", "READ", "ACCEPTED"].includes(kept.at(-1)![0]);
  if (isStopped && !isOver && other.at <= calendar.until) kept.push(["SUPERSEDED", other.at, ...supersededBy(other, student)]);

  const steps = stepsOf(kept);
  const [status, endedAt] = kept.at(-1)!;
  if (status === "ACCEPTED" || status === "CONFIRMED") offer.taken += 1;
  const acceptedAt = kept.find(([to]) => to === "ACCEPTED")?.[1] ?? null;
  const id = ids.next("candidature", submittedAt);
  const lastDayToConfirm = acceptedAt === null ? null : calendar.dayOf(acceptedAt) + calendar.campaign.daysToConfirm;
  const candidature: Candidature = { id, offer, bookingId: null, submittedAt, lastDayToAnswer, lastDayToConfirm, distanceKm: kmBetween(student.home, host), steps };
  const confirmedAt = kept.find(([to]) => to === "CONFIRMED")?.[1] ?? null;
  const abandonedAt = status === "ACCEPTED" || status === "CONFIRMED" ? null : endedAt;
  return { candidature, agreed: acceptedAt === null ? null : { candidatureId: id, origin: "CANDIDATURE", offer, period, openedAt: acceptedAt + 1, confirmedAt, abandonedAt } };
}

const supersededBy = ({ by }: Found, { personId, head }: Student): readonly [string | null, Role] =>
  by === "SCHOOL" ? [null, "PLATFORM"] : by === "BOOKING" ? [head.id, "SCHOOL_HEAD"] : [personId, "STUDENT"];

function bookedFor(student: Student, { id: bookingId, offer, at }: Booking, { calendar, ids }: Setting): { candidature: Candidature; agreed: Agreed } {
  offer.left -= 1;
  offer.taken += 1;
  offer.lastTakenAt = Math.max(offer.lastTakenAt, at);
  const id = ids.next("candidature", at);
  const day = calendar.dayOf(at);
  return {
    candidature: { id, offer, bookingId, submittedAt: at, lastDayToAnswer: day, lastDayToConfirm: day, distanceKm: kmBetween(student.home, offer.host), steps: [{ from: null, to: "CONFIRMED", at, by: student.head.id, role: "SCHOOL_HEAD" }] },
    agreed: { candidatureId: id, origin: "BOOKING", offer, period: offer.period, openedAt: at + 1, confirmedAt: at, abandonedAt: null },
  };
}

export function stepsOf<S extends string>(path: readonly (readonly [S, Seconds, string | null, Role])[]): readonly Step<S>[] {
  return path.map(([to, at, by, role], index) => ({ from: path[index - 1]?.[0] ?? null, to, at, by, role }));
}
