import { type ContentsOf, sealFor } from "@stages/database/sealed.ts";
import type { PgColumn } from "drizzle-orm/pg-core";
import * as candidatures from "@stages/candidatures/persistence/tables.ts";
import * as conventions from "@stages/conventions/persistence/tables.ts";
import * as offers from "@stages/offers/persistence/tables.ts";
import * as people from "@stages/people/persistence/tables.ts";

const STEP = '"from", "to", at, by_person_id, by_role, reason';

/** Loaded while the students live: a few million rows. */
export const COLUMNS = {
  "people.persons": "id, identity",
  "people.students": "id, person_id, campaign_id, school_uai, academy, class_name, private",
  "candidatures.students": "id, school_uai, academy, campaign_id, home",
  "candidatures.candidatures":
    "id, offer_id, host_id, student_id, school_uai, academy, campaign_id, period, status, motivation, booking_id, submitted_at, last_day_to_answer, last_day_to_confirm, distance_km, sector, host_kind, far_from_home, confirmation_reminded_on",
  "candidatures.history": `candidature_id, ${STEP}`,
  "candidatures.bookings": "id, offer_id, host_id, school_uai, academy, campaign_id, period, booked_at, booked_by_person_id, booked_by_role",
  "candidatures.stages_elsewhere": "convention_id, student_id, campaign_id, period",
  "conventions.students": "id, identity, class_name, school_uai, academy, campaign_id",
  "conventions.conventions":
    "id, origin, candidature_id, offer_id, host_id, student_id, school_uai, academy, campaign_id, period, status, opened_at, confirmed_at, reason, host_part, school_part, host_party, referent_teacher_id, presence_rules_version, ended_on, end_cause, waiting_since, sector, host_kind",
  "conventions.history": `convention_id, ${STEP}`,
  "conventions.paper_copies": "convention_id, file_id, scan_sha256, signed_on, recorded_at, recorded_by",
  "conventions.absences": "id, convention_id, day, kind, step, cause",
  "conventions.absence_steps": "absence_id, rank, step, at, by_person_id, by_role",
  "conventions.feedback": "id, convention_id, host_id, status, answer, given_at, decided_at, decided_by",
} as const;
export type Table = keyof typeof COLUMNS;

/** Loaded once it is known what became of the offers. */
export const MARKET_COLUMNS = {
  "offers.hosts": "id, legal_name, kind, sector, address_line, postcode, commune_code, commune_name, latitude, longitude, country, academy, classes",
  "offers.host_managers": "host_id, person_id",
  "offers.intentions": "id, host_id, campaign_id, both_weeks, week1, week2, declared_at",
  "offers.offers":
    "id, host_id, campaign_id, academy, status, title, description, activities, sector, period, mode, seats, seats_taken, address_line, postcode, commune_code, commune_name, latitude, longitude, accessible, tutor, reserved_school_uais, published_at, host_kind",
  "offers.history": "offer_id, \"from\", \"to\", at, by_person_id, by_role, why",
  "candidatures.offers": "id, host_id, campaign_id, title, period, mode, seats, max_seats, latitude, longitude, reserved_school_uais, status, sector, host_kind",
  "candidatures.host_managers": "host_id, person_id",
  "conventions.offers": "id, campaign_id, offer, sector, host_kind",
  "conventions.hosts": "id, legal_name, address",
} as const;
export type MarketTable = keyof typeof MARKET_COLUMNS;

/** What stands, sealed once, in every row of a column: of a likely length, and bound to no row, so that nothing opens it. */
function dummyOf<C extends PgColumn>(column: C, value: unknown): string {
  const row = new Proxy({}, { get: () => "national" });
  return `\\\\x${Buffer.from(sealFor(column, row, value as ContentsOf<C>)).toString("hex")}`;
}

const A_SENTENCE = "Une phrase comme on en écrit, de quelques mots.";
const TEXT_OF_A_PART = A_SENTENCE.repeat(4);

export const dummies = () => ({
  identity: dummyOf(people.persons.identity, { firstName: "Camille", lastName: "Martin", email: null, phone: null }),
  privateLife: dummyOf(people.students.private, { birthDate: "2008-05-14", home: { latitude: 45.1, longitude: 1.5 } }),
  home: dummyOf(candidatures.students.home, { latitude: 45.1, longitude: 1.5 }),
  motivation: dummyOf(candidatures.candidatures.motivation, A_SENTENCE),
  distance: dummyOf(candidatures.candidatures.distanceKm, 4.2),
  candidatureReason: dummyOf(candidatures.history.reason, A_SENTENCE),
  studentIdentity: dummyOf(conventions.students.identity, { firstName: "Camille", lastName: "Martin", birthDate: "2008-05-14" }),
  conventionReason: dummyOf(conventions.conventions.reason, A_SENTENCE),
  stepReason: dummyOf(conventions.history.reason, A_SENTENCE),
  hostPart: dummyOf(conventions.conventions.hostPart, TEXT_OF_A_PART),
  schoolPart: dummyOf(conventions.conventions.schoolPart, A_SENTENCE),
  hostParty: dummyOf(conventions.conventions.hostParty, A_SENTENCE),
  answer: dummyOf(conventions.feedback.answer, { rating: 4, recommends: true, comment: null }),
  tutor: dummyOf(offers.offers.tutor, { name: "Camille Roche", function: "responsable", email: "camille.roche@example.org", phone: null }),
  offer: dummyOf(conventions.offers.offer, TEXT_OF_A_PART),
});
export type Dummies = ReturnType<typeof dummies>;
