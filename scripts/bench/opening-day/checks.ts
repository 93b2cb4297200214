import type { Sql } from "@stages/database/connection.ts";
import { openFrom, type Sealed } from "@stages/database/sealed.ts";
import * as candidatures from "@stages/candidatures/persistence/tables.ts";
import type { Events, EventType } from "@stages/events/contracts.ts";
import { idFromUuid, parseId, uuidOf } from "@stages/kernel/ids.ts";
import { createSubgraphs } from "@stages/standalone/subgraphs.ts";
import { SUBGRAPH_NAMES } from "@stages/transport/transport.ts";
import type { Follower, Heard } from "./followers.ts";
import type { Written } from "./play.ts";

/** What was looked at and, for a person, how many of it; what is wrong, empty as it should be. */
export interface Checked {
  readonly counts: Readonly<Record<string, number>>;
  readonly wrong: readonly string[];
}

const PATIENCE_MS = 60_000;

/** Until nothing is on its way from one subgraph to another. */
export async function drain(sql: Sql): Promise<number> {
  const outboxes = SUBGRAPH_NAMES.map((name) => `(select count(*) from ${name}.outbox)`).join(" + ");
  const from = performance.now();
  let quiet = 0;
  while (quiet < 5) {
    const [row] = await sql.unsafe<{ left: number }[]>(`select (${outboxes})::int as left`);
    quiet = row!.left === 0 ? quiet + 1 : 0;
    if (performance.now() - from > PATIENCE_MS) throw new Error(`After ${PATIENCE_MS / 1_000} s ${row!.left} events have still not left`);
    await new Promise<void>((resolve) => setTimeout(resolve, 200));
  }
  return (performance.now() - from) / 1_000;
}

/** Every write that was acknowledged is there, once, and no seat was given twice. `unanswered`: candidatures of whose fate nobody was told. */
export async function checkWrites(sql: Sql, { favourites, candidatures: sent, steps }: Written, unanswered = 0): Promise<Checked> {
  const wrong: string[] = [];
  const asJson = (rows: readonly object[]) => JSON.stringify(rows);
  const pairs = new Map(favourites.map(([studentId, offerId]) => [`${studentId} ${offerId}`, { student: uuid("student", studentId), offer: uuid("offer", offerId) }]));
  const [kept] = await sql<{ count: number }[]>`
    select count(*)::int as count from jsonb_to_recordset(${asJson([...pairs.values()])}::text::jsonb) as told(student uuid, offer uuid) join offers.favourites f on f.student_id = told.student and f.offer_id = told.offer`;
  if (kept!.count !== pairs.size) wrong.push(`favourites: ${pairs.size} acknowledged, ${kept!.count} there`);

  const keys = sent.map(([id, key, studentId]) => ({ id: uuid("candidature", id), made: id, key, student: uuid("student", studentId) }));
  const [made] = await sql<{ there: number; keyed: number; all: number }[]>`
    with told as (select * from jsonb_to_recordset(${asJson(keys)}::text::jsonb) as t(id uuid, made text, key text, student uuid))
    select (select count(*)::int from told join candidatures.candidatures c on c.id = told.id and c.student_id = told.student) as there,
      (select count(*)::int from told join candidatures.idempotency_keys k on k.key = told.key and k.mutation = 'submitCandidature' and k.made #>> '{}' = told.made) as keyed,
      (select count(*)::int from candidatures.candidatures c where c.student_id in (select student from told)) as all`;
  const distinct = new Set(sent.map(([id]) => id)).size;
  if (distinct !== sent.length) wrong.push(`candidatures: ${sent.length} acknowledged, of which ${sent.length - distinct} by an id of another`);
  for (const [what, count] of Object.entries(made!)) if (count < sent.length || count > sent.length + (what === "all" ? unanswered : 0)) wrong.push(`candidatures: ${sent.length} acknowledged, ${count} ${what}`);

  const [stepped] = await sql<{ once: number; times: number }[]>`
    with told as (select distinct * from jsonb_to_recordset(${asJson(steps.map(([id, to]) => ({ id: uuid("candidature", id), to })))}::text::jsonb) as t(id uuid, "to" text)),
      there as (select told.id, told."to", count(*) as times from told join candidatures.history h on h.candidature_id = told.id and h."to" = told."to" group by 1, 2)
    select count(*) filter (where times = 1)::int as once, coalesce(sum(times), 0)::int as times from there`;
  if (stepped!.once !== steps.length || stepped!.times !== steps.length) wrong.push(`steps: ${steps.length} acknowledged, ${stepped!.once} there once, ${stepped!.times} in all`);

  const [seats] = await sql<{ offers: number; taken: number; overbooked: number; copies: number }[]>`
    select count(*)::int as offers, coalesce(sum(taken), 0)::int as taken, count(*) filter (where taken > l.seats)::int as overbooked, count(*) filter (where o.seats_taken <> taken)::int as copies
    from (select offer_id, count(*) as taken from candidatures.candidatures where status in ('ACCEPTED', 'CONFIRMED') and offer_id in (select offer_id from candidatures.candidatures where id = any(${keys.map(({ id }) => id)})) group by 1) t
    join candidatures.offers l on l.id = t.offer_id join offers.offers o on o.id = t.offer_id`;
  if (seats!.overbooked > 0) wrong.push(`${seats!.overbooked} offers are overbooked`);
  if (seats!.copies > 0) wrong.push(`${seats!.copies} offers are counted otherwise in the catalogue than in the ledger`);

  const [opened] = await sql<{ accepted: number; conventions: number }[]>`
    with accepted as (select distinct candidature_id from candidatures.history where "to" = 'ACCEPTED' and candidature_id = any(${keys.map(({ id }) => id)}))
    select count(*)::int as accepted, (select count(*)::int from conventions.conventions where candidature_id in (select candidature_id from accepted)) as conventions from accepted`;
  if (opened!.accepted !== opened!.conventions) wrong.push(`${opened!.accepted} candidatures were accepted, ${opened!.conventions} conventions opened`);
  return {
    counts: { favourites: pairs.size, candidatures: sent.length, steps: steps.length, "seats taken": seats!.taken, "offers with seats taken": seats!.offers, conventions: opened!.conventions },
    wrong,
  };
}

/** Nothing is on its way, nothing was put aside, and what is counted as it happens is what a recount finds. */
export async function checkFigures(sql: Sql, databaseUrl: string, now: Temporal.Instant): Promise<Checked> {
  const wrong: string[] = [];
  for (const name of SUBGRAPH_NAMES) {
    const [left] = await sql<{ outbox: number; aside: number; failures: number }[]>`
      select (select count(*)::int from ${sql(name)}.outbox) as outbox, (select count(*)::int from ${sql(name)}.set_aside) as aside, (select count(*)::int from ${sql(name)}.inbox where failure is not null) as failures`;
    for (const [what, count] of Object.entries(left!)) if (count > 0) wrong.push(`${name}: ${count} in ${what}`);
  }
  let cells = 0;
  for (const [name, subgraph] of Object.entries(createSubgraphs({ databaseUrl, clock: () => now }))) {
    try {
      const recounted = await subgraph.recount();
      cells += recounted.cells;
      const { differences } = recounted;
      if (differences.length > 0) wrong.push(`${name}: a recount differs in ${differences.length} cells: ${JSON.stringify(differences[0])}`);
    } finally {
      await subgraph.stop();
    }
  }
  return { counts: { "cells recounted": cells }, wrong };
}

const STEPS = ["CandidatureSubmitted", "CandidatureRead", "CandidatureAccepted", "CandidatureConfirmed", "CandidatureEnded"];
const SEATS = ["CandidatureAccepted", "CandidatureEnded", "OfferSeatsChanged", "SeatsFreed"];

/** Each follower heard, once, of each event that the log has for it since the beginning, by its cursor. */
export async function checkFollowers(sql: Sql, after: number, followers: readonly Follower[], heard: readonly Heard[]): Promise<Checked> {
  const rows = await sql<{ position: string; event_id: string; type: string; about: string | null; payload: Uint8Array }[]>`
    select position, event_id, type, about, payload from bus.events where position > ${after} and type = any(${[...new Set([...STEPS, ...SEATS])]}) order by position`;
  const [ofStudent, ofOffer] = [new Map<string, string[]>(), new Map<string, string[]>()];
  const add = (to: Map<string, string[]>, key: string, cursor: string) => to.set(key, [...(to.get(key) ?? []), cursor]);
  for (const { position, event_id: eventId, type, about, payload } of rows) {
    const fact = openFrom(candidatures.outbox.payload, { eventId }, payload as Sealed<Events[EventType]>) as { offerId: string; freedSeat?: boolean };
    if (STEPS.includes(type)) add(ofStudent, idFromUuid("student", about!), position);
    if (SEATS.includes(type) && (type !== "CandidatureEnded" || fact.freedSeat)) add(ofOffer, fact.offerId, position);
  }
  const byFollower = Map.groupBy(heard, ([follower]) => follower);
  const wrong: string[] = [];
  let expected = 0;
  for (const { rank, studentId, offerId } of followers) {
    const wanted = (offerId === null ? ofStudent.get(studentId) : ofOffer.get(offerId)) ?? [];
    const had = (byFollower.get(rank) ?? []).map(([, cursor]) => cursor);
    expected += wanted.length;
    const missed = wanted.filter((cursor) => !had.includes(cursor)).length;
    const [twice, foreign] = [had.length - new Set(had).size, had.filter((cursor) => !wanted.includes(cursor)).length];
    if (missed + twice + foreign > 0) wrong.push(`follower ${rank} (${offerId ?? studentId}): ${missed} missed, ${twice} heard twice, ${foreign} not its own`);
  }
  return { counts: { "events of the log": rows.length, "events due to followers": expected, "events heard": heard.length }, wrong };
}

function uuid(prefix: "student" | "offer" | "candidature", id: string): string {
  const parsed = parseId(prefix, id);
  if (parsed === null) throw new Error(`${id} is no ${prefix}'s id`);
  return uuidOf(parsed);
}
