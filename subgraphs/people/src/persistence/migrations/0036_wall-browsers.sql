-- Each sees the browsers at which they let themselves be woken, and takes them back; not whoever holds a link. They are
-- written by the platform: a browser that someone else had before is taken from them, whom nobody may read.
CREATE POLICY themselves ON people.push_subscriptions FOR SELECT
  TO stages_people_student, stages_people_legal_representative, stages_people_host_manager, stages_people_tutor,
     stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser
  USING (person_id = nullif(current_setting('stages.person', true), '')::uuid AND nullif(current_setting('stages.convention', true), '') IS NULL);
--> statement-breakpoint
CREATE POLICY themselves_take_back ON people.push_subscriptions FOR DELETE
  TO stages_people_student, stages_people_legal_representative, stages_people_host_manager, stages_people_tutor,
     stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser
  USING (person_id = nullif(current_setting('stages.person', true), '')::uuid AND nullif(current_setting('stages.convention', true), '') IS NULL);
--> statement-breakpoint
GRANT DELETE ON people.push_subscriptions
  TO stages_people_student, stages_people_legal_representative, stages_people_host_manager, stages_people_tutor,
     stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser;
