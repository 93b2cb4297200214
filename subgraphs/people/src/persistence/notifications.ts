import { compiled } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import { insertingLists } from "@stages/database/inserting-lists.ts";
import { openFrom, sealFor } from "@stages/database/sealed.ts";
import { writing } from "@stages/database/written.ts";
import { type Actor, linkOf } from "@stages/kernel/actor.ts";
import type { ConventionId, HostId, NotificationId, StudentId } from "@stages/kernel/ids.ts";
import type { NotificationKind } from "@stages/kernel/notification-kind.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { and, count, desc, eq, inArray, isNull, lte, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Notification, Settled } from "../domain/notification.ts";
import { deliveries, notifications } from "./notification-tables.ts";
import { openedStudent, STUDENT_COLUMNS } from "./student-rows.ts";
import { conventions, hosts, persons, students } from "./tables.ts";

type Row = typeof notifications.$inferSelect;
const opened = ({ eventId: _, details, studentId, ...row }: Row): Notification => ({ ...row, studentId: studentId!, details: openFrom(notifications.details, row, details) });

export interface NewNotification extends Notification {
  readonly eventId: string;
}

/** The one place where what is told is sealed. */
export const sealedNotification = ({ details, ...row }: NewNotification): Row => ({ ...row, details: sealFor(notifications.details, row, details) });

const insertUnlessTold = insertingLists(
  notifications,
  ["id", "personId", "role", "kind", "eventId", "studentId", "candidatureId", "conventionId", "absenceId", "offerId", "hostId", "schoolUai", "details", "createdAt", "readAt", "settledAt"],
  sql`on conflict do nothing returning id`,
);

/** Those who were not told of that event already. */
export async function insertNotifications(tx: Transaction, told: readonly NewNotification[]): Promise<ReadonlySet<NotificationId>> {
  const ids = told.map(({ id }) => id);
  const inserted = await insertUnlessTold(tx, told.map(sealedNotification));
  if (inserted === 0 || inserted === told.length) return new Set(inserted === 0 ? [] : ids);
  return new Set((await tx.select({ id: notifications.id }).from(notifications).where(inArray(notifications.id, ids))).map(({ id }) => id));
}

export const insertDeliveries = insertingLists(deliveries, ["id", "notificationId", "personId", "channel", "pushSubscriptionId", "dueAt"]);

const settling = (of: Settled["of"], ofRoles: boolean) =>
  writing((db, value) => {
    const which = ofRoles ? sql`${notifications.role} = any(${value("roles")}::text[])` : undefined;
    return db
      .update(notifications)
      .set({ settledAt: value("at") })
      .where(and(sql`${notifications[of]} = any(${value("ids")}::uuid[])`, sql`${notifications.kind} = any(${value("kinds")}::text[])`, which, isNull(notifications.settledAt)));
  });
const settlingOf = (of: Settled["of"]) => ({ everyone: settling(of, false), ofRoles: settling(of, true) });
const SETTLING = { candidatureId: settlingOf("candidatureId"), conventionId: settlingOf("conventionId"), absenceId: settlingOf("absenceId") };

/** What asked for something and was done since; what was told of the same event stays. */
export async function settle(tx: Transaction, { kinds, of, ids, roles }: Settled, at: Temporal.Instant): Promise<void> {
  if (ids.length === 0) return;
  const write = SETTLING[of][roles ? "ofRoles" : "everyone"];
  await write(tx, { ids: listOf(ids.map((id) => String(notifications[of].mapToDriverValue(id)))), kinds: listOf(kinds), roles: roles && listOf(roles), at });
}

/** Of words and ids, in which nothing is to be escaped. */
const listOf = (words: readonly string[]): string => `{${words.join(",")}}`;

/** What the words need and no event tells: who the student is, whether a minor signs, how the host is called. */
export interface Frame {
  readonly studentName: string;
  readonly birthDate: Temporal.PlainDate;
  /** Null for a host that the platform does not know. */
  readonly hostName: string | null;
  readonly hostId: HostId | null;
  readonly schoolUai: Uai;
}

const given = (name: string, column: PgColumn) => sql`${sql.param(sql.placeholder(name), column)}`;
const framing = (isHost: SQL) =>
  compiled((db) =>
    db
      .select({ ...STUDENT_COLUMNS, hostId: hosts.id, hostName: hosts.legalName })
      .from(students)
      .innerJoin(persons, eq(persons.id, students.personId))
      .leftJoin(hosts, sql`${hosts.id} = ${isHost}`)
      .where(sql`${students.id} = ${given("studentId", students.id)}`),
  );
const readFrame = {
  ofHost: framing(given("hostId", hosts.id)),
  ofConvention: framing(sql`(select ${conventions.hostId} from ${conventions} where ${conventions.id} = ${given("conventionId", conventions.id)})`),
};

/** Of an event that names no host, that of the convention. Null for a student whom nobody knows, and of an event that names neither. */
export async function findFrame(db: Reader, studentId: StudentId, hostId: HostId | null, conventionId: ConventionId | null): Promise<Frame | null> {
  if (!hostId && !conventionId) return null;
  const [row] = await (hostId ? readFrame.ofHost(db, { studentId, hostId }) : readFrame.ofConvention(db, { studentId, conventionId }));
  if (!row) return null;
  const { hostName, hostId: known, ...columns } = row;
  const { firstName, lastName, birthDate, schoolUai } = openedStudent(columns as never);
  return { studentName: `${firstName} ${[...lastName][0] ?? ""}.`, birthDate, hostName, hostId: hostId ?? known, schoolUai };
}

/** Whose inbox is asked for: a person in a role, within its bounds. Null for who has none. */
export function ownedBy(actor: Actor): SQL | null {
  if (!("personId" in actor) || linkOf(actor)) return null;
  const bounds = boundsOf(actor);
  return bounds && and(eq(notifications.personId, actor.personId), sql`${notifications.role} = ${actor.role}`, bounds)!;
}

function boundsOf(actor: Actor): SQL | null {
  switch (actor.role) {
    case "STUDENT":
      return eq(notifications.studentId, actor.studentId);
    case "LEGAL_REPRESENTATIVE":
      return inArray(notifications.studentId, [...actor.studentIds]);
    case "HOST_MANAGER":
      return inArray(notifications.hostId, [...actor.hostIds]);
    case "SCHOOL_HEAD":
    case "REFERENT_TEACHER":
    case "EDUCATION_ADVISER":
      return inArray(notifications.schoolUai, [...actor.schoolUais]);
    case "TUTOR":
      return sql`true`;
    default:
      return null;
  }
}

export interface InboxFilter {
  readonly unreadOnly: boolean;
  /** All kinds when null. */
  readonly kinds: readonly NotificationKind[] | null;
}

export interface InboxPage {
  readonly after: { readonly createdAt: Temporal.Instant; readonly id: NotificationId } | null;
  readonly limit: number;
}

/** The newest first. */
export async function findNotifications(db: Reader, owned: SQL, { unreadOnly, kinds }: InboxFilter, { after, limit }: InboxPage): Promise<readonly Notification[]> {
  const { createdAt, id } = notifications;
  const older = after ? sql`(${createdAt}, ${id}) < (${sql.param(after.createdAt, createdAt)}, ${sql.param(after.id, id)})` : undefined;
  const rows = await db
    .select()
    .from(notifications)
    .where(and(owned, older, unreadOnly ? isNull(notifications.readAt) : undefined, kinds ? inArray(notifications.kind, [...kinds]) : undefined))
    .orderBy(desc(createdAt), desc(id))
    .limit(limit);
  return rows.map(opened);
}

export async function findNotificationsByIds(db: Reader, owned: SQL, ids: readonly NotificationId[]): Promise<readonly Notification[]> {
  return (await db.select().from(notifications).where(and(owned, inArray(notifications.id, [...ids])))).map(opened);
}

export async function countUnread(db: Reader, owned: SQL): Promise<number> {
  const [row] = await db.select({ unread: count() }).from(notifications).where(and(owned, isNull(notifications.readAt)));
  return row!.unread;
}

/** These, or all up to an instant. Answers how many were unread. */
export async function markRead(tx: Transaction, owned: SQL, which: { readonly ids: readonly NotificationId[] } | { readonly until: Temporal.Instant }, readAt: Temporal.Instant): Promise<number> {
  const these = "ids" in which ? inArray(notifications.id, [...which.ids]) : lte(notifications.createdAt, which.until);
  const marked = await tx.update(notifications).set({ readAt }).where(and(owned, these, isNull(notifications.readAt))).returning({ id: notifications.id });
  return marked.length;
}

/** All that someone was told in the role they act in: for themselves to take away. */
export async function findInbox(db: Reader, actor: Actor): Promise<readonly Notification[]> {
  const owned = ownedBy(actor);
  return owned ? (await db.select().from(notifications).where(owned).orderBy(desc(notifications.createdAt), desc(notifications.id))).map(opened) : [];
}
