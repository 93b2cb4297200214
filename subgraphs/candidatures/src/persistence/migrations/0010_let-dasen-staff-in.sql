-- Of a rectorat, whole académies; of a DASEN, whole départements. Both sides are columns that an index begins with: the two
-- are read and put together, never the whole table.
DROP POLICY rectorat ON candidatures.candidatures;
--> statement-breakpoint
CREATE POLICY rectorat ON candidatures.candidatures FOR SELECT TO stages_candidatures_rectorat
  USING (
    academy = ANY (nullif(current_setting('stages.academies', true), '')::varchar[])
    OR department = ANY (nullif(current_setting('stages.departments', true), '')::varchar[])
  );
--> statement-breakpoint
-- Before an update the département is not computed yet: PostgreSQL makes it of the school, which is compared.
CREATE OR REPLACE FUNCTION "candidatures"."refuse_change_but_resealing"() RETURNS trigger LANGUAGE plpgsql SET bytea_output = 'hex' AS $$
BEGIN
  IF "candidatures"."is_resealing"(to_jsonb(OLD) - 'department', to_jsonb(NEW) - 'department', TG_ARGV) THEN
    RETURN NEW;
  END IF;
  IF TG_TABLE_NAME = 'candidatures' THEN
    RAISE EXCEPTION 'candidature % cannot go from % to %', OLD.id, OLD.status, NEW.status USING ERRCODE = 'restrict_violation';
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
