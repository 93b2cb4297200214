import { canBecome as candidatureCanBecome, STATUSES as CANDIDATURE_STATUSES } from "@stages/candidatures/domain/lifecycle.ts";
import { MEASURES as OF_CANDIDATURES } from "@stages/candidatures/persistence/measures.ts";
import { canBecome as conventionCanBecome, COVERING, STATUSES as CONVENTION_STATUSES } from "@stages/conventions/domain/lifecycle.ts";
import { MEASURES as OF_CONVENTIONS } from "@stages/conventions/persistence/measures.ts";
import type { Transaction } from "@stages/database/connection.ts";
import type { Random } from "@stages/demonstration/random.ts";
import { idFromUuid } from "@stages/kernel/ids.ts";
import { PERIODS } from "@stages/kernel/period.ts";
import { MEASURES as OF_PEOPLE } from "@stages/people/persistence/measures.ts";
import type { Measures } from "@stages/statistics/measures.ts";
import { uncount } from "@stages/statistics/uncount.ts";
import { type SQL, sql } from "drizzle-orm";
import { CAMPAIGNS, HOST_KINDS, SCHOOLS, SECTORS, uuid } from "./population.ts";

export type Schema = "people" | "offers" | "candidatures" | "conventions";

/** What may happen to one fact, in a transaction of its own; false when there was nothing that it could happen to. */
export type Operation = (tx: Transaction, random: Random) => Promise<boolean>;

type Row = Record<string, string>;
const rows = async (tx: Transaction, query: SQL): Promise<readonly Row[]> => (await tx.execute(query)) as unknown as readonly Row[];
/** Whoever is there, from a random place on: the same few are met by many at once. */
const someone = async (tx: Transaction, random: Random, schema: Schema) =>
  (await rows(tx, sql`select * from ${sql.raw(schema)}.students where id >= ${uuid(random)}::uuid order by id limit 1`))[0] ?? null;

const period = (random: Random) => random.pick(PERIODS);
const daysAgo = (random: Random, most: number) => sql`now() - ${random.int(0, most * 24)}::integer * interval '1 hour'`;

const changeSchool = (schema: Schema): Operation => async (tx, random) => {
  const student = await someone(tx, random, schema);
  const { uai, academy } = random.pick(SCHOOLS);
  if (student) await tx.execute(sql`update ${sql.raw(schema)}.students set school_uai = ${uai}, academy = ${academy} where id = ${student["id"]}`);
  return student !== null;
};

const erase = (schema: Schema, measures: Measures, deletions: readonly string[]): Operation => async (tx, random) => {
  const student = await someone(tx, random, schema);
  if (!student) return false;
  const id = student["id"]!;
  await tx.execute(sql`select 1 from ${sql.raw(schema)}.students where id = ${id} for update`);
  await tx.execute(sql`select set_config('stages.purging', 'on', true)`);
  // What is under way is waited for, as an erasure does.
  if (schema !== "people") await tx.execute(sql`select 1 from ${sql.raw(`${schema}.${schema}`)} where student_id = ${id} order by id for update`);
  await uncount(tx, measures, idFromUuid("student", id));
  for (const deletion of deletions) await tx.execute(sql`${sql.raw(deletion)} ${id}`);
  return true;
};

/** As many as are erased. */
const enrol = (columns: SQL, values: (random: Random) => SQL): Operation => async (tx, random) => {
  const { uai, academy } = random.pick(SCHOOLS);
  await tx.execute(sql`insert into ${columns} values (${uuid(random)}, ${random.pick(CAMPAIGNS)}, ${uai}, ${academy}, ${values(random)})`);
  return true;
};
const ENROL = {
  people: enrol(sql`people.students (id, campaign_id, school_uai, academy, person_id, class_name, private)`, (random) => sql`${uuid(random)}, '2de 1', '\\x00'`),
  candidatures: enrol(sql`candidatures.students (id, campaign_id, school_uai, academy, home)`, () => sql`'\\x00'`),
  conventions: enrol(sql`conventions.students (id, campaign_id, school_uai, academy, class_name, identity)`, () => sql`'2de 1', '\\x00'`),
};

const openConvention: Operation = async (tx, random) => {
  const student = await someone(tx, random, "conventions");
  if (!student) return false;
  const id = uuid(random);
  // Held, as an acceptance holds it: a student who is being erased opens nothing.
  if ((await rows(tx, sql`select 1 from conventions.students where id = ${student["id"]} for key share`)).length === 0) return false;
  await tx.execute(sql`insert into conventions.conventions (id, origin, offer_id, host_id, student_id, school_uai, academy, campaign_id, period, status, opened_at)
    values (${id}, 'CANDIDATURE', (select id from conventions.offers where id >= ${uuid(random)}::uuid order by id limit 1), ${uuid(random)}, ${student["id"]}, ${student["school_uai"]}, ${student["academy"]}, ${student["campaign_id"]}, ${period(random)}, 'DRAFT', now())`);
  await tx.execute(sql`insert into conventions.history (convention_id, "from", "to", at, by_role) values (${id}, null, 'DRAFT', ${daysAgo(random, 20)}, 'PLATFORM')`);
  return true;
};

const anyOf = async (tx: Transaction, random: Random, table: string, where: SQL = sql`true`) =>
  (await rows(tx, sql`select * from ${sql.raw(table)} where id >= ${uuid(random)}::uuid and ${where} order by id limit 1 for update`))[0] ?? null;

/** How often more a step towards the end is taken than one that ends it: many are to be covered. */
const FORWARD = 4;

const changeConvention: Operation = async (tx, random) => {
  const found = await anyOf(tx, random, "conventions.conventions", sql`status not in ('CANCELLED', 'INTERRUPTED', 'COMPLETED')`);
  if (!found) return false;
  const from = found["status"] as (typeof CONVENTION_STATUSES)[number];
  const to = random.pick(CONVENTION_STATUSES.filter((status) => conventionCanBecome(from, status)).flatMap((status) => (status === "CANCELLED" || status === "INTERRUPTED" || status === "RETURNED" ? [status] : Array.from({ length: FORWARD }, () => status))));
  if (from === "VALIDATED" && to === "SIGNED") {
    await tx.execute(sql`insert into conventions.paper_copies (convention_id, file_id, scan_sha256, signed_on, recorded_at, recorded_by) values (${found["id"]}, ${uuid(random)}, '', current_date, now(), ${uuid(random)})`);
  }
  // The control counts as its writer sees it: what the other week's transaction has not committed is not there.
  const before = await isCovered(tx, found["student_id"]!);
  await tx.execute(sql`update conventions.conventions set status = ${to} where id = ${found["id"]}`);
  await tx.execute(sql`insert into conventions.history (convention_id, "from", "to", at, by_role) values (${found["id"]}, ${from}, ${to}, ${daysAgo(random, 5)}, 'PLATFORM')`);
  const change = (await isCovered(tx, found["student_id"]!)) - before;
  if (change !== 0) await tx.execute(sql`insert into proof.naive (change) values (${change})`);
  return true;
};

async function isCovered(tx: Transaction, studentId: string): Promise<number> {
  const [found] = await rows(tx, sql`select (count(*) filter (where period <> 'WEEK_2') > 0 and count(*) filter (where period <> 'WEEK_1') > 0)::integer as covered
    from conventions.conventions where student_id = ${studentId} and status in (${sql.join(COVERING.map((status) => sql`${status}`), sql`, `)})`);
  return Number(found!["covered"]);
}

const reportAbsence: Operation = async (tx, random) => {
  const found = await anyOf(tx, random, "conventions.conventions");
  if (!found) return false;
  const id = uuid(random);
  await tx.execute(sql`insert into conventions.absences (id, convention_id, day, kind, step) values (${id}, ${found["id"]}, current_date + ${random.int(-200, 200)}::integer, 'ABSENT', 'REPORTED')`);
  await tx.execute(sql`insert into conventions.absence_steps (absence_id, rank, step, at, by_person_id, by_role) values (${id}, 1, 'REPORTED', now() - ${random.int(0, 90)}::integer * interval '1 minute', ${uuid(random)}, 'TUTOR')`);
  return true;
};

const NEXT_STEP: Readonly<Record<string, string>> = { REPORTED: "RELAYED", RELAYED: "FAMILY_INFORMED", FAMILY_INFORMED: "CLOSED" };

/** Of what hangs on a convention: the convention is held first, as every act does, then the row as it is by then. */
async function anyUnder(tx: Transaction, random: Random, table: string, where: SQL) {
  const [seen] = await rows(tx, sql`select id, convention_id from ${sql.raw(table)} where id >= ${uuid(random)}::uuid and ${where} order by id limit 1`);
  if (!seen || (await rows(tx, sql`select 1 from conventions.conventions where id = ${seen["convention_id"]} for update`)).length === 0) return null;
  return (await rows(tx, sql`select * from ${sql.raw(table)} where id = ${seen["id"]} and ${where} for update`))[0] ?? null;
}

const followAbsence: Operation = async (tx, random) => {
  const found = await anyUnder(tx, random, "conventions.absences", sql`step in ('REPORTED', 'RELAYED', 'FAMILY_INFORMED')`);
  if (!found) return false;
  const step = random.chance(0.1) ? "CORRECTED" : NEXT_STEP[found["step"]!]!;
  await tx.execute(sql`update conventions.absences set step = ${step} where id = ${found["id"]}`);
  await tx.execute(sql`insert into conventions.absence_steps (absence_id, rank, step, at, by_person_id, by_role)
    select ${found["id"]}, max(rank) + 1, ${step}, now(), ${uuid(random)}, 'SCHOOL_HEAD' from conventions.absence_steps where absence_id = ${found["id"]}`);
  return true;
};

const giveFeedback: Operation = async (tx, random) => {
  const found = await anyOf(tx, random, "conventions.conventions", sql`status = 'COMPLETED'`);
  if (found) await tx.execute(sql`insert into conventions.feedback (id, convention_id, host_id, status, answer, given_at) values (${uuid(random)}, ${found["id"]}, ${found["host_id"]}, 'PENDING', '\\x00', now()) on conflict do nothing`);
  return found !== null;
};

const decideFeedback: Operation = async (tx, random) => {
  const found = await anyUnder(tx, random, "conventions.feedback", sql`status = 'PENDING'`);
  if (found) await tx.execute(sql`update conventions.feedback set status = ${random.pick(["PUBLISHED", "REJECTED"])}, decided_at = now() where id = ${found["id"]}`);
  return found !== null;
};

const sendCandidature: Operation = async (tx, random) => {
  const student = await someone(tx, random, "candidatures");
  if (!student || (await rows(tx, sql`select 1 from candidatures.students where id = ${student["id"]} for update`)).length === 0) return false;
  const [offer] = await rows(tx, sql`select id from candidatures.offers where id >= ${uuid(random)}::uuid order by id limit 1`);
  if (!offer) return false;
  const id = uuid(random);
  await tx.execute(sql`insert into candidatures.candidatures (id, offer_id, host_id, student_id, school_uai, academy, campaign_id, period, status, motivation, submitted_at, last_day_to_answer, distance_km, far_from_home)
    values (${id}, ${offer["id"]}, ${uuid(random)}, ${student["id"]}, ${student["school_uai"]}, ${student["academy"]}, ${student["campaign_id"]}, ${period(random)}, 'SUBMITTED', '\\x00', ${daysAgo(random, 20)}, current_date + 15, '\\x00', ${random.chance(0.2)})`);
  await tx.execute(sql`insert into candidatures.history (candidature_id, "from", "to", at, by_role) select id, null, 'SUBMITTED', submitted_at, 'STUDENT' from candidatures.candidatures where id = ${id}`);
  return true;
};

const changeCandidature: Operation = async (tx, random) => {
  const found = await anyOf(tx, random, "candidatures.candidatures", sql`status in ('SUBMITTED', 'READ', 'ACCEPTED', 'CONFIRMED')`);
  if (!found) return false;
  const from = found["status"] as (typeof CANDIDATURE_STATUSES)[number];
  const to = random.pick(CANDIDATURE_STATUSES.filter((status) => candidatureCanBecome(from, status)));
  await tx.execute(sql`update candidatures.candidatures set status = ${to}, last_day_to_confirm = coalesce(last_day_to_confirm, case when ${to} = 'ACCEPTED' then current_date + 5 end) where id = ${found["id"]}`);
  await tx.execute(sql`insert into candidatures.history (candidature_id, "from", "to", at, by_role) values (${found["id"]}, ${from}, ${to}, now(), 'PLATFORM')`);
  return true;
};

const changeOffer: Operation = async (tx, random) => {
  const found = await anyOf(tx, random, "offers.offers", sql`status <> 'REMOVED'`);
  if (!found) return false;
  const seats = random.int(1, 20);
  await tx.execute(random.chance(0.5)
    ? sql`update offers.offers set status = ${random.pick(["PUBLISHED", "UNPUBLISHED", "NEEDS_UPDATE", "HIDDEN"])} where id = ${found["id"]} and status <> 'DRAFT'`
    : sql`update offers.offers set seats = ${seats}, seats_taken = ${random.int(0, seats)} where id = ${found["id"]}`);
  return true;
};

const changeIntention: Operation = async (tx, random) => {
  const found = await anyOf(tx, random, "offers.intentions");
  if (found) await tx.execute(random.chance(0.2)
    ? sql`update offers.intentions set withdrawn_at = case when withdrawn_at is null then now() end where id = ${found["id"]}`
    : sql`update offers.intentions set both_weeks = ${random.int(0, 9)}, week1 = ${random.int(0, 9)}, changed_at = now() where id = ${found["id"]}`);
  return found !== null;
};

const moveHost: Operation = async (tx, random) => {
  const found = await anyOf(tx, random, "offers.hosts");
  const { academy, commune } = random.pick(SCHOOLS);
  if (found) await tx.execute(sql`update offers.hosts set sector = ${random.pick(SECTORS)}, kind = ${random.pick(HOST_KINDS)}, academy = ${academy}, commune_code = ${commune} where id = ${found["id"]}`);
  return found !== null;
};

const CONVENTION_DELETIONS = [
  ...["absence_steps", "absence_escalations"].map((table) => `delete from conventions.${table} t using conventions.absences a, conventions.conventions c where t.absence_id = a.id and a.convention_id = c.id and c.student_id =`),
  ...["absences", "feedback", "paper_copies", "history"].map((table) => `delete from conventions.${table} t using conventions.conventions c where t.convention_id = c.id and c.student_id =`),
  "delete from conventions.conventions where student_id =",
  "delete from conventions.students where id =",
];
const CANDIDATURE_DELETIONS = [
  "delete from candidatures.history t using candidatures.candidatures c where t.candidature_id = c.id and c.student_id =",
  "delete from candidatures.candidatures where student_id =",
  "delete from candidatures.students where id =",
];

/** What happens in each subgraph, and how often beside the rest. */
export const OPERATIONS: readonly (readonly [schema: Schema, weight: number, operation: Operation])[] = [
  ["conventions", 18, openConvention],
  ["conventions", 40, changeConvention],
  ["conventions", 3, reportAbsence],
  ["conventions", 4, followAbsence],
  ["conventions", 2, giveFeedback],
  ["conventions", 2, decideFeedback],
  ["conventions", 2, changeSchool("conventions")],
  ["conventions", 1, ENROL.conventions],
  ["conventions", 1, erase("conventions", OF_CONVENTIONS, CONVENTION_DELETIONS)],
  ["candidatures", 20, sendCandidature],
  ["candidatures", 30, changeCandidature],
  ["candidatures", 2, changeSchool("candidatures")],
  ["candidatures", 1, ENROL.candidatures],
  ["candidatures", 1, erase("candidatures", OF_CANDIDATURES, CANDIDATURE_DELETIONS)],
  ["offers", 12, changeOffer],
  ["offers", 5, changeIntention],
  ["offers", 2, moveHost],
  ["people", 1, ENROL.people],
  ["people", 2, changeSchool("people")],
  ["people", 1, erase("people", OF_PEOPLE, ["delete from people.students where id ="])],
];
