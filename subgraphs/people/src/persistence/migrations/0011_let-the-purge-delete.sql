-- Records of reads and of sign-ins go when they are past their term: by the purge, which says that it is one for its
-- transaction alone and runs under the platform's role, that no request is given.
CREATE FUNCTION "people"."is_purging"() RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(current_setting('stages.purging', true), '') = 'on' AND current_user = 'stages_people_platform'
$$;
--> statement-breakpoint
DROP TRIGGER "access_records_stay" ON "people"."access_records";
--> statement-breakpoint
CREATE TRIGGER "access_records_stay_whole" BEFORE TRUNCATE ON "people"."access_records"
  FOR EACH STATEMENT EXECUTE FUNCTION "people"."refuse_change_of_access_record"();
--> statement-breakpoint
CREATE TRIGGER "access_records_stay" BEFORE DELETE ON "people"."access_records"
  FOR EACH STATEMENT WHEN (NOT people.is_purging()) EXECUTE FUNCTION "people"."refuse_change_of_access_record"();
--> statement-breakpoint
DROP TRIGGER "sign_ins_are_kept" ON "people"."sign_ins";
--> statement-breakpoint
CREATE TRIGGER "sign_ins_are_kept" BEFORE UPDATE OR TRUNCATE ON "people"."sign_ins"
  FOR EACH STATEMENT EXECUTE FUNCTION "people"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "sign_ins_stay" BEFORE DELETE ON "people"."sign_ins"
  FOR EACH STATEMENT WHEN (NOT people.is_purging()) EXECUTE FUNCTION "people"."refuse_change"();
--> statement-breakpoint
-- Erasing someone reaches the log, in which these roles read and write nothing else.
GRANT USAGE ON SCHEMA "bus" TO "stages_people_platform";
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION "bus"."forget"(uuid[]) TO "stages_people_platform";
