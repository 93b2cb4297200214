-- What only grows goes with the person it is about: by an erasure, which says that it is one for its transaction alone and
-- runs under the platform's role, that no request is given. Nobody else deletes what is append-only.
CREATE FUNCTION "people"."is_purging"() RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(current_setting('stages.purging', true), '') = 'on' AND current_user = 'stages_people_platform'
$$;
--> statement-breakpoint
DROP TRIGGER "access_records_stay" ON "people"."access_records";
--> statement-breakpoint
CREATE TRIGGER "access_records_are_kept" BEFORE TRUNCATE ON "people"."access_records"
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
CREATE TRIGGER "erased_students_are_kept" BEFORE UPDATE OR TRUNCATE ON "people"."erased_students"
  FOR EACH STATEMENT EXECUTE FUNCTION "people"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "erased_students_stay" BEFORE DELETE ON "people"."erased_students"
  FOR EACH STATEMENT WHEN (NOT people.is_purging()) EXECUTE FUNCTION "people"."refuse_change"();
--> statement-breakpoint
-- The platform's alone, both.
SELECT "bus"."wall"('people', 'conventions', 'erased_students');
--> statement-breakpoint
-- Erasing someone reaches the log, in which this role reads and writes nothing else.
GRANT USAGE ON SCHEMA "bus" TO "stages_people_platform";
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION "bus"."forget"(uuid[]), "bus"."forget_heard"(uuid) TO "stages_people_platform";
--> statement-breakpoint
-- Everyone reads what the platform holds of them, to take it away.
CREATE POLICY family ON people.corrected_emails FOR SELECT TO stages_people_student, stages_people_legal_representative
  USING (student_id = ANY (nullif(current_setting('stages.students', true), '')::uuid[]));
--> statement-breakpoint
CREATE POLICY family ON people.access_records FOR SELECT TO stages_people_student, stages_people_legal_representative
  USING (student_id = ANY (nullif(current_setting('stages.students', true), '')::uuid[]));
--> statement-breakpoint
CREATE POLICY family ON people.student_hosts FOR SELECT TO stages_people_student, stages_people_legal_representative
  USING (student_id = ANY (nullif(current_setting('stages.students', true), '')::uuid[]));
--> statement-breakpoint
CREATE POLICY family ON people.national_identifiers FOR SELECT TO stages_people_student, stages_people_legal_representative
  USING (EXISTS (SELECT FROM people.students s WHERE s.person_id = national_identifiers.person_id));
--> statement-breakpoint
CREATE POLICY themselves ON people.invitations FOR SELECT
  TO stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser
  USING (person_id = nullif(current_setting('stages.person', true), '')::uuid);
--> statement-breakpoint
CREATE POLICY themselves ON people.sign_ins FOR SELECT
  TO stages_people_student, stages_people_legal_representative, stages_people_host_manager, stages_people_tutor,
     stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser, stages_people_rectorat, stages_people_ministry
  USING (person_id = nullif(current_setting('stages.person', true), '')::uuid);
