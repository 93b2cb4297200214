import { academy, campaignId, department, instant, typeId } from "@stages/database/columns.ts";
import { idempotencyTable } from "@stages/database/idempotency.ts";
import { sealed } from "@stages/database/sealed.ts";
import type { CampaignFact } from "@stages/events/contracts.ts";
import { messagingTables } from "@stages/events/tables.ts";
import type { Role } from "@stages/kernel/actor.ts";
import type { Period } from "@stages/kernel/period.ts";
import type { Siret } from "@stages/kernel/siret.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { isNull, sql } from "drizzle-orm";
import { bigint, boolean, check, customType, doublePrecision, index, integer, jsonb, pgSchema, primaryKey, smallint, text, uniqueIndex, uuid, varchar } from "drizzle-orm/pg-core";
import { CELLS_PER_DEGREE, ZONES_PER_DEGREE } from "../domain/area.ts";
import type { CampaignChange } from "../domain/define-campaign.ts";
import type { HostKind } from "../domain/host.ts";
import type { Lack, Status } from "../domain/lifecycle.ts";
import type { FlagReason } from "../domain/moderate.ts";
import type { Mode, Tutor } from "../domain/offer.ts";

const schema = pgSchema("offers");

export const messaging = messagingTables(schema);
export const { outbox, inbox, setAside, busCursor } = messaging;
export const idempotencyKeys = idempotencyTable(schema);

const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });
/** Of `cube`, as earthdistance places a point of the globe: metres from its centre. */
const cube = customType<{ data: string }>({ dataType: () => "cube" });

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

/** The number of the square of the globe that holds a point, of so many to a degree: `squareOf` of domain/area.ts. */
const squareOf = (perDegree: number) =>
  `floor((latitude + 90) * ${perDegree})::integer * ${360 * perDegree} + floor((longitude + 180) * ${perDegree})::integer`;

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
    /** Of the place, as `departmentOfCommune` says it: what a row policy compares. */
    department: department().generatedAlwaysAs(
      sql`case when left(commune_code, 3) in ('977', '978') then '971' when left(commune_code, 2) in ('97', '98') then left(commune_code, 3) else left(commune_code, 2) end`,
    ),
    latitude: doublePrecision(),
    longitude: doublePrecision(),
    accessible: boolean().notNull(),
    practicalConditions: text(),
    tutor: sealed<Tutor>().notNull(),
    reservedSchoolUais: varchar({ length: 8 }).array().$type<readonly Uai[]>().notNull(),
    publishedAt: instant(),
    /** The host's, brought by a trigger: what the catalogue is narrowed by stands in one index. */
    hostKind: text().$type<HostKind>(),
    seatsLeft: integer().notNull().generatedAlwaysAs(sql.raw("seats - seats_taken")),
    point: cube().generatedAlwaysAs(sql.raw("public.ll_to_earth(latitude, longitude)")),
    cell: integer().generatedAlwaysAs(sql.raw(squareOf(CELLS_PER_DEGREE))),
    /** In the configuration of `0000_prepare-search`: accents and plurals are forgiven. The square it is in is a word too. */
    words: tsvector()
      .notNull()
      .generatedAlwaysAs(sql.raw(`to_tsvector('offers.french', title || ' ' || description || ' ' || activities) || array_to_tsvector(array[coalesce('z' || (${squareOf(ZONES_PER_DEGREE)})::text, 'z')])`)),
  },
  // The indexes of the catalogue are in a migration by hand: drizzle knows no INCLUDE.
  (table) => [
    index().on(table.hostId, table.id),
    // What is past is found without walking through what is not, and so is what is hidden.
    index("offers_published_periods").on(table.campaignId, table.period, table.id).where(sql`status = 'PUBLISHED'`),
    index("offers_hidden").on(table.id).where(sql`status = 'HIDDEN'`),
    check("located_once_published", sql`published_at is null or latitude is not null and longitude is not null`),
  ],
);

/** The words of what was published, as they were written: what is proposed as one types, and for one that nothing has. */
export const vocabulary = schema.table("vocabulary", {
  /** Without accents or capitals. */
  key: text().primaryKey(),
  word: text().notNull(),
  /** As the index of texts has it: "patisseries" and "patisserie" are one. */
  stem: text().generatedAlwaysAs(sql.raw("(ts_lexize('pg_catalog.french_stem', key))[1]")),
  /** In how many publications: the most frequent is proposed first. */
  uses: integer().notNull(),
});

/** The offers that a student has put aside. */
export const favourites = schema.table(
  "favourites",
  { studentId: typeId("student").notNull(), offerId: typeId("offer").notNull(), addedAt: instant().notNull() },
  (table) => [primaryKey({ columns: [table.studentId, table.offerId] }), index().on(table.offerId), index().on(table.studentId, table.addedAt, table.offerId)],
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

/** Every change of status: who, when, from, to, why. Append-only. */
export const history = schema.table(
  "history",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    offerId: typeId("offer").notNull(),
    from: text().$type<Status>(),
    to: text().$type<Status>().notNull(),
    at: instant().notNull(),
    byPersonId: typeId("person"),
    byRole: text().$type<Role>().notNull(),
    /** Of what the platform does by itself. */
    why: text().$type<Lack>(),
    reason: sealed<string>({ boundTo: ["offerId", "to", "at"] }),
  },
  (table) => [index().on(table.offerId, table.id), index().on(table.byPersonId)],
);

/** What someone finds wrong in an offer: once per person and offer. Never shown to its host. */
export const flags = schema.table(
  "flags",
  {
    offerId: typeId("offer").notNull(),
    personId: typeId("person").notNull(),
    byRole: text().$type<Role>().notNull(),
    reason: text().$type<FlagReason>().notNull(),
    text: sealed<string>(),
    at: instant().notNull(),
    dismissedAt: instant(),
    dismissedByPersonId: typeId("person"),
  },
  (table) => [primaryKey({ columns: [table.offerId, table.personId] }), index().on(table.personId), index("flags_waiting").on(table.offerId).where(sql`dismissed_at is null`)],
);

/** The mean of the points known in a commune: the official geographic code has no coordinates. */
export const communeCoordinates = schema.table("commune_coordinates", {
  communeCode: varchar({ length: 5 }).primaryKey(),
  latitude: doublePrecision().notNull(),
  longitude: doublePrecision().notNull(),
  points: integer().notNull(),
});
