import { compiled, readByKeys } from "@stages/database/compiled.ts";
import type { Transaction } from "@stages/database/connection.ts";
import { campaignOf } from "@stages/events/campaign-fact.ts";
import type { CampaignFact } from "@stages/events/contracts.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { type CandidatureId, type OfferId, type StudentId, uuidOf } from "@stages/kernel/ids.ts";
import { getTableColumns, sql } from "drizzle-orm";
import type { Offer, Student } from "../domain/apply.ts";
import type { Candidature } from "../domain/candidature.ts";
import { findByStudents, lockCandidature } from "./candidatures.ts";
import type { LedgerLine } from "./ledger.ts";
import { studentOf } from "./rows.ts";
import { findStagesElsewhere, type StageElsewhere } from "./stages-elsewhere.ts";
import { campaigns, candidatures, offers, students } from "./tables.ts";

/**
 * All that an act is decided on, in one round trip: the statements leave together, and PostgreSQL runs them in the order in
 * which they stand, each on a snapshot of its own. Those behind a lock see what was committed while it was waited for.
 */

export interface Applying {
  /** Locked. */
  readonly student: Student | null;
  /** The student's own. */
  readonly campaign: Campaign | null;
  readonly offer: Offer | null;
  readonly offerCampaign: Campaign | null;
  readonly mine: readonly Candidature[];
  readonly elsewhere: readonly StageElsewhere[];
}

/** Not joined: a row that is locked would be locked with it. */
const campaignBy = (column: typeof students.campaignId | typeof offers.campaignId) =>
  sql<CampaignFact | null>`(select ${campaigns.campaign} from ${campaigns} where ${campaigns.id} = ${column})`.mapWith(campaigns.campaign).as("campaign");

const lockApplicant = readByKeys(students.id, (db, among) => db.select({ ...getTableColumns(students), campaign: campaignBy(students.campaignId) }).from(students).where(among).for("update"));

const readOffer = readByKeys(offers.id, (db, among) => db.select({ ...getTableColumns(offers), campaign: campaignBy(offers.campaignId) }).from(offers).where(among));

/** A student who applies: the student's row is locked, so that nobody else applies or confirms for them meanwhile. */
export async function lockApplying(tx: Transaction, studentId: StudentId, offerId: OfferId | null): Promise<Applying> {
  const [[applicant], [wanted], mine, elsewhere] = await Promise.all([
    lockApplicant(tx, [studentId]),
    readOffer(tx, offerId ? [offerId] : []),
    findByStudents(tx, [studentId]),
    findStagesElsewhere(tx, [studentId]),
  ]);
  return { student: applicant ? studentOf(applicant) : null, campaign: read(applicant), offer: wanted ?? null, offerCampaign: read(wanted), mine, elsewhere };
}

const read = (row: { readonly campaign: CampaignFact | null } | undefined) => (row?.campaign ? campaignOf(row.campaign) : null);

export interface Answering {
  readonly candidature: Candidature;
  /** Null for what was not told of yet. */
  readonly line: (LedgerLine & { readonly title: string }) | null;
  readonly campaign: Campaign | null;
}

/** Of the candidature that is locked before it, and that may be hidden from who asks. */
const asked = () => sql`(select ${candidatures.offerId} from ${candidatures} where ${candidatures.id} = ${sql.placeholder("id")}::uuid)`;

const lockLine = compiled((db) => db.select({ id: offers.id }).from(offers).where(sql`${offers.id} = ${asked()}`).for("update"));

const readLine = compiled((db) =>
  db
    .select({
      offerId: offers.id, hostId: offers.hostId, status: offers.status, maxSeats: offers.maxSeats, seats: offers.seats, taken: sql<number>`coalesce(held.taken, 0)`,
      title: offers.title,
      campaign: campaignBy(offers.campaignId),
    })
    .from(offers)
    .leftJoin(sql`candidatures.seats_taken(array[${asked()}], ${sql.placeholder("today")}::date) held`, sql`true`)
    .where(sql`${offers.id} = ${asked()}`),
);

/**
 * A host who gives a seat: the candidature is locked, then its offer's line of the ledger, then the seats are counted. Three
 * statements on purpose: one that waited for the lock would count on the snapshot it took before waiting.
 */
export async function lockAnswering(tx: Transaction, id: CandidatureId, now: Temporal.Instant): Promise<Answering | null> {
  const values = { id: uuidOf(id), today: civilDateOf(now).toString() };
  const [candidature, , [line]] = await Promise.all([lockCandidature(tx, id), lockLine(tx, values), readLine(tx, values)]);
  return candidature && { candidature, line: line ?? null, campaign: read(line) };
}
