import type { Transaction } from "@stages/database/connection.ts";
import { insertAll } from "@stages/database/insert-all.ts";
import type { World, WorldAbsence, WorldCandidature, WorldConvention } from "@stages/demonstration/world-types.ts";
import type { EventType, Events } from "@stages/events/contracts.ts";
import { feedbackOpeningOf } from "@stages/kernel/campaign.ts";
import { civilDateOf, isMinorOn, isOnOrBefore, startOf } from "@stages/kernel/civil-time.ts";
import { type HostId, newId, type PersonId, type StudentId } from "@stages/kernel/ids.ts";
import type { ToldRole } from "@stages/kernel/notification-kind.ts";
import type { Grant } from "../domain/grant.ts";
import { type GrantOfPerson, worldGrants } from "../persistence/demonstration.ts";
import { notifications } from "../persistence/notification-tables.ts";
import { type NewNotification, sealedNotification } from "../persistence/notifications.ts";
import { type News, newsOf, signing } from "./news-of.ts";
import { settledBy } from "./settled-by.ts";

/** A fact of the world, as its subgraph would have told it. */
type Told = { [T in EventType]: { readonly type: T; readonly at: Temporal.Instant; readonly fact: Events[T] } }[EventType];
const told = <T extends EventType>(type: T, at: Temporal.Instant, fact: Events[T]) => ({ type, at, fact }) as unknown as Told;

const KEPT = { days: 365 } as const;
/** Someone who signs in every few days has read what is older. */
const READ_AFTER = { hours: 72 } as const;

/**
 * What those who can sign in would have been told since a year ago, and what of it is done: by the rules of the platform
 * itself. Nothing of it waits to leave.
 */
export async function loadNotifications(tx: Transaction, world: World): Promise<void> {
  const withAccount = new Set(world.persons.filter(({ subject }) => subject !== null).map(({ id }) => id));
  const theirs = worldGrants(world).filter(({ personId }) => withAccount.has(personId));
  const now = startOf(world.today);
  const lines = linesOf(world, theirs, toldSince(world, now.subtract({ hours: KEPT.days * 24 })));
  await insertAll(tx, notifications, lines.map((line) => sealedNotification(isBefore(line.createdAt, now.subtract(READ_AFTER)) ? { ...line, readAt: line.createdAt.add({ hours: 1 }) } : line)));
}

const isBefore = (a: Temporal.Instant, b: Temporal.Instant) => Temporal.Instant.compare(a, b) < 0;

function toldSince({ today, campaigns, candidatures, conventions, absences, offers }: World, since: Temporal.Instant): readonly Told[] {
  const titles = new Map(offers.map(({ id, title }) => [id, title]));
  const openings = new Map(campaigns.map((campaign) => [campaign.id, feedbackOpeningOf(campaign)]));
  const known = new Map(conventions.map((convention) => [convention.id, convention]));
  const all = [
    ...candidatures.flatMap((one) => candidatureNews(one, titles.get(one.offerId)!)),
    ...conventions.flatMap(conventionNews),
    ...conventions.flatMap((convention) => feedbackNews(convention, openings.get(convention.campaignId)!, today)),
    ...absences.flatMap((absence) => absenceNews(absence, known.get(absence.conventionId)!)),
  ];
  return all.filter(({ at }) => !isBefore(at, since)).toSorted((a, b) => Temporal.Instant.compare(a.at, b.at));
}

function candidatureNews({ id: candidatureId, offerId, hostId, studentId, schoolUai, academy, campaignId, period, history }: WorldCandidature, offerTitle: string): readonly Told[] {
  const fact = { candidatureId, offerId, hostId, studentId, schoolUai, academy, campaignId, period, offerTitle, assignedTo: null };
  return history.flatMap(({ at, by, from, to, reason }) => {
    switch (to) {
      case "SUBMITTED":
        return [told("CandidatureSubmitted", at, fact)];
      case "READ":
        return [];
      case "ACCEPTED":
        return [told("CandidatureAccepted", at, { ...fact, acceptedByPersonId: by })];
      case "CONFIRMED":
        return [...(from === null ? [told("CandidatureAccepted", at, { ...fact, acceptedByPersonId: null })] : []), told("CandidatureConfirmed", at, fact)];
      default:
        return [told("CandidatureEnded", at, { ...fact, status: to, reason, freedSeat: false })];
    }
  });
}

const circleOf = ({ id: conventionId, studentId, schoolUai, academy, hostId, host, school }: WorldConvention) => ({
  conventionId, studentId, schoolUai, academy, hostId, tutorEmail: host?.tutor.email ?? null, referentTeacherId: school?.referentTeacherId ?? null,
});

const conventionNews = (convention: WorldConvention): readonly Told[] =>
  convention.history.map(({ at, by, from, to, reason }) => told("ConventionStatusChanged", at, { ...circleOf(convention), candidatureId: convention.candidatureId, reason, from, to, byPersonId: by }));

function feedbackNews({ id: conventionId, studentId, schoolUai, academy, hostId, status }: WorldConvention, opening: Temporal.PlainDate, today: Temporal.PlainDate): readonly Told[] {
  return status === "COMPLETED" && isOnOrBefore(opening, today) ? [told("FeedbackOpened", startOf(opening), { conventionId, studentId, schoolUai, academy, hostId })] : [];
}

function absenceNews({ id: absenceId, reported, relayed, familyInformed, closed }: WorldAbsence, convention: WorldConvention): readonly Told[] {
  const steps = [["REPORTED", reported], ["RELAYED", relayed], ["FAMILY_INFORMED", familyInformed], ["CLOSED", closed]] as const;
  return steps.map(([step, { at, by }]) => told("AbsenceStepReached", at, { ...circleOf(convention), absenceId, step, byPersonId: by }));
}

/** The same as `notify`, over what the world holds in memory. */
function linesOf({ students, hosts }: World, grants: readonly GrantOfPerson[], events: readonly Told[]): readonly NewNotification[] {
  const studentOf = new Map(students.map((student) => [student.id, student]));
  const hostNames = new Map(hosts.map(({ id, legalName }) => [id, legalName]));
  const lines: NewNotification[] = [];
  const open = new Map<string, number[]>();
  for (const { type, at, fact } of events) {
    const settled = settledBy(type, fact);
    for (const index of (settled?.ids ?? []).flatMap((id) => open.get(id) ?? [])) {
      const line = lines[index]!;
      if (settled!.kinds.includes(line.kind) && (settled!.roles?.includes(line.role) ?? true) && line.settledAt === null) lines[index] = { ...line, settledAt: at };
    }
    const news = newsOf(type, fact);
    if (!news) continue;
    const { firstName, lastName, birthDate } = studentOf.get(news.subject.studentId)!;
    const roles = signing(news, isMinorOn(birthDate, civilDateOf(at)));
    const names = { hostName: hostNames.get(news.subject.hostId as HostId)!, ...(news.subject.conventionId ? { studentName: `${firstName} ${lastName[0]}.` } : {}) };
    const eventId = crypto.randomUUID();
    for (const { personId, role } of concerned(grants, roles, news)) {
      const subject = { candidatureId: null, conventionId: null, absenceId: null, offerId: null, hostId: null, schoolUai: null, ...news.subject };
      const index = lines.push({ ...subject, id: newId("notification"), personId, role, kind: news.kind, eventId, details: { ...names, ...news.details }, createdAt: at, readAt: null, settledAt: null }) - 1;
      for (const id of [subject.candidatureId, subject.conventionId, subject.absenceId]) if (id) open.set(id, [...(open.get(id) ?? []), index]);
    }
  }
  return lines;
}

function concerned(grants: readonly GrantOfPerson[], roles: readonly ToldRole[], { subject, named, butPersonId }: News): readonly { readonly personId: PersonId; readonly role: ToldRole }[] {
  const found = roles.flatMap((role) => grants.filter(({ personId, grant }) => grant.role === role && isThere(grant, personId, subject, named)).map(({ personId }) => ({ personId, role })));
  return [...new Map(found.toReversed().map((one) => [one.personId, one])).values()].filter(({ personId }) => personId !== butPersonId);
}

function isThere(grant: Grant, personId: PersonId, { studentId, hostId, schoolUai }: News["subject"], { referentTeacherId }: News["named"]): boolean {
  switch (grant.role) {
    case "STUDENT":
    case "LEGAL_REPRESENTATIVE":
      return grant.studentId === (studentId as StudentId);
    case "HOST_MANAGER":
      return grant.hostId !== null && grant.hostId === hostId;
    case "REFERENT_TEACHER":
      return personId === referentTeacherId && grant.schoolUai === schoolUai;
    case "SCHOOL_HEAD":
    case "EDUCATION_ADVISER":
      return grant.schoolUai === schoolUai;
    default:
      return false;
  }
}
