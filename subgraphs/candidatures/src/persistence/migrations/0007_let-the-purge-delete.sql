-- A candidature past its term goes with its history: by the purge, which says that it is one for its transaction alone and
-- runs under the platform's role, that no request is given.
CREATE FUNCTION "candidatures"."is_purging"() RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(current_setting('stages.purging', true), '') = 'on' AND current_user = 'stages_candidatures_platform'
$$;
--> statement-breakpoint
DROP TRIGGER "history_stays" ON "candidatures"."history";
--> statement-breakpoint
CREATE TRIGGER "history_stays_whole" BEFORE TRUNCATE ON "candidatures"."history"
  FOR EACH STATEMENT EXECUTE FUNCTION "candidatures"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "history_stays" BEFORE DELETE ON "candidatures"."history"
  FOR EACH STATEMENT WHEN (NOT candidatures.is_purging()) EXECUTE FUNCTION "candidatures"."refuse_change"();
--> statement-breakpoint
-- Erasing someone reaches the log, in which this role reads and writes nothing else.
GRANT USAGE ON SCHEMA "bus" TO "stages_candidatures_platform";
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION "bus"."forget"(uuid[]) TO "stages_candidatures_platform";
