-- That someone was erased is never changed.
CREATE TRIGGER "erased_students_are_kept" BEFORE UPDATE OR TRUNCATE ON "people"."erased_students"
  FOR EACH STATEMENT EXECUTE FUNCTION "people"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "erased_students_stay" BEFORE DELETE ON "people"."erased_students"
  FOR EACH STATEMENT WHEN (NOT people.is_purging()) EXECUTE FUNCTION "people"."refuse_change"();
--> statement-breakpoint
-- The platform's alone, both.
SELECT "bus"."wall"('people', 'conventions', 'erased_students');
--> statement-breakpoint
-- The record of reads is the only one to hear of them.
GRANT EXECUTE ON FUNCTION "bus"."forget_heard"(uuid) TO "stages_people_platform";
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
