import { type Campaign, firstDayOf, lastDayOf } from "@stages/kernel/campaign.ts";
import { ageOn, civilDateOf, isMinorOn, startOf } from "@stages/kernel/civil-time.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { fullName } from "./persons.ts";
import type { Random } from "./random.ts";
import { during, isBefore } from "./timeline.ts";
import { timetableFor } from "./timetables.ts";
import { ADJUSTMENTS, INSURERS, LUNCHES, SCHOOL_RETURNS, TRANSPORTS } from "./trades.ts";
import type {
  ConventionStatus, HostPart, SchoolPart, Transition, WorldCandidature, WorldConvention, WorldHost, WorldLegalRepresentative, WorldOffer, WorldPerson, WorldSignature, WorldStaffMember, WorldStudent,
} from "./world-types.ts";

export interface Around {
  readonly campaign: Campaign;
  /** Nothing is dated on this day or later. */
  readonly today: Temporal.PlainDate;
  readonly random: Random;
  readonly person: (id: PersonId) => WorldPerson;
  readonly host: (id: WorldHost["id"]) => WorldHost;
  readonly offer: (id: WorldOffer["id"]) => WorldOffer;
  readonly student: (id: WorldStudent["id"]) => WorldStudent;
  readonly staff: (uai: string) => readonly WorldStaffMember[];
  readonly family: (id: WorldStudent["id"]) => readonly WorldLegalRepresentative[];
}

/** How far to go, when there is time enough; the wishes of the personas' situations. */
export interface Goal {
  readonly status: ConventionStatus;
  /** In SIGNING: who has signed. */
  readonly signed?: readonly WorldSignature["capacity"][];
  readonly referentTeacherId?: PersonId;
}

const DEFAULT_SIGNED: readonly (readonly WorldSignature["capacity"][])[] = [["SCHOOL_HEAD"], ["HOST_MANAGER"], ["SCHOOL_HEAD", "HOST_MANAGER"], ["HOST_MANAGER", "SCHOOL_HEAD"]];
/** "Any order." The student stands for whoever signs at that age. */
const FULL_ORDERS: readonly (readonly WorldSignature["capacity"][])[] = [["SCHOOL_HEAD", "HOST_MANAGER", "STUDENT"], ["HOST_MANAGER", "STUDENT", "SCHOOL_HEAD"], ["STUDENT", "SCHOOL_HEAD", "HOST_MANAGER"]];
const REACHED_IN_ORDER: readonly ConventionStatus[] = ["DRAFT", "HOST_COMPLETED", "VALIDATED", "SIGNING", "SIGNED"];

/** The convention that an accepted candidature opened, as far towards the goal as the days before `today` allow. */
export function conventionFor(candidature: WorldCandidature, goal: Goal, around: Around): WorldConvention {
  const { campaign, random } = around;
  const student = around.student(candidature.studentId);
  const staff = around.staff(candidature.schoolUai);
  const host = around.host(candidature.hostId);
  const head = staff.find((member) => member.function === "SCHOOL_HEAD")!.personId;
  const openedAt = candidature.history.find(({ to }) => to === "ACCEPTED" || to === "CONFIRMED")!.at;
  const confirmedAt = candidature.history.find(({ to }) => to === "CONFIRMED")?.at ?? null;
  const ended = ["CANCELLED_BY_HOST", "CANCELLED_BY_SCHOOL", "LAPSED"].includes(candidature.status) ? candidature.history.at(-1)! : null;

  const history: Transition<ConventionStatus>[] = [{ at: openedAt, by: host.managerPersonId, from: null, to: "DRAFT", reason: null }];
  const signatures: WorldSignature[] = [];
  let hostPart: HostPart | null = null;
  let schoolPart: SchoolPart | null = null;
  const status = () => history.at(-1)!.to;
  const then = (to: ConventionStatus, by: PersonId | null, at: Temporal.Instant, reason: string | null = null) =>
    history.push({ at, by, from: status(), to, reason });
  /** The next moment, null once it would not be past. */
  const next = (after: Temporal.Instant = signatures.at(-1)?.signedAt ?? history.at(-1)!.at): Temporal.Instant | null => {
    const on = civilDateOf(after).add({ days: random.int(1, 2) });
    return isBefore(on, around.today) ? during(on, random) : null;
  };
  const reach = REACHED_IN_ORDER.indexOf(goal.status === "RETURNED" ? "HOST_COMPLETED" : goal.status);

  const complete = () => {
    const at = next();
    if (!at) return;
    hostPart = hostPartOf(candidature, student, at, around);
    then("HOST_COMPLETED", host.managerPersonId, at);
  };
  if (reach >= 1 && !ended) complete();
  if (goal.status === "RETURNED" && hostPart) {
    const at = next();
    if (at) then("RETURNED", head, at, random.pick(SCHOOL_RETURNS));
  }
  if (reach >= 2 && status() === "HOST_COMPLETED" && confirmedAt) {
    const done = history.at(-1)!.at;
    const at = next(Temporal.Instant.compare(done, confirmedAt) > 0 ? done : confirmedAt);
    if (at) {
      schoolPart = schoolPartOf(student, goal.referentTeacherId, head, at, around);
      then("VALIDATED", head, at);
    }
  }
  if (reach >= 3 && status() === "VALIDATED") {
    const family = random.pick(around.family(student.id)).personId;
    const order = goal.status === "SIGNING" ? (goal.signed ?? random.pick(DEFAULT_SIGNED)) : random.pick(FULL_ORDERS);
    for (const wanted of order) {
      const at = next();
      if (!at) break;
      const ofFamily = wanted === "STUDENT" || wanted === "LEGAL_REPRESENTATIVE";
      const capacity = !ofFamily ? wanted : isMinorOn(student.birthDate, civilDateOf(at)) ? "LEGAL_REPRESENTATIVE" : "STUDENT";
      const personId = { SCHOOL_HEAD: head, HOST_MANAGER: host.managerPersonId, STUDENT: student.personId, LEGAL_REPRESENTATIVE: family }[capacity];
      signatures.push({ id: random.id("evidence", at), capacity, personId, name: fullName(around.person(personId)), signedAt: at });
      if (signatures.length === 1) then("SIGNING", personId, at);
      if (signatures.length === 3) then("SIGNED", personId, at);
    }
  }
  if (ended) then("CANCELLED", ended.by, ended.at, ended.reason ?? "L'élève n'a pas confirmé ce stage dans le délai.");
  if (status() === "SIGNED" && goal.status === "SIGNED") {
    const afterLast = lastDayOf(campaign, candidature.period).add({ days: 1 });
    if (isBefore(afterLast, around.today)) then("COMPLETED", null, startOf(afterLast));
  }

  const { id: candidatureId, campaignId, offerId, hostId, studentId, schoolUai, academy, period } = candidature;
  return {
    id: random.id("convention", openedAt),
    candidatureId, campaignId, offerId, hostId, studentId, schoolUai, academy, period,
    status: status(),
    openedAt,
    host: hostPart,
    school: schoolPart,
    signatures,
    history,
  };
}

function hostPartOf(candidature: WorldCandidature, student: WorldStudent, at: Temporal.Instant, around: Around): HostPart {
  const { random, campaign } = around;
  const host = around.host(candidature.hostId);
  const offer = around.offer(candidature.offerId);
  const full = random.chance(0.4) && ageOn(student.birthDate, firstDayOf(campaign, candidature.period)) >= 15;
  return {
    representative: { name: fullName(around.person(host.managerPersonId)), function: host.managerFunction },
    tutor: offer.tutor,
    place: offer.place,
    timetable: timetableFor(campaign, candidature.period, host.kind, full),
    activities: offer.activities,
    lunch: random.pick(LUNCHES),
    transport: random.pick(TRANSPORTS),
    completedAt: at,
    completedBy: host.managerPersonId,
  };
}

function schoolPartOf(student: WorldStudent, referentTeacherId: PersonId | undefined, head: PersonId, at: Temporal.Instant, around: Around): SchoolPart {
  const { random } = around;
  const teachers = around.staff(student.schoolUai).filter((member) => member.function === "TEACHER");
  return {
    referentTeacherId: referentTeacherId ?? random.pick(teachers).personId,
    className: student.className,
    legalRepresentativeIds: around.family(student.id).map(({ personId }) => personId),
    adjustments: random.chance(0.05) ? random.pick(ADJUSTMENTS) : null,
    liabilityInsurance: { insurer: random.pick(INSURERS), policyNumber: `FICTIF-${random.int(100_000, 999_999)}` },
    validatedAt: at,
    validatedBy: head,
  };
}
