import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import { campaignOf } from "@stages/events/campaign-fact.ts";
import type { CampaignFact, OfferFact, StudentFact } from "@stages/events/contracts.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import type { OfferId, StudentId } from "@stages/kernel/ids.ts";
import { asc, eq, inArray } from "drizzle-orm";
import type { Offer, Student } from "../domain/apply.ts";
import { studentOf, studentRow } from "./rows.ts";
import { campaigns, offers, students } from "./tables.ts";

/** Copies of what other subgraphs own: written on their events, read by the rules of this one. */

export async function mirrorCampaign(tx: Transaction, campaign: CampaignFact): Promise<void> {
  await tx.insert(campaigns).values({ id: campaign.id, campaign }).onConflictDoUpdate({ target: campaigns.id, set: { campaign } });
}

export async function mirrorOffer(tx: Transaction, fact: OfferFact): Promise<void> {
  const row = { ...offerOf(fact, "PUBLISHED"), ...countedBy(fact), ...(fact.maxSeats === undefined ? {} : { maxSeats: fact.maxSeats }) };
  // The seats of the first publication: from then on they are the ledger's own, and this fact may have been written before they changed.
  const { seats: _, ...known } = row;
  await tx.insert(offers).values(row).onConflictDoUpdate({ target: offers.id, set: known });
}

export async function closeOffer(tx: Transaction, id: OfferId, status: string): Promise<void> {
  await tx.update(offers).set({ status }).where(eq(offers.id, id));
}

export async function mirrorStudent(tx: Transaction, fact: StudentFact): Promise<void> {
  const row = studentRow(studentFrom(fact));
  await tx.insert(students).values(row).onConflictDoUpdate({ target: students.id, set: row });
}

type OfferSource = Pick<OfferFact, "id" | "campaignId" | "title" | "period" | "mode" | "seats" | "reservedSchoolUais"> & {
  readonly host: Pick<OfferFact["host"], "id">;
  readonly place: Pick<OfferFact["place"], "latitude" | "longitude">;
};

export function offerOf({ id, campaignId, title, period, mode, seats, host, place, reservedSchoolUais }: OfferSource, status: string): Offer {
  const { latitude, longitude } = place;
  return { id, hostId: host.id, campaignId, title, period, mode, seats, latitude, longitude, reservedSchoolUais, status };
}

/** What its candidatures are counted by. */
export const countedBy = ({ sector, host }: { readonly sector?: string; readonly host: { readonly kind: string } }) => ({ sector: sector ?? null, hostKind: host.kind });

export function studentFrom({ id, schoolUai, academy, campaignId, home }: Pick<StudentFact, "id" | "schoolUai" | "academy" | "campaignId" | "home">): Student {
  return { id, schoolUai, academy, campaignId, latitude: home.latitude, longitude: home.longitude };
}

const readCampaigns = readByKeys(campaigns.id, (db, among) => db.select().from(campaigns).where(among));

export async function findCampaigns(db: Reader, ids: readonly string[]): Promise<readonly Campaign[]> {
  const rows = await readCampaigns(db, ids);
  return rows.map(({ campaign }) => campaignOf(campaign));
}

/** One a year. */
export async function findEveryCampaign(db: Reader): Promise<readonly Campaign[]> {
  return (await db.select().from(campaigns)).map(({ campaign }) => campaignOf(campaign));
}

export async function findCampaign(db: Reader, id: string): Promise<Campaign | null> {
  return (await findCampaigns(db, [id]))[0] ?? null;
}

const readOffers = readByKeys(offers.id, (db, among) => db.select().from(offers).where(among));

export function findOffers(db: Reader, ids: readonly OfferId[]): Promise<readonly Offer[]> {
  return readOffers(db, ids);
}

export async function findOffer(db: Reader, id: OfferId): Promise<Offer | null> {
  return (await findOffers(db, [id]))[0] ?? null;
}

/** In one statement: each that is read outside of a transaction takes a standing of its own, which costs as much as a second one. */
export async function findOfferInCampaign(db: Reader, id: OfferId): Promise<{ readonly offer: Offer; readonly campaign: Campaign } | null> {
  const [found] = await db.select({ offer: offers, campaign: campaigns.campaign }).from(offers).innerJoin(campaigns, eq(campaigns.id, offers.campaignId)).where(eq(offers.id, id));
  return found ? { offer: found.offer, campaign: campaignOf(found.campaign) } : null;
}

const readStudents = readByKeys(students.id, (db, among) => db.select().from(students).where(among));

export async function findStudents(db: Reader, ids: readonly StudentId[]): Promise<readonly Student[]> {
  return (await readStudents(db, ids)).map(studentOf);
}

/** Until the end of the transaction nobody else applies or confirms for this student. */
export async function lockStudent(tx: Transaction, id: StudentId): Promise<Student | null> {
  const [row] = await tx.select().from(students).where(eq(students.id, id)).for("update");
  return row ? studentOf(row) : null;
}

/** Several at once, always in the order of their ids: two bookings with students in common wait and never deadlock. */
export async function lockStudents(tx: Transaction, ids: readonly StudentId[]): Promise<readonly Student[]> {
  const rows = await tx.select().from(students).where(inArray(students.id, [...ids])).orderBy(asc(students.id)).for("update");
  return rows.map(studentOf);
}

export async function deleteStudent(tx: Transaction, id: StudentId): Promise<void> {
  await tx.delete(students).where(eq(students.id, id));
}
