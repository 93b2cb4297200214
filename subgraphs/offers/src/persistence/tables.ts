import { academy, campaignId, department, instant, typeId } from "@stages/database/columns.ts";
import { sealed } from "@stages/database/sealed.ts";
import type { CampaignFact } from "@stages/events/contracts.ts";
import { messagingTables } from "@stages/events/tables.ts";
import type { Period } from "@stages/kernel/period.ts";
import type { Siret } from "@stages/kernel/siret.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { sql } from "drizzle-orm";
import { boolean, customType, doublePrecision, index, integer, jsonb, pgSchema, primaryKey, smallint, text, varchar } from "drizzle-orm/pg-core";
import { CELLS_PER_DEGREE, ZONES_PER_DEGREE } from "../domain/area.ts";
import type { HostKind } from "../domain/host.ts";
import type { Status } from "../domain/lifecycle.ts";
import type { Mode, Tutor } from "../domain/offer.ts";

const schema = pgSchema("offers");

export const messaging = messagingTables(schema);
export const { outbox, inbox, busCursor } = messaging;

const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });
/** Of `cube`, as earthdistance places a point of the globe: metres from its centre. */
const cube = customType<{ data: string }>({ dataType: () => "cube" });

export const campaigns = schema.table("campaigns", {
  id: campaignId().primaryKey(),
  campaign: jsonb().$type<CampaignFact>().notNull(),
});

/** The number of the square of the globe that holds a point, of so many to a degree: `squareOf` of domain/area.ts. */
const squareOf = (perDegree: number) =>
  `floor((latitude + 90) * ${perDegree})::integer * ${360 * perDegree} + floor((longitude + 180) * ${perDegree})::integer`;

/** A postal address; abroad there is neither INSEE code nor French postcode. */
const address = {
  addressLine: text().notNull(),
  postcode: varchar({ length: 5 }),
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
    ...address,
    latitude: doublePrecision().notNull(),
    longitude: doublePrecision().notNull(),
    accessible: boolean().notNull(),
    practicalConditions: text(),
    tutor: sealed<Tutor>().notNull(),
    reservedSchoolUais: varchar({ length: 8 }).array().$type<readonly Uai[]>().notNull(),
    publishedAt: instant(),
    /** How many candidatures hold one of its seats: a copy of the ledger of `candidatures`. */
    seatsTaken: integer().notNull().default(0),
    /** The host's, brought by a trigger: what the catalogue is narrowed by stands in one index. */
    hostKind: text().$type<HostKind>(),
    department: department().generatedAlwaysAs(sql.raw("case when left(commune_code, 2) in ('97', '98') then left(commune_code, 3) else left(commune_code, 2) end")),
    seatsLeft: integer().notNull().generatedAlwaysAs(sql.raw("seats - seats_taken")),
    point: cube().notNull().generatedAlwaysAs(sql.raw("public.ll_to_earth(latitude, longitude)")),
    cell: integer().notNull().generatedAlwaysAs(sql.raw(squareOf(CELLS_PER_DEGREE))),
    /** In the configuration of `0000_prepare-search`: accents and plurals are forgiven. The square it is in is a word too. */
    words: tsvector()
      .notNull()
      .generatedAlwaysAs(sql.raw(`to_tsvector('offers.french', title || ' ' || description || ' ' || activities) || array_to_tsvector(array['z' || (${squareOf(ZONES_PER_DEGREE)})::text])`)),
  },
  // The indexes of the catalogue are in a migration by hand: drizzle knows no INCLUDE.
  (table) => [index().on(table.hostId, table.id)],
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

/** The mean of the points known in a commune: the official geographic code has no coordinates. */
export const communeCoordinates = schema.table("commune_coordinates", {
  communeCode: varchar({ length: 5 }).primaryKey(),
  latitude: doublePrecision().notNull(),
  longitude: doublePrecision().notNull(),
  points: integer().notNull(),
});
