-- The database refuses what the domain refuses: what was sent and what was recorded never change, and an end is an end.
CREATE FUNCTION "candidatures"."refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER "history_is_kept" BEFORE UPDATE OR DELETE OR TRUNCATE ON "candidatures"."history"
  FOR EACH STATEMENT EXECUTE FUNCTION "candidatures"."refuse_change"();
--> statement-breakpoint
CREATE FUNCTION "candidatures"."refuse_change_once_decided"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'candidature % cannot go from % to %', OLD.id, OLD.status, NEW.status USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER "candidatures_keep_their_end" BEFORE UPDATE ON "candidatures"."candidatures"
  FOR EACH ROW
  WHEN (
    OLD.status NOT IN ('SUBMITTED', 'READ', 'ACCEPTED') AND NEW.status <> OLD.status
      AND NOT (OLD.status = 'CONFIRMED' AND NEW.status = 'CANCELLED_BY_HOST')
    OR (NEW.offer_id, NEW.student_id, NEW.host_id, NEW.campaign_id, NEW.period, NEW.motivation, NEW.submitted_at, NEW.last_day_to_answer, NEW.distance_km)
      IS DISTINCT FROM
    (OLD.offer_id, OLD.student_id, OLD.host_id, OLD.campaign_id, OLD.period, OLD.motivation, OLD.submitted_at, OLD.last_day_to_answer, OLD.distance_km)
  )
  EXECUTE FUNCTION "candidatures"."refuse_change_once_decided"();
