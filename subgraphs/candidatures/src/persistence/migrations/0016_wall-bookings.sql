-- Bookings are written by the platform alone, and never change: it decides on rows that a school may not see (book-offer.ts).
SELECT "bus"."wall"('candidatures', 'bookings');
--> statement-breakpoint
CREATE POLICY host ON candidatures.bookings FOR SELECT TO stages_candidatures_host_manager
  USING (host_id = ANY (nullif(current_setting('stages.hosts', true), '')::uuid[]));
--> statement-breakpoint
CREATE POLICY school ON candidatures.bookings FOR SELECT
  TO stages_candidatures_school_head, stages_candidatures_referent_teacher, stages_candidatures_education_adviser
  USING (school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]));
--> statement-breakpoint
CREATE POLICY rectorat ON candidatures.bookings FOR SELECT TO stages_candidatures_rectorat
  USING (
    academy = ANY (nullif(current_setting('stages.academies', true), '')::varchar[])
    OR department = ANY (nullif(current_setting('stages.departments', true), '')::varchar[])
  );
--> statement-breakpoint
CREATE POLICY ministry ON candidatures.bookings FOR SELECT TO stages_candidatures_ministry
  USING (nullif(current_setting('stages.person', true), '') IS NOT NULL);
--> statement-breakpoint
-- Who books is told beforehand which of the students could not be.
CREATE POLICY school ON candidatures.students FOR SELECT TO stages_candidatures_school_head, stages_candidatures_referent_teacher
  USING (school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]));
--> statement-breakpoint
CREATE FUNCTION "candidatures"."refuse_change_of_booking"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a booking is kept as it was made' USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER "bookings_are_kept" BEFORE UPDATE ON "candidatures"."bookings"
  FOR EACH STATEMENT EXECUTE FUNCTION "candidatures"."refuse_change_of_booking"();
--> statement-breakpoint
-- What was booked the school can cancel; to which booking a candidature belongs is frozen with what was sent.
DROP TRIGGER "candidatures_keep_their_end" ON "candidatures"."candidatures";
--> statement-breakpoint
CREATE TRIGGER "candidatures_keep_their_end" BEFORE UPDATE ON "candidatures"."candidatures"
  FOR EACH ROW
  WHEN (
    OLD.status NOT IN ('SUBMITTED', 'READ', 'ACCEPTED') AND NEW.status <> OLD.status
      AND NOT (OLD.status = 'CONFIRMED' AND (NEW.status = 'CANCELLED_BY_HOST' OR NEW.status = 'CANCELLED_BY_SCHOOL' AND OLD.booking_id IS NOT NULL))
    OR (NEW.offer_id, NEW.student_id, NEW.host_id, NEW.campaign_id, NEW.period, NEW.booking_id, NEW.motivation, NEW.submitted_at, NEW.last_day_to_answer, NEW.distance_km)
      IS DISTINCT FROM
    (OLD.offer_id, OLD.student_id, OLD.host_id, OLD.campaign_id, OLD.period, OLD.booking_id, OLD.motivation, OLD.submitted_at, OLD.last_day_to_answer, OLD.distance_km)
  )
  EXECUTE FUNCTION "candidatures"."refuse_change_but_resealing"('motivation', 'distance_km');
