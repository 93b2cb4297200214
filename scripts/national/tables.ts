const STEP = '"from", "to", at, by_person_id, by_role, reason';

/** Loaded while the students live: a few million rows. */
export const COLUMNS = {
  "people.persons": "id, subject, identity, email_index",
  "people.grants": "person_id, role, school_uai, host_id, student_id",
  "people.staff": "person_id, school_uai, function, title",
  "people.students": "id, person_id, campaign_id, school_uai, academy, class_name, private, home_commune_code",
  "people.legal_representatives": "student_id, person_id, relationship, contact_order, may_sign",
  "people.referent_teachers": "student_id, teacher_id, assigned_at, assigned_by",
  "people.student_hosts": "student_id, host_id, disclosed",
  "people.student_tutors": "student_id, tutor",
  "people.conventions": "id, student_id, school_uai, host_id, status, tutor, tutor_index, representative, representative_index",
  "candidatures.students": "id, school_uai, academy, campaign_id, home",
  "candidatures.candidatures":
    "id, offer_id, host_id, student_id, school_uai, academy, campaign_id, period, status, motivation, booking_id, submitted_at, last_day_to_answer, last_day_to_confirm, distance_km, sector, host_kind, far_from_home, confirmation_reminded_on",
  "candidatures.history": `candidature_id, ${STEP}`,
  "candidatures.bookings": "id, offer_id, host_id, school_uai, academy, campaign_id, period, booked_at, booked_by_person_id, booked_by_role",
  "candidatures.stages_elsewhere": "convention_id, student_id, campaign_id, period",
  "conventions.staff": "person_id, school_uai, role, contact",
  "conventions.representatives": "student_id, family",
  "conventions.students": "id, identity, class_name, school_uai, academy, campaign_id",
  "conventions.conventions":
    "id, origin, candidature_id, offer_id, host_id, student_id, school_uai, academy, campaign_id, period, status, opened_at, confirmed_at, reason, host_part, school_part, host_party, referent_teacher_id, tutor, presence_rules_version, ended_on, end_cause, waiting_since, sector, host_kind",
  "conventions.history": `convention_id, ${STEP}`,
  "conventions.documents": "id, convention_id, kind, rank, content, pdf, sha256, code, frozen_at",
  "conventions.evidence": "id, document_id, convention_id, seq, kind, capacity, rank, signer_id, at, document_hash, previous_hash, hash, detail, mac",
  "conventions.evidence_chains": "document_id, convention_id, document_hash, content_hash, length, head, completed_at, mac",
  "conventions.files": "id, convention_id, campaign_id, purpose, type, content, bytes, sha256, uploaded_by, uploaded_at, used_at",
  "conventions.paper_copies": "convention_id, file_id, scan_sha256, signed_on, recorded_at, recorded_by",
  "conventions.absences": "id, convention_id, day, kind, step, cause",
  "conventions.absence_steps": "absence_id, rank, step, at, by_person_id, by_role",
  "conventions.feedback": "id, convention_id, host_id, status, answer, given_at, decided_at, decided_by",
} as const;
export type Table = keyof typeof COLUMNS;

/** Loaded once it is known what became of the offers. */
export const MARKET_COLUMNS = {
  "people.persons": "id, subject, identity, email_index",
  "people.grants": "person_id, role, school_uai, host_id, student_id",
  "people.hosts": "id, legal_name",
  "offers.hosts": "id, siret, legal_name, kind, sector, address_line, postcode, commune_code, commune_name, latitude, longitude, country, academy, classes",
  "offers.host_managers": "host_id, person_id",
  "offers.intentions": "id, host_id, campaign_id, both_weeks, week1, week2, declared_at",
  "offers.offers":
    "id, host_id, campaign_id, academy, status, title, description, activities, sector, period, mode, seats, seats_taken, address_line, postcode, commune_code, commune_name, latitude, longitude, accessible, practical_conditions, tutor, reserved_school_uais, published_at, host_kind",
  "offers.history": "offer_id, \"from\", \"to\", at, by_person_id, by_role, why",
  "candidatures.offers": "id, host_id, campaign_id, title, period, mode, seats, max_seats, latitude, longitude, reserved_school_uais, status, sector, host_kind",
  "candidatures.host_managers": "host_id, person_id",
  "conventions.offers": "id, campaign_id, offer, sector, host_kind",
  "conventions.hosts": "id, siret, legal_name, address",
  "conventions.host_managers": "host_id, person_id, contact",
} as const;
export type MarketTable = keyof typeof MARKET_COLUMNS;
