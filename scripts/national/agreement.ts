import type { Status } from "@stages/conventions/domain/lifecycle.ts";
import type { AbsenceKind, Step as AbsenceStep } from "@stages/conventions/domain/absence.ts";
import type { Role } from "@stages/kernel/actor.ts";
import type { Random } from "@stages/demonstration/random.ts";
import type { Calendar, Day, Seconds } from "./calendar.ts";
import type { Ids } from "./ids.ts";
import type { Host } from "./market.ts";
import { type Agreed, type Setting, type Step, stepsOf, type Student } from "./life.ts";

export interface Convention extends Agreed {
  readonly id: string;
  /** Null for one that the platform does not know. */
  readonly host: Host | null;
  readonly hostId: string;
  /** Who acts and signs for the host, with a link where it is unknown. */
  readonly managerId: string;
  readonly steps: readonly Step<Status>[];
  /** The day on which the paper was signed, and when that was written down. */
  readonly paper: { readonly fileId: string; readonly signedOn: Day; readonly recordedAt: Seconds } | null;
  readonly absences: readonly Absence[];
  /** When it was given, and when the school published it. */
  readonly feedback: { readonly id: string; readonly givenAt: Seconds; readonly publishedAt: Seconds | null } | null;
}

export interface Absence {
  readonly id: string;
  readonly day: Day;
  readonly kind: AbsenceKind;
  readonly steps: readonly { readonly step: AbsenceStep; readonly at: Seconds; readonly by: string; readonly role: Role }[];
}

/** Of 100 that get there, how many go no further. */
const STUCK = { host: 0.03, school: 0.02, signatures: 0.03 };
const RETURNED = 0.05;
const ON_PAPER = 0.09;
const INTERRUPTED = 0.008;
const ABSENT = 0.06;
const GIVES_FEEDBACK = 0.3;
/** A stage found elsewhere, with a host that the platform does not know. */
const UNKNOWN_HOST = 0.7;

type Path = [Status, Seconds, string | null, Role][];

export function conventionOf(agreed: Agreed, student: Student, setting: Setting): Convention {
  const { calendar, ids, random } = setting;
  const host = agreed.offer?.host ?? knownHost(agreed.openedAt, setting);
  const id = ids.next("convention", agreed.openedAt);
  const hostId = host?.id ?? ids.next("host", agreed.openedAt);
  const managerId = host?.managerId ?? ids.next("person", agreed.openedAt);
  const { path, paperOn } = pathOf(agreed, student, managerId, setting);
  const kept = path.filter(([, at]) => at <= calendar.until && (agreed.abandonedAt === null || at <= agreed.abandonedAt));
  if (agreed.abandonedAt !== null && agreed.abandonedAt <= calendar.until && !["INTERRUPTED", "COMPLETED"].includes(kept.at(-1)![0])) kept.push(["CANCELLED", agreed.abandonedAt + 1, null, "PLATFORM"]);
  const signed = kept.find(([to]) => to === "SIGNED");
  const paper = paperOn !== null && signed ? { fileId: ids.next("file", signed[1]), signedOn: paperOn, recordedAt: signed[1] } : null;
  const endedAt = kept.find(([to]) => to === "INTERRUPTED" || to === "CANCELLED")?.[1] ?? Number.POSITIVE_INFINITY;
  return {
    ...agreed, id, host, hostId, managerId, paper,
    steps: stepsOf(kept),
    absences: signed && random.chance(ABSENT) ? absencesOf(agreed, [signed[1], endedAt], student, managerId, calendar, ids, random) : [],
    feedback: kept.at(-1)![0] === "COMPLETED" && random.chance(GIVES_FEEDBACK) ? feedbackOf(calendar, ids, random) : null,
  };
}

function knownHost(at: Seconds, { market, random }: Setting): Host | null {
  if (random.chance(UNKNOWN_HOST)) return null;
  const host = random.pick(market.hosts);
  return host.registeredAt < at ? host : null;
}

function pathOf({ openedAt, confirmedAt, origin, period }: Agreed, { head: { id: headId } }: Student, managerId: string, { calendar, random }: Setting): { path: Path; paperOn: Day | null } {
  const isFound = origin === "SCHOOL";
  const over = calendar.startOf(calendar.lastDay(period) + 1);
  const days = (at: Seconds, most: number) => Math.max(at + random.int(60, 7_200), calendar.during(calendar.dayOf(at) + random.int(0, most), random));
  const byHost = isFound ? ([headId, "SCHOOL_HEAD"] as const) : ([managerId, "HOST_MANAGER"] as const);
  const path: Path = [["DRAFT", openedAt, isFound ? headId : null, isFound ? "SCHOOL_HEAD" : "PLATFORM"]];
  let at = openedAt;
  let paperOn: Day | null = null;
  const stage = (): Path => {
    if (random.chance(STUCK.host)) return path;
    path.push(["HOST_COMPLETED", (at = days(at, 7)), ...byHost]);
    if (random.chance(RETURNED)) path.push(["RETURNED", (at = days(at, 2)), headId, "SCHOOL_HEAD"], ["HOST_COMPLETED", (at = days(at, 3)), ...byHost]);
    if ((!isFound && confirmedAt === null) || random.chance(STUCK.school)) return path;
    path.push(["VALIDATED", (at = days(Math.max(at, confirmedAt ?? 0), 5)), headId, "SCHOOL_HEAD"]);
    if (random.chance(STUCK.signatures)) {
      if (random.chance(0.7)) path.push(["SIGNING", days(at, 3), headId, "SCHOOL_HEAD"]);
      return path;
    }
    if (random.chance(ON_PAPER)) {
      const validatedOn = calendar.dayOf(at);
      path.push(["SIGNED", (at = days(at, 12)), headId, "SCHOOL_HEAD"]);
      paperOn = random.int(validatedOn, calendar.dayOf(at));
    } else path.push(["SIGNING", (at = days(at, 3)), managerId, "HOST_MANAGER"], ["SIGNED", (at = days(at, 8)), headId, "SCHOOL_HEAD"]);
    if (random.chance(INTERRUPTED)) {
      const from = Math.max(at, calendar.startOf(calendar.firstDay(period)));
      path.push(["INTERRUPTED", from + 3_600 + Math.floor((over - from) * 0.8 * random.next()), managerId, "HOST_MANAGER"]);
    } else path.push(["COMPLETED", over, null, "PLATFORM"]);
    return path;
  };
  stage();
  // What was not signed while the stage lasted never will be.
  const late = path.findIndex(([to, at]) => to !== "COMPLETED" && at >= over);
  return { path: late === -1 ? path : path.slice(0, late), paperOn };
}

const FURTHER: readonly (readonly [1 | 2 | 3 | 4, number])[] = [[4, 88], [3, 7], [2, 3], [1, 2]];

function absencesOf({ period }: Agreed, [from, to]: readonly [Seconds, Seconds], { head, teacher, adviser }: Student, managerId: string, calendar: Calendar, ids: Ids, random: Random): readonly Absence[] {
  const [first, last] = [calendar.firstDay(period), calendar.lastDay(period)];
  const days = new Set(Array.from({ length: random.chance(0.2) ? 2 : 1 }, () => random.int(first, last)));
  return [...days].toSorted((a, b) => a - b).flatMap((day) => {
    // Saturdays and Sundays between the weeks.
    if (day - first > 4 && day - first < 7) return [];
    let at = calendar.startOf(day) + random.int(8 * 3_600, 10 * 3_600);
    if (at < from || at >= to) return [];
    const taken = [["REPORTED", managerId, "HOST_MANAGER", 0], ["RELAYED", teacher.id, "REFERENT_TEACHER", 30], ["FAMILY_INFORMED", adviser.id, "EDUCATION_ADVISER", 45], ["CLOSED", adviser.id, "EDUCATION_ADVISER", 2_000]] as const;
    const steps: Absence["steps"][number][] = taken.slice(0, random.weighted(FURTHER)).map(([step, by, role, most]) => ({ step, by, role, at: (at += most === 0 ? 0 : random.int(60, most * 60)) }));
    if (random.chance(0.02)) steps.push({ step: "CORRECTED", by: head.id, role: "SCHOOL_HEAD", at: at + 600 });
    const until = steps.filter((step) => step.at <= calendar.until);
    const kind = random.weighted<AbsenceKind>([["ABSENT", 5], ["ILL", 3], ["LATE", 1], ["LEFT_EARLY", 1]]);
    return until.length === 0 ? [] : [{ id: ids.next("absence", until[0]!.at), day, kind, steps: until }];
  });
}

/** From September on, in première. */
function feedbackOf(calendar: Calendar, ids: Ids, random: Random): Convention["feedback"] {
  const opening = Temporal.PlainDate.from(`${calendar.campaign.weeks[2].lastDay.year}-${calendar.campaign.feedbackOpensOn}`).toZonedDateTime("Europe/Paris").epochMilliseconds / 1_000;
  const givenAt = opening + random.int(0, 30 * 86_400);
  if (givenAt > calendar.until) return null;
  const publishedAt = givenAt + random.int(600, 10 * 86_400);
  return { id: ids.next("feedback", givenAt), givenAt, publishedAt: publishedAt <= calendar.until && random.chance(0.9) ? publishedAt : null };
}
