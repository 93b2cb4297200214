import type { Transaction } from "@stages/database/connection.ts";
import { sideBySide } from "@stages/database/side-by-side.ts";
import { type DomainEvent, domainEvent, type EventType } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import { civilDateOf, isMinorOn } from "@stages/kernel/civil-time.ts";
import { newId } from "@stages/kernel/ids.ts";
import { ruleOf } from "@stages/kernel/notification-kind.ts";
import { dueAt, waysOf } from "../domain/delivery.ts";
import type { NotificationDetails, Subject } from "../domain/notification.ts";
import { findFrame, type Frame, insertDeliveries, insertNotifications, type NewNotification, settle } from "../persistence/notifications.ts";
import { messaging } from "../persistence/tables.ts";
import { findTold, type ToldPerson } from "../persistence/told-people.ts";
import { type News, newsOf, signing } from "./news-of.ts";
import { settledBy } from "./settled-by.ts";

/**
 * What an event tells goes into the inbox of everyone whom it concerns, by their role, with the ways by which it is to reach
 * them; what it settles asks for nothing any more. In the transaction that hears the event: told once, or not at all. The
 * number of statements does not depend on that of the people.
 */
export async function notify<T extends EventType>(tx: Transaction, event: Heard<T>, now: Temporal.Instant): Promise<void> {
  await tellConcerned(tx, event, await settleAndFind(tx, event, now), now);
}

type Heard<T extends EventType> = Pick<DomainEvent<T>, "id" | "type" | "payload">;

/** What comes first, and nobody's inbox is written: whom it is news to. Null when nobody. */
export async function settleAndFind<T extends EventType>(tx: Transaction, { type, payload }: Heard<T>, now: Temporal.Instant) {
  const settled = settledBy(type, payload);
  const news = newsOf(type, payload);
  // Sent together: each answer that is waited for costs the consumer as much as a short statement does.
  const [, known] = await sideBySide(settled && settle(tx, settled, now), news && findConcerned(tx, news));
  return news && known && { news, ...known };
}

export async function tellConcerned(tx: Transaction, { id: eventId }: Heard<EventType>, found: Awaited<ReturnType<typeof settleAndFind>>, now: Temporal.Instant): Promise<void> {
  if (!found) return;
  const { news, frame, told, subject } = found;
  const roles = signing(news, isMinorOn(frame.birthDate, civilDateOf(now)));
  const others = told.filter(({ personId, role }) => roles.includes(role) && personId !== news.butPersonId);
  const details = detailsOf(news, frame);
  const lines = others.map(({ personId, role }): NewNotification => ({ ...NOTHING, ...subject, id: newId("notification"), personId, role, kind: news.kind, eventId, details, createdAt: now }));
  const isNew = await insertNotifications(tx, lines);
  const added = lines.flatMap((line, index) => (isNew.has(line.id) ? [{ line, person: others[index]! }] : []));
  await sideBySide(
    insertDeliveries(tx, added.flatMap(({ line, person }) => deliveriesOf(line, person, news))),
    tell(tx, messaging, added.map(({ line: { id: notificationId, personId, role } }) => domainEvent("NotificationAdded", personId, { notificationId, personId, role }, now))),
  );
}

/** Null for a student whom nobody knows. Of an event that names no host, the convention's has to be known first. */
async function findConcerned(tx: Transaction, news: News) {
  const { studentId, hostId = null, schoolUai = null, conventionId = null } = news.subject;
  const asked = (within: Pick<Subject, "hostId" | "schoolUai">) => findTold(tx, { ...news, subject: { ...news.subject, ...within }, toSign: news.kind === "CONVENTION_TO_SIGN" });
  const finding = findFrame(tx, studentId, hostId, conventionId);
  const asking = hostId && schoolUai ? asked({ hostId, schoolUai }) : finding.then((frame) => (frame ? asked(frame) : []));
  const [frame, told] = await sideBySide(finding, asking);
  return frame && { frame, told, subject: { ...news.subject, hostId: frame.hostId, schoolUai: schoolUai ?? frame.schoolUai } };
}

const NOTHING = { candidatureId: null, conventionId: null, absenceId: null, offerId: null, hostId: null, schoolUai: null, readAt: null, settledAt: null };

/** Of an application nobody is named: who applied is read on the platform, by who may. */
function detailsOf({ subject, details }: News, { studentName, hostName }: Frame): NotificationDetails {
  return { ...(hostName === null ? {} : { hostName }), ...(subject.conventionId ? { studentName } : {}), ...details };
}

function deliveriesOf({ id: notificationId, personId, kind, createdAt }: NewNotification, person: ToldPerson, { mailedBy }: News) {
  const byMail = mailedBy === undefined || (mailedBy === "LINK" && person.hasAccount);
  return waysOf(kind, person, person.preferences, byMail).map(({ channel, browser }) => ({
    id: newId("delivery"),
    notificationId,
    personId,
    channel,
    pushSubscriptionId: browser,
    dueAt: dueAt(ruleOf(kind).urgency, createdAt, personId),
  }));
}
