-- What is frozen stays frozen. Another seal of the same value may take a seal's place, which is how keys are rotated: where
-- the transaction says that it does that, under the platform's role, which no request has, and nothing else of the row changes.
-- The database cannot read either seal; it can see that both are seals, of values of the same length, by different keys.
CREATE FUNCTION "candidatures"."is_another_seal"("was" text, "becomes" text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  -- In hexadecimal: \x, the format (1), the version of the key on four bytes, and what only the key opens.
  SELECT was LIKE '\\x01%' AND becomes LIKE '\\x01%' AND length(was) = length(becomes) AND substr(was, 5, 8) <> substr(becomes, 5, 8)
$$;
--> statement-breakpoint
CREATE FUNCTION "candidatures"."is_resealing"("was" jsonb, "becomes" jsonb, "sealed" text[]) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(current_setting('stages.resealing', true), '') = 'on'
    AND current_user = 'stages_candidatures_platform'
    AND was - sealed = becomes - sealed
    AND NOT EXISTS (
      SELECT FROM unnest(sealed) AS name
      WHERE was ->> name IS DISTINCT FROM becomes ->> name
        AND "candidatures"."is_another_seal"(was ->> name, becomes ->> name) IS NOT TRUE
    )
$$;
--> statement-breakpoint
-- The arguments are the sealed columns.
CREATE FUNCTION "candidatures"."refuse_change_but_resealing"() RETURNS trigger LANGUAGE plpgsql SET bytea_output = 'hex' AS $$
BEGIN
  IF "candidatures"."is_resealing"(to_jsonb(OLD), to_jsonb(NEW), TG_ARGV) THEN
    RETURN NEW;
  END IF;
  IF TG_TABLE_NAME = 'candidatures' THEN
    RAISE EXCEPTION 'candidature % cannot go from % to %', OLD.id, OLD.status, NEW.status USING ERRCODE = 'restrict_violation';
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
DROP TRIGGER "history_is_kept" ON "candidatures"."history";
--> statement-breakpoint
CREATE TRIGGER "history_stays" BEFORE DELETE OR TRUNCATE ON "candidatures"."history"
  FOR EACH STATEMENT EXECUTE FUNCTION "candidatures"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "history_is_kept" BEFORE UPDATE ON "candidatures"."history"
  FOR EACH ROW EXECUTE FUNCTION "candidatures"."refuse_change_but_resealing"('reason');
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
  EXECUTE FUNCTION "candidatures"."refuse_change_but_resealing"('motivation', 'distance_km');
--> statement-breakpoint
DROP FUNCTION "candidatures"."refuse_change_once_decided"();
