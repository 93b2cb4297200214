import { readByKeys, readersBy } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import { allowDeleting } from "@stages/database/purging.ts";
import { inserting, writing } from "@stages/database/written.ts";
import { type Actor, personOf } from "@stages/kernel/actor.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { type BookingId, type CandidatureId, type HostId, type OfferId, type PersonId, type StudentId, uuidOf } from "@stages/kernel/ids.ts";
import { tell } from "@stages/events/outbox.ts";
import { and, asc, eq, gt, inArray, or, type SQL, sql } from "drizzle-orm";
import type { Candidature } from "../domain/candidature.ts";
import type { Status } from "../domain/lifecycle.ts";
import { eventsOf } from "./events.ts";
import { findOffers } from "./mirror.ts";
import { candidatureOf, candidatureRow, changeOf, historyRow } from "./rows.ts";
import { candidatures, history, messaging, transfers } from "./tables.ts";

async function find(db: Reader, where: SQL | undefined, limit?: number): Promise<readonly Candidature[]> {
  const query = db.select().from(candidatures).where(where).orderBy(asc(candidatures.id)).$dynamic();
  return (await (limit === undefined ? query : query.limit(limit))).map(candidatureOf);
}

const readBy = readersBy((db, among) => db.select().from(candidatures).where(among).orderBy(asc(candidatures.id)), candidatureOf);

export const findByIds = readBy(candidatures.id);
export const findByStudents = readBy(candidatures.studentId);
export const findByBookings = readBy(candidatures.bookingId);

const lockOne = readByKeys(candidatures.id, (db, among) => db.select().from(candidatures).where(among).for("update"));

/** Locks the row until the end of the transaction: what is decided on it stays true until it is written. */
export async function lockCandidature(tx: Transaction, id: CandidatureId): Promise<Candidature | null> {
  const [row] = await lockOne(tx, [id]);
  return row ? candidatureOf(row) : null;
}

/** Several at once, in the order of their ids, as whoever locks more than one does. */
export async function lockCandidatures(tx: Transaction, ids: readonly CandidatureId[]): Promise<readonly Candidature[]> {
  const rows = await tx.select().from(candidatures).where(inArray(candidatures.id, [...ids])).orderBy(asc(candidatures.id)).for("update");
  return rows.map(candidatureOf);
}

/** All of a student's, always in the order of their ids: two acts of one student wait for each other and never deadlock. */
export async function lockByStudent(tx: Transaction, id: StudentId): Promise<readonly Candidature[]> {
  const rows = await tx.select().from(candidatures).where(eq(candidatures.studentId, id)).orderBy(asc(candidatures.id)).for("update");
  return rows.map(candidatureOf);
}

/** The same for several students. */
export async function lockByStudents(tx: Transaction, ids: readonly StudentId[]): Promise<readonly Candidature[]> {
  const rows = await tx.select().from(candidatures).where(inArray(candidatures.studentId, [...ids])).orderBy(asc(candidatures.id)).for("update");
  return rows.map(candidatureOf);
}

export async function lockByBooking(tx: Transaction, id: BookingId): Promise<readonly Candidature[]> {
  const rows = await tx.select().from(candidatures).where(eq(candidatures.bookingId, id)).orderBy(asc(candidatures.id)).for("update");
  return rows.map(candidatureOf);
}

/** With all that was ever decided on them. The seats that they held are free from then on: seats are counted, not kept. */
export async function deleteCandidatures(tx: Transaction, ids: readonly CandidatureId[]): Promise<void> {
  await allowDeleting(tx);
  await tx.delete(history).where(inArray(history.candidatureId, [...ids]));
  await tx.delete(transfers).where(inArray(transfers.candidatureId, [...ids]));
  await tx.delete(candidatures).where(inArray(candidatures.id, [...ids]));
}

/** Some of those whose time is over and that nobody is deciding on; replicas that sweep together share the work. */
export async function lockOverdue(tx: Transaction, now: Temporal.Instant, limit: number): Promise<readonly Candidature[]> {
  const today = todayAt(now);
  const rows = await tx
    .select()
    .from(candidatures)
    .where(sql`${status} in ('SUBMITTED', 'READ') and ${candidatures.lastDayToAnswer} < ${today} or ${status} = 'ACCEPTED' and ${candidatures.lastDayToConfirm} < ${today}`)
    .limit(limit)
    .for("update", { skipLocked: true });
  return rows.map(candidatureOf);
}

export interface ListArguments {
  readonly after: CandidatureId | null;
  readonly limit: number;
  readonly status: Status | null;
  readonly now: Temporal.Instant;
  readonly offerId?: OfferId;
  readonly hostId?: HostId;
}

/** A keyset page of what the actor may see: the same rule as the policy's, as a predicate an index serves. */
export function findVisible(db: Reader, actor: Actor, { after, limit, status: wanted, now, offerId, hostId }: ListArguments): Promise<readonly Candidature[]> {
  return find(
    db,
    and(
      visibleTo(actor),
      after ? gt(candidatures.id, after) : undefined,
      wanted ? sql`${statusAtSql(now)} = ${wanted}` : undefined,
      offerId ? eq(candidatures.offerId, offerId) : undefined,
      hostId ? eq(candidatures.hostId, hostId) : undefined,
    ),
    limit,
  );
}

const { status } = candidatures;
const todayAt = (now: Temporal.Instant) => sql`${civilDateOf(now).toString()}::date`;

/** `statusAt` of deadlines.ts, in SQL. */
const statusAtSql = (now: Temporal.Instant) => sql`case
  when ${status} in ('SUBMITTED', 'READ') and ${candidatures.lastDayToAnswer} < ${todayAt(now)} then 'EXPIRED'
  when ${status} = 'ACCEPTED' and ${candidatures.lastDayToConfirm} < ${todayAt(now)} then 'LAPSED'
  else ${status} end`;

const NONE = sql`false`;

function visibleTo(actor: Actor): SQL | undefined {
  switch (actor.role) {
    case "STUDENT":
      return eq(candidatures.studentId, actor.studentId);
    case "LEGAL_REPRESENTATIVE":
      return actor.studentIds.length > 0 ? inArray(candidatures.studentId, [...actor.studentIds]) : NONE;
    case "HOST_MANAGER":
      return actor.hostIds.length > 0 ? inArray(candidatures.hostId, [...actor.hostIds]) : NONE;
    case "SCHOOL_HEAD":
    case "REFERENT_TEACHER":
    case "EDUCATION_ADVISER":
      return actor.schoolUais.length > 0 ? inArray(candidatures.schoolUai, [...actor.schoolUais]) : NONE;
    case "RECTORAT":
      return or(
        actor.academies.length > 0 ? inArray(candidatures.academy, [...actor.academies]) : NONE,
        actor.departments.length > 0 ? inArray(candidatures.department, [...actor.departments]) : NONE,
      );
    case "MINISTRY":
      return undefined;
    case "TUTOR":
    case "ANONYMOUS":
    case "PLATFORM":
      return NONE;
  }
}

const readHistory = readByKeys(history.candidatureId, (db, among) => db.select().from(history).where(among).orderBy(asc(history.id)));

export async function findHistory(db: Reader, ids: readonly CandidatureId[]) {
  const rows = await readHistory(db, ids);
  return rows.map(changeOf);
}

/** What someone decided, oldest first. */
export async function findStepsBy(db: Reader, personId: PersonId) {
  return (await db.select().from(history).where(eq(history.byPersonId, personId)).orderBy(asc(history.id))).map(changeOf);
}

/** One step of a candidature's life: who took it, when and why. */
export interface Step {
  /** Null for the submission, and for what a booking makes. */
  readonly from: Status | null;
  readonly candidature: Candidature;
  readonly actor: Actor;
  readonly at: Temporal.Instant;
  readonly reason?: string | null;
}

/** How the offers are called: what is told of a candidature to who is concerned calls it by its offer. Those not given are looked for. */
export type Titles = ReadonlyMap<OfferId, string>;

const insertNew = inserting(candidatures, (insert) => insert.onConflictDoNothing().returning({ id: candidatures.id }));

/** False when the student already has a candidature for this offer: the database holds the rule too. What was written of it goes with its transaction then. */
export async function insertCandidature(tx: Transaction, step: Step, titles: Titles): Promise<boolean> {
  const [inserted, remembered] = await Promise.allSettled([insertNew(tx, [candidatureRow(step.candidature)]), remember(tx, [step], titles)]);
  if (inserted.status === "rejected") throw inserted.reason;
  if (inserted.value === 0) return false;
  if (remembered.status === "rejected") throw remembered.reason;
  return true;
}

const insertBooked = inserting(candidatures);

/** Those of one booking, whose students are locked: none of them has one for this offer. */
export async function insertCandidatures(tx: Transaction, steps: readonly Step[]): Promise<void> {
  await Promise.all([insertBooked(tx, steps.map(({ candidature }) => candidatureRow(candidature))), remember(tx, steps)]);
}

const setTurn = writing((db, value) =>
  db
    .update(candidatures)
    .set({ status: sql`to_save.status`, lastDayToConfirm: sql`to_save.last_day_to_confirm` })
    .from(sql`unnest(${value("ids")}::uuid[], ${value("statuses")}::varchar[], ${value("lastDays")}::date[]) as to_save (id, status, last_day_to_confirm)`)
    .where(sql`${candidatures.id} = to_save.id`),
);

/** States, history and events of one act: one transaction, or nothing. Steps of one candidature come in their order, and leave in it. */
export async function saveSteps(tx: Transaction, steps: readonly Step[], titles?: Titles): Promise<void> {
  await Promise.all([...turnsOf(steps).map((turn) => saveTurn(tx, turn)), remember(tx, steps, titles)]);
}

/** One statement, and one text of it, wherever they have come to. */
function saveTurn(tx: Transaction, turn: readonly Candidature[]): Promise<number> {
  const list = (values: readonly unknown[]) => `{${values.map((value) => value ?? "null").join(",")}}`;
  return setTurn(tx, { ids: list(turn.map(({ id }) => uuidOf(id))), statuses: list(turn.map(({ status }) => status)), lastDays: list(turn.map(({ lastDayToConfirm }) => lastDayToConfirm)) });
}

/** The database lets a row take one step of the table at a time: all the first ones, then all the second ones. */
function turnsOf(steps: readonly Step[]): readonly (readonly Candidature[])[] {
  const turns: Candidature[][] = [];
  for (const taken of Map.groupBy(steps, ({ candidature }) => candidature.id).values()) {
    taken.forEach(({ candidature }, nth) => (turns[nth] ??= []).push(candidature));
  }
  return turns;
}

const record = inserting(history);

async function remember(tx: Transaction, steps: readonly Step[], known: Titles = new Map()): Promise<void> {
  const recorded = record(
    tx,
    steps.map(({ from, candidature, actor, at, reason }) =>
      historyRow({ candidatureId: candidature.id, from, to: candidature.status, at, byPersonId: personOf(actor), byRole: actor.role, reason: reason ?? null }),
    ),
  );
  await Promise.all([recorded, tellSteps(tx, steps, known)]);
}

async function tellSteps(tx: Transaction, steps: readonly Step[], known: Titles): Promise<void> {
  const unknown = [...new Set(steps.map(({ candidature }) => candidature.offerId))].filter((id) => !known.has(id));
  const found = unknown.length > 0 ? await findOffers(tx, unknown) : [];
  await tell(tx, messaging, eventsOf(steps, new Map([...known, ...found.map(({ id, title }) => [id, title] as const)])));
}
