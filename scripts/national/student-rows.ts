import { isFar } from "@stages/candidatures/domain/distance.ts";
import type { Status } from "@stages/conventions/domain/lifecycle.ts";
import type { Absence, Convention } from "./agreement.ts";
import type { Calendar } from "./calendar.ts";
import type { Copies } from "./copies.ts";
import type { Ids } from "./ids.ts";
import type { Booking, Candidature, Step, Student } from "./life.ts";
import type { NationalSchool } from "./schools.ts";
import type { Dummies, Table } from "./tables.ts";

const WITH_REASON = ["REFUSED", "WITHDRAWN", "CANCELLED_BY_HOST", "CANCELLED_BY_SCHOOL", "RETURNED", "CANCELLED", "INTERRUPTED"];
/** Before the host's part is there, and before the school's. */
const WITHOUT_HOST_PART: readonly Status[] = ["DRAFT"];
const WITH_SCHOOL_PART: readonly Status[] = ["VALIDATED", "SIGNING", "SIGNED", "INTERRUPTED", "COMPLETED"];
const NO_SHA = "0".repeat(64);

/** What a student's life leaves in the tables of the four subgraphs. */
export class Rows {
  constructor(
    private readonly copies: Copies<Table>,
    private readonly calendar: Calendar,
    private readonly ids: Ids,
    private readonly sealed: Dummies,
  ) {}

  student({ id, personId, school: { uai, academy }, className }: Student): void {
    const { copies, sealed, calendar: { campaign } } = this;
    copies.add("people.persons", personId, sealed.identity);
    copies.add("people.students", id, personId, campaign.id, uai, academy, className, sealed.privateLife);
    copies.add("candidatures.students", id, uai, academy, campaign.id, sealed.home);
    copies.add("conventions.students", id, sealed.studentIdentity, className, uai, academy, campaign.id);
  }

  booking({ id, offer, at }: Booking, { uai, academy }: NationalSchool, headId: string): void {
    const { copies, calendar } = this;
    copies.add("candidatures.bookings", id, offer.id, offer.host.id, uai, academy, calendar.campaign.id, offer.period, calendar.text(at), headId, "SCHOOL_HEAD");
  }

  candidature({ id, offer, bookingId, submittedAt, lastDayToAnswer, lastDayToConfirm, distanceKm, steps }: Candidature, { id: studentId, school }: Student): void {
    const { copies, calendar, sealed } = this;
    copies.add(
      "candidatures.candidatures",
      id, offer.id, offer.host.id, studentId, school.uai, school.academy, calendar.campaign.id, offer.period, steps.at(-1)!.to, sealed.motivation, bookingId,
      calendar.text(submittedAt), calendar.date(lastDayToAnswer), lastDayToConfirm === null ? null : calendar.date(lastDayToConfirm), sealed.distance,
      offer.host.trade.sector, offer.host.trade.kind, isFar(distanceKm, calendar.campaign),
      // Whoever is to be reminded has been: nothing that the platform does by itself is left to do.
      steps.at(-1)!.to === "ACCEPTED" ? calendar.date(calendar.dayOf(calendar.until)) : null,
    );
    this.#steps("candidatures.history", id, steps, sealed.candidatureReason);
  }

  convention(convention: Convention, { id: studentId, headId, school }: Student): void {
    const { copies, calendar, ids, sealed } = this;
    const { id, origin, candidatureId, offer, hostId, period, openedAt, confirmedAt, steps, paper, absences, feedback } = convention;
    const { to: status, at } = steps.at(-1)!;
    const frozen = WITH_SCHOOL_PART.includes(status);
    const completed = steps.some(({ to }) => !WITHOUT_HOST_PART.includes(to) && to !== "CANCELLED");
    copies.add(
      "conventions.conventions",
      id, origin, candidatureId, offer?.id ?? null, hostId, studentId, school.uai, school.academy, calendar.campaign.id, period, status, calendar.text(openedAt), confirmedAt === null ? null : calendar.text(confirmedAt),
      WITH_REASON.includes(status) ? sealed.conventionReason : null, completed ? sealed.hostPart : null, frozen ? sealed.schoolPart : null, origin === "SCHOOL" ? sealed.hostParty : null, frozen ? headId : null,
      completed ? calendar.campaign.presenceRules.version : null, status === "INTERRUPTED" ? calendar.date(calendar.dayOf(at)) : null, status === "INTERRUPTED" || status === "CANCELLED" ? "OTHER" : null, calendar.date(calendar.dayOf(at)),
      offer?.host.trade.sector ?? null, offer?.host.trade.kind ?? null,
    );
    this.#steps("conventions.history", id, steps, sealed.stepReason);
    if (origin === "SCHOOL" && status !== "CANCELLED") copies.add("candidatures.stages_elsewhere", id, studentId, calendar.campaign.id, period);
    if (paper) copies.add("conventions.paper_copies", id, ids.next("file", paper.recordedAt), NO_SHA, calendar.date(paper.signedOn), calendar.text(paper.recordedAt), headId);
    for (const absence of absences) this.#absence(absence, id);
    if (feedback) {
      const { givenAt, publishedAt } = feedback;
      const decided = publishedAt === null ? ([null, null] as const) : ([calendar.text(publishedAt), headId] as const);
      copies.add("conventions.feedback", feedback.id, id, hostId, publishedAt === null ? "PENDING" : "PUBLISHED", sealed.answer, calendar.text(givenAt), ...decided);
    }
  }

  #steps(table: "candidatures.history" | "conventions.history", id: string, steps: readonly Step<string>[], reason: string): void {
    for (const { from, to, at, by, role } of steps) this.copies.add(table, id, from, to, this.calendar.text(at), by, role, WITH_REASON.includes(to) ? reason : null);
  }

  #absence({ id, day, kind, steps }: Absence, conventionId: string): void {
    const { copies, calendar } = this;
    const last = steps.at(-1)!.step;
    // Nobody is to be alerted of one that is open: there is no due instant.
    copies.add("conventions.absences", id, conventionId, calendar.date(day), kind, last, last === "CLOSED" ? "ILLNESS" : null);
    for (const [index, { step, at, by, role }] of steps.entries()) copies.add("conventions.absence_steps", id, index + 1, step, calendar.text(at), by, role);
  }
}
