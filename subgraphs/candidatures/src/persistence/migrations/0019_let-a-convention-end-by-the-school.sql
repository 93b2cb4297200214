-- A school that cancels a convention ends its candidature as its own act, accepted or confirmed: domain/lifecycle.ts says the same.
CREATE OR REPLACE FUNCTION "candidatures"."is_step"("was" text, "becomes" text, "party" text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT EXISTS (
    SELECT FROM (VALUES
      (NULL, 'SUBMITTED', ARRAY['STUDENT']),
      (NULL, 'CONFIRMED', ARRAY['SCHOOL']),
      ('SUBMITTED', 'READ', ARRAY['HOST']),
      ('SUBMITTED', 'WITHDRAWN', ARRAY['STUDENT']),
      ('SUBMITTED', 'SUPERSEDED', ARRAY['STUDENT', 'SCHOOL']),
      ('SUBMITTED', 'EXPIRED', ARRAY['PLATFORM']),
      ('READ', 'ACCEPTED', ARRAY['HOST']),
      ('READ', 'REFUSED', ARRAY['HOST']),
      ('READ', 'WITHDRAWN', ARRAY['STUDENT']),
      ('READ', 'SUPERSEDED', ARRAY['STUDENT', 'SCHOOL']),
      ('READ', 'EXPIRED', ARRAY['PLATFORM']),
      ('ACCEPTED', 'CONFIRMED', ARRAY['STUDENT']),
      ('ACCEPTED', 'WITHDRAWN', ARRAY['STUDENT']),
      ('ACCEPTED', 'SUPERSEDED', ARRAY['STUDENT', 'SCHOOL']),
      ('ACCEPTED', 'CANCELLED_BY_HOST', ARRAY['HOST', 'PLATFORM']),
      ('ACCEPTED', 'CANCELLED_BY_SCHOOL', ARRAY['PLATFORM']),
      ('ACCEPTED', 'LAPSED', ARRAY['PLATFORM']),
      ('CONFIRMED', 'CANCELLED_BY_HOST', ARRAY['HOST', 'PLATFORM']),
      ('CONFIRMED', 'CANCELLED_BY_SCHOOL', ARRAY['SCHOOL', 'PLATFORM'])
    ) AS step (from_status, to_status, parties)
    WHERE from_status IS NOT DISTINCT FROM was AND to_status = becomes AND (party IS NULL OR party = ANY (parties))
  )
$$;
--> statement-breakpoint
-- What was not booked a school's own role still does not end: the platform does, on hearing of the convention.
DROP TRIGGER "candidatures_keep_their_end" ON "candidatures"."candidatures";
--> statement-breakpoint
CREATE TRIGGER "candidatures_keep_their_end" BEFORE UPDATE ON "candidatures"."candidatures"
  FOR EACH ROW
  WHEN (
    OLD.status NOT IN ('SUBMITTED', 'READ', 'ACCEPTED') AND NEW.status <> OLD.status
      AND NOT (OLD.status = 'CONFIRMED' AND (NEW.status = 'CANCELLED_BY_HOST' OR NEW.status = 'CANCELLED_BY_SCHOOL' AND (OLD.booking_id IS NOT NULL OR candidatures.acting_party() IS NULL)))
    OR (NEW.offer_id, NEW.student_id, NEW.host_id, NEW.campaign_id, NEW.period, NEW.booking_id, NEW.motivation, NEW.submitted_at, NEW.last_day_to_answer, NEW.distance_km)
      IS DISTINCT FROM
    (OLD.offer_id, OLD.student_id, OLD.host_id, OLD.campaign_id, OLD.period, OLD.booking_id, OLD.motivation, OLD.submitted_at, OLD.last_day_to_answer, OLD.distance_km)
  )
  EXECUTE FUNCTION "candidatures"."refuse_change_but_resealing"('motivation', 'distance_km');
