import type { Transaction } from "@stages/database/connection.ts";
import { type DomainEvent, domainEvent, type EventType } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import { civilDateOf, isMinorOn } from "@stages/kernel/civil-time.ts";
import { newId } from "@stages/kernel/ids.ts";
import { ruleOf } from "@stages/kernel/notification-kind.ts";
import { dueAt, waysOf } from "../domain/delivery.ts";
import type { NotificationDetails } from "../domain/notification.ts";
import { type News, newsOf, signing } from "../domain/notify.ts";
import { settledBy } from "../domain/settle.ts";
import { findFrame, type Frame, insertDeliveries, insertNotifications, type NewNotification, settle } from "../persistence/notifications.ts";
import { messaging } from "../persistence/tables.ts";
import { findTold, type ToldPerson } from "../persistence/told-people.ts";

/**
 * What an event tells goes into the inbox of everyone whom it concerns, by their role, with the ways by which it is to reach
 * them; what it settles asks for nothing any more. In the transaction that hears the event: told once, or not at all. The
 * number of statements does not depend on that of the people.
 */
export async function notify<T extends EventType>(tx: Transaction, { id: eventId, type, payload }: Pick<DomainEvent<T>, "id" | "type" | "payload">, now: Temporal.Instant): Promise<void> {
  const settled = settledBy(type, payload);
  if (settled) await settle(tx, settled, now);
  const news = newsOf(type, payload);
  if (!news) return;
  const { studentId, hostId = null, conventionId = null } = news.subject;
  const frame = await findFrame(tx, studentId, hostId, conventionId);
  if (!frame) return;
  const subject = { schoolUai: frame.schoolUai, ...news.subject, hostId: frame.hostId };
  const roles = signing(news, isMinorOn(frame.birthDate, civilDateOf(now)));
  const told = await findTold(tx, { ...news, roles, subject, ...(conventionId && news.kind === "CONVENTION_TO_SIGN" ? { toSign: true } : {}) });
  const others = told.filter(({ personId }) => personId !== news.butPersonId);
  const details = detailsOf(news, frame);
  const lines = others.map(({ personId, role }): NewNotification => ({ ...NOTHING, ...subject, id: newId("notification"), personId, role, kind: news.kind, eventId, details, createdAt: now }));
  const isNew = await insertNotifications(tx, lines);
  const added = lines.flatMap((line, index) => (isNew.has(line.id) ? [{ line, person: others[index]! }] : []));
  await insertDeliveries(tx, added.flatMap(({ line, person }) => deliveriesOf(line, person, news)));
  await tell(tx, messaging, added.map(({ line: { id: notificationId, personId, role } }) => domainEvent("NotificationAdded", personId, { notificationId, personId, role }, now)));
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
