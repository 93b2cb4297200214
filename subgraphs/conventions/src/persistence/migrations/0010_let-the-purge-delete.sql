-- What is past its term goes, documents, signatures and histories included: by the purge, which says that it is one for its
-- transaction alone and runs under the platform's role, that no request is given. Nobody else deletes what is append-only.
CREATE FUNCTION "conventions"."is_purging"() RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(current_setting('stages.purging', true), '') = 'on' AND current_user = 'stages_conventions_platform'
$$;
--> statement-breakpoint
DO $$
DECLARE
  kept record;
BEGIN
  FOR kept IN SELECT * FROM (VALUES ('documents', 'documents_stay'), ('history', 'history_stays'), ('signatures', 'signatures_are_evidence')) AS k (tablename, triggername) LOOP
    EXECUTE format('DROP TRIGGER %I ON conventions.%I', kept.triggername, kept.tablename);
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON conventions.%I
                    FOR EACH STATEMENT EXECUTE FUNCTION conventions.refuse_change()', kept.tablename || '_stay_whole', kept.tablename);
    EXECUTE format('CREATE TRIGGER %I BEFORE DELETE ON conventions.%I
                    FOR EACH STATEMENT WHEN (NOT conventions.is_purging()) EXECUTE FUNCTION conventions.refuse_change()', kept.tablename || '_stay', kept.tablename);
  END LOOP;
  CREATE TRIGGER signatures_are_evidence BEFORE UPDATE ON conventions.signatures
    FOR EACH STATEMENT EXECUTE FUNCTION conventions.refuse_change();
END $$;
--> statement-breakpoint
DROP TRIGGER "conventions_stay" ON "conventions"."conventions";
--> statement-breakpoint
CREATE TRIGGER "conventions_stay" BEFORE DELETE ON "conventions"."conventions"
  FOR EACH ROW WHEN (OLD.status NOT IN ('DRAFT', 'RETURNED', 'HOST_COMPLETED', 'CANCELLED') AND NOT conventions.is_purging())
  EXECUTE FUNCTION "conventions"."refuse_change_once_validated"();
--> statement-breakpoint
-- Erasing someone reaches the log, in which this role reads and writes nothing else.
GRANT USAGE ON SCHEMA "bus" TO "stages_conventions_platform";
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION "bus"."forget"(uuid[]) TO "stages_conventions_platform";
