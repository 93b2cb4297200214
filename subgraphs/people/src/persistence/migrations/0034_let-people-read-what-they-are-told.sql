-- Each reads what they were told in the role they act in, within its bounds: who manages a host no more is shown nothing
-- of it. Whoever came by a personal link has no inbox. They mark lines as read; the platform alone writes them.
CREATE POLICY family ON people.notifications FOR SELECT TO stages_people_student, stages_people_legal_representative
  USING (
    person_id = nullif(current_setting('stages.person', true), '')::uuid
    AND role = upper(substr(current_user, 15))
    AND student_id = ANY (nullif(current_setting('stages.students', true), '')::uuid[])
    AND nullif(current_setting('stages.convention', true), '') IS NULL
  );
--> statement-breakpoint
CREATE POLICY host ON people.notifications FOR SELECT TO stages_people_host_manager
  USING (
    person_id = nullif(current_setting('stages.person', true), '')::uuid
    AND role = 'HOST_MANAGER'
    AND host_id = ANY (nullif(current_setting('stages.hosts', true), '')::uuid[])
    AND nullif(current_setting('stages.convention', true), '') IS NULL
  );
--> statement-breakpoint
CREATE POLICY tutor ON people.notifications FOR SELECT TO stages_people_tutor
  USING (
    person_id = nullif(current_setting('stages.person', true), '')::uuid
    AND role = 'TUTOR'
    AND nullif(current_setting('stages.convention', true), '') IS NULL
  );
--> statement-breakpoint
CREATE POLICY school ON people.notifications FOR SELECT TO stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser
  USING (
    person_id = nullif(current_setting('stages.person', true), '')::uuid
    AND role = upper(substr(current_user, 15))
    AND school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[])
  );
--> statement-breakpoint
-- Only of lines that the policies above show: PostgreSQL asks both.
CREATE POLICY themselves ON people.notifications FOR UPDATE
  TO stages_people_student, stages_people_legal_representative, stages_people_host_manager, stages_people_tutor,
     stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser
  USING (person_id = nullif(current_setting('stages.person', true), '')::uuid);
--> statement-breakpoint
GRANT UPDATE (read_at) ON people.notifications
  TO stages_people_student, stages_people_legal_representative, stages_people_host_manager, stages_people_tutor,
     stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser;
--> statement-breakpoint
-- How someone wants to be told is theirs, whatever the role; not of whoever holds a link.
CREATE POLICY themselves ON people.notification_preferences
  TO stages_people_student, stages_people_legal_representative, stages_people_host_manager, stages_people_tutor,
     stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser
  USING (person_id = nullif(current_setting('stages.person', true), '')::uuid AND nullif(current_setting('stages.convention', true), '') IS NULL);
--> statement-breakpoint
GRANT INSERT, UPDATE, DELETE ON people.notification_preferences
  TO stages_people_student, stages_people_legal_representative, stages_people_host_manager, stages_people_tutor,
     stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser;
