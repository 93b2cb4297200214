import { isFar } from "@stages/candidatures/domain/distance.ts";
import { studentRow as applyingStudent } from "@stages/candidatures/persistence/rows.ts";
import * as candidatures from "@stages/candidatures/persistence/tables.ts";
import type { Status } from "@stages/conventions/domain/lifecycle.ts";
import { representativesRow } from "@stages/conventions/persistence/representatives.ts";
import { studentRow as conventionStudent } from "@stages/conventions/persistence/rows.ts";
import * as conventions from "@stages/conventions/persistence/tables.ts";
import { HOST_CANCELLATIONS, HOST_REFUSALS, MOTIVATIONS, SCHOOL_CANCELLATIONS, SCHOOL_RETURNS, STUDENT_WITHDRAWALS } from "@stages/demonstration/trades.ts";
import { sealedConvention } from "@stages/people/persistence/link-rows.ts";
import { sealedPerson } from "@stages/people/persistence/person-rows.ts";
import { sealedStudent } from "@stages/people/persistence/student-rows.ts";
import { emailIndex } from "@stages/vault/vault.ts";
import { representativeAccount, studentAccount, subjectOf } from "./accounts.ts";
import type { Absence, Convention } from "./agreement.ts";
import type { Calendar, Seconds } from "./calendar.ts";
import type { Copies } from "./copies.ts";
import { Documents, type Told } from "./documents.ts";
import { typeIdOf, uuidFor } from "./ids.ts";
import type { Booking, Candidature, Student } from "./life.ts";
import type { PartsOf } from "./parts.ts";
import { fullName, type Parent, type People } from "./persons.ts";
import type { NationalSchool } from "./schools.ts";
import { bytea, sealedText } from "./seals.ts";
import type { Table } from "./tables.ts";

/** What is said at the steps that want a reason. */
const REASONS: Readonly<Record<string, readonly string[]>> = {
  REFUSED: HOST_REFUSALS,
  WITHDRAWN: STUDENT_WITHDRAWALS,
  CANCELLED_BY_HOST: HOST_CANCELLATIONS,
  CANCELLED_BY_SCHOOL: SCHOOL_CANCELLATIONS,
  RETURNED: SCHOOL_RETURNS,
  CANCELLED: ["L'élève n'a pas donné suite à ce stage.", ...HOST_CANCELLATIONS],
  INTERRUPTED: ["L'élève est souffrant et ne reprendra pas le stage.", "La structure ne peut plus accueillir l'élève."],
};
const MOST_PARENTS = 2;
const COMMENTS = ["Une équipe accueillante, j'ai vu des métiers que je ne connaissais pas.", "J'ai appris comment se passe une journée de travail.", null, null];
/** Before the host's part is there. */
const WITHOUT_HOST_PART: readonly Status[] = ["DRAFT"];

interface Making {
  readonly copies: Copies<Table>;
  readonly calendar: Calendar;
  readonly people: People;
  readonly parts: PartsOf;
}

/** What a student's life leaves in the tables of the four subgraphs, as they would have written it. */
export class Rows {
  readonly #documents: Documents;

  constructor(private readonly making: Making) {
    this.#documents = new Documents(making);
  }

  /** With the family, and all that became of the search. */
  student(student: Student, candidatures: readonly Candidature[], conventions: readonly Convention[]): void {
    const told = this.#enrolled(student);
    for (const candidature of candidatures) this.#candidature(candidature, student);
    const tutors = conventions.flatMap((one) => this.#convention(one, student, told) ?? []);
    this.#ties(student, candidatures, conventions, tutors);
  }

  #enrolled(student: Student): Told {
    const { copies, people, calendar: { campaign } } = this.making;
    const { personId, rank, school, className, home: { latitude, longitude } } = student;
    const { uai: schoolUai, academy } = school;
    const id = typeIdOf("student", student.id);
    const youth = people.student(rank, campaign);
    const { birthDate: born, addressLine, ...contact } = youth;
    const birthDate = Temporal.PlainDate.from(born);
    const home = { addressLine, postcode: school.postcode, communeCode: school.communeCode, communeName: school.communeName, latitude, longitude };
    const enrolled = { id, campaignId: campaign.id, schoolUai, academy, className, birthDate };

    this.#person(personId, studentAccount(rank), contact);
    copies.add("people.grants", personId, "STUDENT", schoolUai, null, student.id);
    const row = sealedStudent({ ...enrolled, personId: typeIdOf("person", personId), home });
    copies.add("people.students", student.id, personId, campaign.id, schoolUai, academy, className, bytea(row.private), row.homeCommuneCode ?? null);
    copies.add("candidatures.students", student.id, schoolUai, academy, campaign.id, bytea(applyingStudent({ id, schoolUai, academy, campaignId: campaign.id, latitude, longitude }).home));
    copies.add("conventions.students", student.id, bytea(conventionStudent({ ...enrolled, firstName: contact.firstName, lastName: contact.lastName }).identity), className, schoolUai, academy, campaign.id);
    return { youth, family: this.#family(student, people.family(rank, contact)) };
  }

  #person(uuid: string, account: string | null, { firstName, lastName, email, phone }: Pick<Parent, "firstName" | "lastName" | "email" | "phone">): void {
    const subject = account && subjectOf(account);
    const { identity, emailIndex } = sealedPerson({ id: typeIdOf("person", uuid), subject, firstName, lastName, email, phone });
    this.making.copies.add("people.persons", uuid, subject, bytea(identity), emailIndex);
  }

  #family({ id, rank }: Student, family: readonly Parent[]): Told["family"] {
    const { copies, calendar } = this.making;
    const told = family.map((parent, index) => {
      const personId = uuidFor("parent", calendar.startOf(0), rank * MOST_PARENTS + index);
      // The first signs in; the other has links by mail alone.
      this.#person(personId, index === 0 ? representativeAccount(rank) : null, parent);
      copies.add("people.grants", personId, "LEGAL_REPRESENTATIVE", null, null, id);
      copies.add("people.legal_representatives", id, personId, parent.relationship, index + 1, true);
      return { ...parent, personId };
    });
    const row = representativesRow(typeIdOf("student", id), told.map(({ personId, ...parent }) => ({ personId: typeIdOf("person", personId), name: fullName(parent), phone: parent.phone, maySign: true })));
    copies.add("conventions.representatives", id, bytea(row.family));
    return told;
  }

  /** The hosts and tutors who know of a student, and who follows them. */
  #ties({ id: studentId, teacher, head }: Student, candidatures: readonly Candidature[], agreed: readonly Convention[], tutors: readonly string[]): void {
    const { copies, calendar } = this.making;
    const hosts = new Map<string, boolean>();
    for (const { offer, steps } of candidatures) hosts.set(offer.host.id, hosts.get(offer.host.id) === true || steps.some(({ to, from }) => to === "ACCEPTED" || (to === "CONFIRMED" && from === null)));
    for (const [hostId, isDisclosed] of hosts) copies.add("people.student_hosts", studentId, hostId, isDisclosed);
    const validated = agreed.flatMap(({ steps }) => steps.find(({ to }) => to === "VALIDATED")?.at ?? []);
    if (validated.length > 0) copies.add("people.referent_teachers", studentId, teacher.id, calendar.text(Math.min(...validated) - 60), head.id);
    for (const tutor of new Set(tutors)) copies.add("people.student_tutors", studentId, tutor);
  }

  booking({ id, offer, at }: Booking, { uai, academy }: NationalSchool, headId: string): void {
    const { copies, calendar } = this.making;
    copies.add("candidatures.bookings", id, offer.id, offer.host.id, uai, academy, calendar.campaign.id, offer.period, calendar.text(at), headId, "SCHOOL_HEAD");
  }

  #candidature({ id: uuid, offer, bookingId, submittedAt, lastDayToAnswer, lastDayToConfirm, distanceKm, steps }: Candidature, { id: studentId, school }: Student): void {
    const { copies, calendar } = this.making;
    const id = typeIdOf("candidature", uuid);
    const motivation = bookingId === null ? MOTIVATIONS[submittedAt % MOTIVATIONS.length]! : null;
    copies.add(
      "candidatures.candidatures",
      uuid, offer.id, offer.host.id, studentId, school.uai, school.academy, calendar.campaign.id, offer.period, steps.at(-1)!.to, sealedText(candidatures.candidatures.motivation, { id }, motivation), bookingId,
      calendar.text(submittedAt), calendar.date(lastDayToAnswer), lastDayToConfirm === null ? null : calendar.date(lastDayToConfirm), sealedText(candidatures.candidatures.distanceKm, { id }, distanceKm),
      offer.host.trade.sector, offer.host.trade.kind, isFar(distanceKm, calendar.campaign),
      // Whoever is to be reminded has been: nothing that the platform does by itself is left to do.
      steps.at(-1)!.to === "ACCEPTED" ? calendar.date(calendar.dayOf(calendar.until)) : null,
    );
    for (const { from, to, at, by, role } of steps) {
      const reason = reasonOf(to, at);
      copies.add("candidatures.history", uuid, from, to, calendar.text(at), by, role, reason && sealedText(candidatures.history.reason, { candidatureId: id, to, at: calendar.iso(at) }, reason));
    }
  }

  /** The index of the tutor's address; null while nobody has named one. */
  #convention(convention: Convention, student: Student, told: Told): string | null {
    const { copies, calendar, parts: partsOf } = this.making;
    const { id: uuid, origin, candidatureId, offer, hostId, period, openedAt, confirmedAt, steps, absences, feedback } = convention;
    const { id: studentId, head, teacher, school } = student;
    const { to: status, at } = steps.at(-1)!;
    const validated = steps.find(({ to }) => to === "VALIDATED");
    const completed = steps.some(({ to }) => !WITHOUT_HOST_PART.includes(to) && to !== "CANCELLED");
    const id = typeIdOf("convention", uuid);
    const parts = partsOf.of(convention, student, told.family);
    const reason = reasonOf(status, at);
    const tutor = completed ? emailIndex(parts.host.tutor.email) : null;
    copies.add(
      "conventions.conventions",
      uuid, origin, candidatureId, offer?.id ?? null, hostId, studentId, school.uai, school.academy, calendar.campaign.id, period, status, calendar.text(openedAt), confirmedAt === null ? null : calendar.text(confirmedAt),
      reason && sealedText(conventions.conventions.reason, { id }, reason), completed ? sealedText(conventions.conventions.hostPart, { id }, parts.host) : null, validated ? sealedText(conventions.conventions.schoolPart, { id }, parts.school) : null,
      origin === "SCHOOL" ? sealedText(conventions.conventions.hostParty, { id }, parts.party) : null, validated ? teacher.id : null, tutor,
      completed ? calendar.campaign.presenceRules.version : null, status === "INTERRUPTED" ? calendar.date(calendar.dayOf(at)) : null, status === "INTERRUPTED" || status === "CANCELLED" ? "OTHER" : null, calendar.date(calendar.dayOf(at)),
      offer?.host.trade.sector ?? null, offer?.host.trade.kind ?? null,
    );
    for (const { from, to, at, by, role } of steps) {
      const why = reasonOf(to, at);
      copies.add("conventions.history", uuid, from, to, calendar.text(at), by, role, why && sealedText(conventions.history.reason, { conventionId: id, to, at: calendar.iso(at) }, why));
    }
    if (origin === "SCHOOL" && status !== "CANCELLED") copies.add("candidatures.stages_elsewhere", uuid, studentId, calendar.campaign.id, period);
    this.#documents.copy(convention, student, told, parts);
    for (const absence of absences) this.#absence(absence, uuid);
    if (feedback) {
      const { givenAt, publishedAt } = feedback;
      const decided = publishedAt === null ? ([null, null] as const) : ([calendar.text(publishedAt), head.id] as const);
      const answer = { rating: 2 + (givenAt % 4), recommends: givenAt % 5 > 0, comment: COMMENTS[givenAt % COMMENTS.length]! } as const;
      copies.add("conventions.feedback", feedback.id, uuid, hostId, publishedAt === null ? "PENDING" : "PUBLISHED", sealedText(conventions.feedback.answer, { id: typeIdOf("feedback", feedback.id) }, answer), calendar.text(givenAt), ...decided);
    }
    const linked = sealedConvention({ id, studentId: typeIdOf("student", studentId), schoolUai: school.uai, hostId: typeIdOf("host", hostId), status, tutorEmail: completed ? parts.host.tutor.email : null, representativeEmail: null });
    copies.add("people.conventions", uuid, studentId, school.uai, hostId, status, linked.tutor && bytea(linked.tutor), linked.tutorIndex, null, null);
    return tutor;
  }

  #absence({ id, day, kind, steps }: Absence, conventionId: string): void {
    const { copies, calendar } = this.making;
    const last = steps.at(-1)!.step;
    // Nobody is to be alerted of one that is open: there is no due instant.
    copies.add("conventions.absences", id, conventionId, calendar.date(day), kind, last, last === "CLOSED" ? "ILLNESS" : null);
    for (const [index, { step, at, by, role }] of steps.entries()) copies.add("conventions.absence_steps", id, index + 1, step, calendar.text(at), by, role);
  }
}

const reasonOf = (to: string, at: Seconds): string | null => {
  const said = REASONS[to];
  return said ? said[at % said.length]! : null;
};
