import type { Campaign } from "@stages/kernel/campaign.ts";
import { civilDateOf, startOf } from "@stages/kernel/civil-time.ts";
import { distanceKm } from "@stages/kernel/geography.ts";
import type { OfferId, PersonId } from "@stages/kernel/ids.ts";
import type { Random } from "./random.ts";
import { dayBetween, during } from "./timeline.ts";
import { HOST_CANCELLATIONS, HOST_REFUSALS, MOTIVATIONS, SCHOOL_CANCELLATIONS, STUDENT_WITHDRAWALS } from "./trades.ts";
import type { CandidatureStatus, Transition, WorldBooking, WorldCandidature, WorldHost, WorldOffer, WorldStudent } from "./world-types.ts";

type Step = Transition<CandidatureStatus>;

/** How a student's own candidature can stand; the other status is that of a booking. */
export type Outcome = Exclude<CandidatureStatus, "CANCELLED_BY_SCHOOL">;

/** Statuses that hold a seat, or held one for a while: counted for good, so that no moment of the past is overbooked. */
const SEATED: readonly CandidatureStatus[] = ["ACCEPTED", "CONFIRMED", "LAPSED", "CANCELLED_BY_HOST"];

export interface Application {
  readonly student: WorldStudent;
  readonly offer: WorldOffer;
  readonly outcome: Outcome;
  readonly submittedAt: Temporal.Instant;
  /** For SUPERSEDED: the moment the other one was confirmed. */
  readonly supersededAt?: Temporal.Instant;
}

export interface BookingMade {
  readonly offer: WorldOffer;
  /** Of one school. */
  readonly students: readonly WorldStudent[];
  readonly bookedBy: PersonId;
  readonly bookedAt: Temporal.Instant;
  readonly cancels: (student: WorldStudent) => boolean;
}

/** Whether a host has, or had, to expect them: accepted, or booked. */
export function wasAccepted({ history }: Pick<WorldCandidature, "history">): boolean {
  return history.some(({ to }) => to === "ACCEPTED" || to === "CONFIRMED");
}

/** Keeps the seats and writes each candidature with the history that its outcome needs. */
export class Applications {
  readonly all: WorldCandidature[] = [];
  readonly bookings: WorldBooking[] = [];
  readonly #seated = new Map<OfferId, number>();
  readonly #applied = new Set<string>();
  readonly #hosts: ReadonlyMap<string, WorldHost>;

  constructor(
    readonly campaign: Campaign,
    /** Nothing is dated on this day or later. */
    readonly today: Temporal.PlainDate,
    readonly random: Random,
    hosts: readonly WorldHost[],
  ) {
    this.#hosts = new Map(hosts.map((host) => [host.id, host]));
  }

  seatsLeft(offer: WorldOffer): number {
    return offer.seats - (this.#seated.get(offer.id) ?? 0);
  }

  canApply(student: WorldStudent, offer: WorldOffer, outcome: Outcome, at: Temporal.Instant): boolean {
    return (
      offer.status === "PUBLISHED" &&
      offer.mode === "INDIVIDUAL" &&
      Temporal.Instant.compare(offer.publishedAt!, at) < 0 &&
      (offer.reservedSchoolUais.length === 0 || offer.reservedSchoolUais.includes(student.schoolUai)) &&
      (!SEATED.includes(outcome) || this.seatsLeft(offer) > 0) &&
      !this.#applied.has(`${student.id}/${offer.id}`)
    );
  }

  /** The day to submit on, for an outcome to be reached in time and, for those that wait, not to be overdue. */
  submissionFor(outcome: Outcome): Temporal.Instant {
    const { studentsOpenOn: open } = this.campaign;
    const ago = (days: number) => this.today.subtract({ days });
    const [first, last] = {
      SUBMITTED: [ago(11), ago(1)],
      READ: [ago(12), ago(3)],
      ACCEPTED: [ago(8), ago(7)],
      CONFIRMED: [open, ago(25)],
      REFUSED: [open, ago(9)],
      EXPIRED: [open, ago(17)],
      WITHDRAWN: [open, ago(8)],
      LAPSED: [open, ago(19)],
      SUPERSEDED: [open, ago(26)],
      CANCELLED_BY_HOST: [open, ago(25)],
    }[outcome] as [Temporal.PlainDate, Temporal.PlainDate];
    return during(dayBetween(first, last, this.random), this.random);
  }

  add(application: Application): WorldCandidature {
    const { student, offer, outcome, submittedAt } = application;
    const history = this.#historyOf(application);
    const accepted = history.find(({ to }) => to === "ACCEPTED");
    const candidature: WorldCandidature = {
      id: this.random.id("candidature", submittedAt),
      campaignId: this.campaign.id,
      offerId: offer.id,
      hostId: offer.hostId,
      studentId: student.id,
      schoolUai: student.schoolUai,
      academy: student.academy,
      period: offer.period,
      status: outcome,
      motivation: this.random.pick(MOTIVATIONS),
      bookingId: null,
      submittedAt,
      lastDayToAnswer: this.#lastDayToAnswer(submittedAt),
      lastDayToConfirm: accepted ? this.#lastDayToConfirm(accepted.at) : null,
      distanceKm: Math.round(distanceKm(student.home, offer.place) * 10) / 10,
      history,
    };
    this.#applied.add(`${student.id}/${offer.id}`);
    if (SEATED.includes(outcome)) this.#seated.set(offer.id, (this.#seated.get(offer.id) ?? 0) + 1);
    this.all.push(candidature);
    return candidature;
  }

  /** A head books for these students; `cancels` says for which of them it came to nothing, a day or two later. */
  book({ offer, students, bookedBy, bookedAt, cancels }: BookingMade): void {
    const { id: offerId, hostId, period } = offer;
    const { schoolUai, academy } = students[0]!;
    const [campaignId, bookingId] = [this.campaign.id, this.random.id("booking", bookedAt)];
    this.bookings.push({ id: bookingId, campaignId, offerId, hostId, schoolUai, academy, period, bookedAt, bookedBy });
    for (const student of students) {
      const history: Step[] = [{ at: bookedAt, by: bookedBy, from: null, to: "CONFIRMED", reason: null }];
      if (cancels(student)) {
        history.push({ at: during(civilDateOf(bookedAt).add({ days: this.random.int(1, 2) }), this.random), by: bookedBy, from: "CONFIRMED", to: "CANCELLED_BY_SCHOOL", reason: this.random.pick(SCHOOL_CANCELLATIONS) });
      }
      this.#applied.add(`${student.id}/${offerId}`);
      this.#seated.set(offerId, (this.#seated.get(offerId) ?? 0) + 1);
      this.all.push({
        id: this.random.id("candidature", bookedAt), campaignId, offerId, hostId, studentId: student.id, schoolUai, academy, period, bookingId, history,
        status: history.at(-1)!.to, motivation: null, submittedAt: bookedAt,
        lastDayToAnswer: civilDateOf(bookedAt), lastDayToConfirm: civilDateOf(bookedAt), distanceKm: Math.round(distanceKm(student.home, offer.place) * 10) / 10,
      });
    }
  }

  #lastDayToAnswer(submittedAt: Temporal.Instant): Temporal.PlainDate {
    return civilDateOf(submittedAt).add({ days: this.campaign.daysToAnswer });
  }

  #lastDayToConfirm(acceptedAt: Temporal.Instant): Temporal.PlainDate {
    return civilDateOf(acceptedAt).add({ days: this.campaign.daysToConfirm });
  }

  #historyOf({ student, offer, outcome, submittedAt, supersededAt }: Application): Step[] {
    const { random } = this;
    const host: PersonId = this.#hosts.get(offer.hostId)!.managerPersonId;
    const steps: Step[] = [{ at: submittedAt, by: student.personId, from: null, to: "SUBMITTED", reason: null }];
    const then = (to: CandidatureStatus, by: PersonId | null, at: Temporal.Instant, reason: string | null = null) =>
      steps.push({ at, by, from: steps.at(-1)!.to, to, reason });
    const later = (min: number, max: number) => during(civilDateOf(steps.at(-1)!.at).add({ days: random.int(min, max) }), random);
    const readAndAccepted = () => {
      then("READ", host, later(1, 2));
      then("ACCEPTED", host, later(outcome === "ACCEPTED" ? 3 : 1, 4));
    };
    switch (outcome) {
      case "SUBMITTED":
        break;
      case "READ":
        then("READ", host, later(1, 2));
        break;
      case "ACCEPTED":
        readAndAccepted();
        break;
      case "CONFIRMED":
        readAndAccepted();
        then("CONFIRMED", student.personId, later(1, 4));
        break;
      case "REFUSED":
        then("READ", host, later(1, 2));
        then("REFUSED", host, later(1, 5), random.pick(HOST_REFUSALS));
        break;
      case "EXPIRED":
        if (random.chance(0.4)) then("READ", host, later(2, 9));
        then("EXPIRED", null, startOf(this.#lastDayToAnswer(submittedAt).add({ days: 1 })));
        break;
      case "WITHDRAWN":
        if (random.chance(0.5)) then("READ", host, later(1, 2));
        then("WITHDRAWN", student.personId, later(1, 5), random.pick(STUDENT_WITHDRAWALS));
        break;
      case "LAPSED":
        readAndAccepted();
        then("LAPSED", null, startOf(this.#lastDayToConfirm(steps.at(-1)!.at).add({ days: 1 })));
        break;
      case "SUPERSEDED":
        then("SUPERSEDED", student.personId, supersededAt!);
        break;
      case "CANCELLED_BY_HOST":
        readAndAccepted();
        if (random.chance(0.6)) then("CONFIRMED", student.personId, later(1, 4));
        then("CANCELLED_BY_HOST", host, later(1, 5), random.pick(HOST_CANCELLATIONS));
        break;
    }
    return steps;
  }
}
