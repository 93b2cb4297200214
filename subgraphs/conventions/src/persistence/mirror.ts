import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import { campaignOf } from "@stages/events/campaign-fact.ts";
import type { CampaignFact, HostFact, OfferFact } from "@stages/events/contracts.ts";
import { type Campaign, currentCampaign } from "@stages/kernel/campaign.ts";
import type { HostId, OfferId, PersonId, StudentId } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { School, StaffMember, Student } from "../domain/people.ts";
import { offerOf, offerRow, staffMemberOf, staffRow, studentOf, studentRow } from "./rows.ts";
import { campaigns, examDuties, hosts, offers, schools, staff, students } from "./tables.ts";

export type KnownHost = typeof hosts.$inferSelect;

/** Copies of what other subgraphs own: written on their events, read by the rules of this one. */

export async function mirrorCampaign(tx: Transaction, campaign: CampaignFact): Promise<void> {
  await tx.insert(campaigns).values({ id: campaign.id, campaign }).onConflictDoUpdate({ target: campaigns.id, set: { campaign } });
}

export async function mirrorOffer(tx: Transaction, offer: OfferFact): Promise<void> {
  const row = offerRow(offer);
  await tx.insert(offers).values(row).onConflictDoUpdate({ target: offers.id, set: row });
}

/** What its offers say of a host, as it is now: a convention that is not validated yet will name it so. */
export async function renameHost(tx: Transaction, host: HostFact, offerIds: readonly OfferId[]): Promise<void> {
  const known = await tx.select().from(offers).where(inArray(offers.id, [...offerIds])).orderBy(asc(offers.id)).for("update");
  for (const row of known) await tx.update(offers).set(offerRow({ ...offerOf(row), host })).where(eq(offers.id, row.id));
}

export async function mirrorHost(tx: Transaction, { id, siret, legalName, address }: HostFact): Promise<void> {
  const row = { siret, legalName, address };
  await tx.insert(hosts).values({ id, ...row }).onConflictDoUpdate({ target: hosts.id, set: row });
}

export async function findHost(db: Reader, id: HostId): Promise<KnownHost | null> {
  return (await db.select().from(hosts).where(eq(hosts.id, id)))[0] ?? null;
}

export async function findHostBySiret(db: Reader, siret: string): Promise<KnownHost | null> {
  return (await db.select().from(hosts).where(eq(hosts.siret, siret)))[0] ?? null;
}

export async function mirrorStudent(tx: Transaction, student: Student): Promise<void> {
  const row = studentRow(student);
  await tx.insert(students).values(row).onConflictDoUpdate({ target: students.id, set: row });
}

export async function mirrorSchool(tx: Transaction, school: School): Promise<void> {
  await tx.insert(schools).values(school).onConflictDoUpdate({ target: schools.uai, set: school });
}

export async function mirrorStaffMember(tx: Transaction, member: StaffMember): Promise<void> {
  const row = staffRow(member);
  await tx.insert(staff).values(row).onConflictDoUpdate({ target: [staff.personId, staff.schoolUai, staff.role], set: row });
}

export async function mirrorExamDuties(tx: Transaction, personId: PersonId, days: readonly string[]): Promise<void> {
  await tx.insert(examDuties).values({ personId, days }).onConflictDoUpdate({ target: examDuties.personId, set: { days } });
}

/** The last day of a row; one without days is long past. */
export const lastExamDay = sql`(select coalesce(max(day::date), '-infinity') from jsonb_array_elements_text(${examDuties.days}) as day)`;

/** The days on which a teacher is called up; none when nobody has told any. */
export async function findExamDuties(db: Reader, personId: PersonId): Promise<readonly Temporal.PlainDate[]> {
  const [row] = await db.select().from(examDuties).where(eq(examDuties.personId, personId));
  return (row?.days ?? []).map((day) => Temporal.PlainDate.from(day));
}

const readCampaigns = readByKeys(campaigns.id, (db, among) => db.select().from(campaigns).where(among));

export async function findCampaigns(db: Reader, ids: readonly string[]): Promise<readonly Campaign[]> {
  const rows = await readCampaigns(db, ids);
  return rows.map(({ campaign }) => campaignOf(campaign));
}

export async function findCampaign(db: Reader, id: string): Promise<Campaign | null> {
  return (await findCampaigns(db, [id]))[0] ?? null;
}

export async function findAllCampaigns(db: Reader): Promise<readonly Campaign[]> {
  return (await db.select().from(campaigns).orderBy(asc(campaigns.id))).map(({ campaign }) => campaignOf(campaign));
}

/** The campaign that runs or comes or, once all are over, the last: one prepared beyond it is not looked at yet. */
export const currentAmong = (all: readonly Campaign[], today: Temporal.PlainDate): Campaign | null => currentCampaign(all, today) ?? all.at(-1) ?? null;

export const findCurrentCampaign = async (db: Reader, today: Temporal.PlainDate): Promise<Campaign | null> => currentAmong(await findAllCampaigns(db), today);

export async function findOffer(db: Reader, id: OfferId): Promise<OfferFact | null> {
  const [row] = await db.select().from(offers).where(eq(offers.id, id));
  return row ? offerOf(row) : null;
}

const readStudents = readByKeys(students.id, (db, among) => db.select().from(students).where(among));

export async function findStudents(db: Reader, ids: readonly StudentId[]): Promise<readonly Student[]> {
  return (await readStudents(db, ids)).map(studentOf);
}

export async function findStudent(db: Reader, id: StudentId): Promise<Student | null> {
  return (await findStudents(db, [id]))[0] ?? null;
}

export async function findSchool(db: Reader, uai: Uai): Promise<School | null> {
  return (await db.select().from(schools).where(eq(schools.uai, uai)))[0] ?? null;
}

export async function findStaffMember(db: Reader, personId: StaffMember["personId"], schoolUai: Uai, role: StaffMember["role"]): Promise<StaffMember | null> {
  const [row] = await db
    .select()
    .from(staff)
    .where(and(eq(staff.personId, personId), eq(staff.schoolUai, schoolUai), eq(staff.role, role)));
  return row ? staffMemberOf(row) : null;
}

export const findReferentTeacher = (db: Reader, personId: StaffMember["personId"], schoolUai: Uai) => findStaffMember(db, personId, schoolUai, "REFERENT_TEACHER");

/** Someone of a school's staff, whatever they do there; the head first. */
export async function findPost(db: Reader, personId: PersonId, schoolUai: Uai): Promise<StaffMember | null> {
  const rows = await db.select().from(staff).where(and(eq(staff.personId, personId), eq(staff.schoolUai, schoolUai)));
  const [row] = rows.toSorted((one, other) => Number(other.role === "SCHOOL_HEAD") - Number(one.role === "SCHOOL_HEAD"));
  return row ? staffMemberOf(row) : null;
}

const readStaffOf = readByKeys(staff.schoolUai, (db, among) => db.select().from(staff).where(among));

/** Every post of these schools. */
export async function findStaffOf(db: Reader, schools: readonly Uai[]): Promise<readonly StaffMember[]> {
  return (await readStaffOf(db, schools)).map(staffMemberOf);
}

/**
 * Whether the student is still one; who is stays so until the transaction ends. Students are told of before anything they do.
 * `update` keeps everyone else out who holds the same student.
 */
export async function holdStudent(tx: Transaction, id: StudentId, strength: "key share" | "update" = "key share"): Promise<boolean> {
  return (await tx.select({ id: students.id }).from(students).where(eq(students.id, id)).for(strength)).length > 0;
}

export async function deleteStudent(tx: Transaction, id: StudentId): Promise<void> {
  await tx.delete(students).where(eq(students.id, id));
}
