import { academy, campaignId, instant, typeId } from "@stages/database/columns.ts";
import { idempotencyTable } from "@stages/database/idempotency.ts";
import { sealed } from "@stages/database/sealed.ts";
import type { CampaignFact } from "@stages/events/contracts.ts";
import { messagingTables } from "@stages/events/tables.ts";
import type { Role } from "@stages/kernel/actor.ts";
import type { Period } from "@stages/kernel/period.ts";
import type { Siret } from "@stages/kernel/siret.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { isNull, sql } from "drizzle-orm";
import { boolean, customType, doublePrecision, index, integer, jsonb, pgSchema, primaryKey, smallint, text, uniqueIndex, uuid, varchar } from "drizzle-orm/pg-core";
import type { CampaignChange } from "../domain/define-campaign.ts";
import type { HostKind } from "../domain/host.ts";
import type { Status } from "../domain/lifecycle.ts";
import type { Mode, Tutor } from "../domain/offer.ts";

const schema = pgSchema("offers");

export const messaging = messagingTables(schema);
export const { outbox, inbox, busCursor } = messaging;
export const idempotencyKeys = idempotencyTable(schema);

const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });

export const campaigns = schema.table("campaigns", {
  id: campaignId().primaryKey(),
  campaign: jsonb().$type<CampaignFact>().notNull(),
});

/** Who changed what of a campaign, and when: added to, never changed. */
export const campaignChanges = schema.table(
  "campaign_changes",
  {
    id: uuid().primaryKey().defaultRandom(),
    campaignId: campaignId().notNull(),
    changedAt: instant().notNull(),
    byRole: text().$type<Role>().notNull(),
    /** Null for the platform itself. */
    byPersonId: typeId("person"),
    changes: jsonb().$type<readonly CampaignChange[]>().notNull(),
  },
  (table) => [index().on(table.campaignId, table.changedAt)],
);

/** A postal address; abroad there is no INSEE code, and the postcode is the country's own. */
const address = {
  addressLine: text().notNull(),
  postcode: varchar({ length: 12 }),
  communeCode: varchar({ length: 5 }),
  communeName: text().notNull(),
};

export const hosts = schema.table("hosts", {
  id: typeId("host").primaryKey(),
  siret: varchar({ length: 14 }).$type<Siret>().unique("one_host_per_siret"),
  legalName: text().notNull(),
  kind: text().$type<HostKind>().notNull(),
  sector: varchar({ length: 1 }).notNull(),
  ...address,
  latitude: doublePrecision(),
  longitude: doublePrecision(),
  country: varchar({ length: 2 }).notNull(),
  academy: academy(),
  classes: smallint(),
  /** SHA-256 of what tells two hosts abroad apart (`identityAbroad`): of a length that an index can hold. Null in France. */
  identityAbroad: varchar({ length: 64 }).unique("one_host_per_identity_abroad"),
});

export const hostManagers = schema.table(
  "host_managers",
  { hostId: typeId("host").notNull(), personId: typeId("person").notNull() },
  (table) => [primaryKey({ columns: [table.hostId, table.personId] }), index().on(table.personId)],
);

export const offers = schema.table(
  "offers",
  {
    id: typeId("offer").primaryKey(),
    hostId: typeId("host").notNull(),
    campaignId: campaignId().notNull(),
    academy: academy(),
    status: text().$type<Status>().notNull(),
    title: text().notNull(),
    description: text().notNull(),
    activities: text().notNull(),
    sector: varchar({ length: 1 }).notNull(),
    period: text().$type<Period>().notNull(),
    mode: text().$type<Mode>().notNull(),
    seats: integer().notNull(),
    /** A copy of the ledger's count, which `candidatures` owns. */
    seatsTaken: integer().notNull().default(0),
    ...address,
    country: varchar({ length: 2 }).notNull().default("FR"),
    latitude: doublePrecision().notNull(),
    longitude: doublePrecision().notNull(),
    accessible: boolean().notNull(),
    practicalConditions: text(),
    tutor: sealed<Tutor>().notNull(),
    reservedSchoolUais: varchar({ length: 8 }).array().$type<readonly Uai[]>().notNull(),
    publishedAt: instant(),
    /** In the configuration of `0000_prepare-search`: accents and plurals are forgiven. */
    words: tsvector().notNull().generatedAlwaysAs(sql`to_tsvector('offers.french', title || ' ' || description || ' ' || activities)`),
  },
  (table) => [
    index().on(table.hostId, table.id),
    // Partial, with the status as a constant: what students never see is not walked through.
    index("offers_published_around").using("gist", sql`ll_to_earth(latitude, longitude)`).where(sql`status = 'PUBLISHED'`),
    index("offers_published_words").using("gin", table.words).where(sql`status = 'PUBLISHED'`),
  ],
);

export const intentions = schema.table(
  "intentions",
  {
    id: typeId("intention").primaryKey(),
    hostId: typeId("host").notNull(),
    campaignId: campaignId().notNull(),
    bothWeeks: integer().notNull(),
    week1: integer().notNull(),
    week2: integer().notNull(),
    declaredAt: instant().notNull(),
    changedAt: instant(),
    withdrawnAt: instant(),
  },
  (table) => [
    uniqueIndex("one_intention_per_host_and_campaign").on(table.hostId, table.campaignId).where(isNull(table.withdrawnAt)),
    index().on(table.campaignId, table.hostId),
  ],
);

/** The mean of the points known in a commune: the official geographic code has no coordinates. */
export const communeCoordinates = schema.table("commune_coordinates", {
  communeCode: varchar({ length: 5 }).primaryKey(),
  latitude: doublePrecision().notNull(),
  longitude: doublePrecision().notNull(),
  points: integer().notNull(),
});
