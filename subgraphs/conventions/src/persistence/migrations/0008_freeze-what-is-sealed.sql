-- What is frozen stays frozen. Another seal of the same value may take a seal's place, which is how keys are rotated: where
-- the transaction says that it does that, under the platform's role, which no request has, and nothing else of the row changes.
-- The database cannot read either seal; it can see that both are seals, of values of the same length, by different keys.
CREATE FUNCTION "conventions"."is_another_seal"("was" text, "becomes" text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  -- In hexadecimal: \x, the format (1), the version of the key on four bytes, and what only the key opens.
  SELECT was LIKE '\\x01%' AND becomes LIKE '\\x01%' AND length(was) = length(becomes) AND substr(was, 5, 8) <> substr(becomes, 5, 8)
$$;
--> statement-breakpoint
CREATE FUNCTION "conventions"."is_resealing"("was" jsonb, "becomes" jsonb, "sealed" text[]) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(current_setting('stages.resealing', true), '') = 'on'
    AND current_user = 'stages_conventions_platform'
    AND was - sealed = becomes - sealed
    AND NOT EXISTS (
      SELECT FROM unnest(sealed) AS name
      WHERE was ->> name IS DISTINCT FROM becomes ->> name
        AND "conventions"."is_another_seal"(was ->> name, becomes ->> name) IS NOT TRUE
    )
$$;
--> statement-breakpoint
-- The arguments are the sealed columns.
CREATE FUNCTION "conventions"."refuse_change_but_resealing"() RETURNS trigger LANGUAGE plpgsql SET bytea_output = 'hex' AS $$
BEGIN
  IF "conventions"."is_resealing"(to_jsonb(OLD), to_jsonb(NEW), TG_ARGV) THEN
    RETURN NEW;
  END IF;
  IF TG_TABLE_NAME = 'conventions' THEN
    RAISE EXCEPTION 'convention % is frozen', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
DROP TRIGGER "documents_are_frozen" ON "conventions"."documents";
--> statement-breakpoint
CREATE TRIGGER "documents_stay" BEFORE DELETE OR TRUNCATE ON "conventions"."documents"
  FOR EACH STATEMENT EXECUTE FUNCTION "conventions"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "documents_are_frozen" BEFORE UPDATE ON "conventions"."documents"
  FOR EACH ROW EXECUTE FUNCTION "conventions"."refuse_change_but_resealing"('content');
--> statement-breakpoint
DROP TRIGGER "history_is_kept" ON "conventions"."history";
--> statement-breakpoint
CREATE TRIGGER "history_stays" BEFORE DELETE OR TRUNCATE ON "conventions"."history"
  FOR EACH STATEMENT EXECUTE FUNCTION "conventions"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "history_is_kept" BEFORE UPDATE ON "conventions"."history"
  FOR EACH ROW EXECUTE FUNCTION "conventions"."refuse_change_but_resealing"('reason');
--> statement-breakpoint
CREATE TRIGGER "conventions_freeze" BEFORE UPDATE ON "conventions"."conventions"
  FOR EACH ROW
  WHEN (
    OLD.status IN ('VALIDATED', 'SIGNING', 'SIGNED', 'INTERRUPTED', 'COMPLETED', 'CANCELLED') AND
    (NEW.host_part, NEW.school_part, NEW.student_id, NEW.host_id, NEW.offer_id, NEW.school_uai, NEW.campaign_id, NEW.period, NEW.tutor)
      IS DISTINCT FROM
    (OLD.host_part, OLD.school_part, OLD.student_id, OLD.host_id, OLD.offer_id, OLD.school_uai, OLD.campaign_id, OLD.period, OLD.tutor)
    OR OLD.status IN ('VALIDATED', 'SIGNING', 'SIGNED', 'INTERRUPTED', 'COMPLETED') AND NEW.status IN ('DRAFT', 'HOST_COMPLETED', 'RETURNED')
    OR OLD.status IN ('CANCELLED', 'INTERRUPTED', 'COMPLETED') AND NEW.status <> OLD.status
  )
  EXECUTE FUNCTION "conventions"."refuse_change_but_resealing"('host_part', 'school_part', 'reason');
--> statement-breakpoint
-- The setting now holds the blind index of the tutor's address, as the column does.
CREATE POLICY tutor ON conventions.conventions TO stages_conventions_tutor
  USING (tutor = nullif(current_setting('stages.email', true), ''));
