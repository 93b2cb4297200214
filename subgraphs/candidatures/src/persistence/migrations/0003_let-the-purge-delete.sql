-- A candidature past its term goes with its history, by the purge alone, which says that it is one for its transaction.
CREATE FUNCTION "candidatures"."is_purging"() RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(current_setting('stages.purging', true), '') = 'on'
$$;
--> statement-breakpoint
DROP TRIGGER "history_is_kept" ON "candidatures"."history";
--> statement-breakpoint
CREATE TRIGGER "history_is_kept" BEFORE UPDATE OR TRUNCATE ON "candidatures"."history"
  FOR EACH STATEMENT EXECUTE FUNCTION "candidatures"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "history_stays" BEFORE DELETE ON "candidatures"."history"
  FOR EACH STATEMENT WHEN (NOT candidatures.is_purging()) EXECUTE FUNCTION "candidatures"."refuse_change"();
