-- What waits to leave and who asked for links is the platform's alone. Links and the copy of conventions are read by those
-- who may send one; they are written by the platform, once the act has decided behind this wall.
SELECT "bus"."wall"('people', 'personal_links', 'outgoing_mails', 'link_requests');
--> statement-breakpoint
CREATE POLICY school ON people.conventions FOR SELECT TO stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser
  USING (school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]));
--> statement-breakpoint
CREATE POLICY host ON people.conventions FOR SELECT TO stages_people_host_manager
  USING (host_id = ANY (nullif(current_setting('stages.hosts', true), '')::uuid[]));
--> statement-breakpoint
CREATE POLICY school ON people.personal_links FOR SELECT TO stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser
  USING (school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]));
--> statement-breakpoint
CREATE POLICY host ON people.personal_links FOR SELECT TO stages_people_host_manager
  USING (purpose = 'FOLLOW_INTERN' AND host_id = ANY (nullif(current_setting('stages.hosts', true), '')::uuid[]));
--> statement-breakpoint
-- To take it away with the rest of what the platform holds.
CREATE POLICY family ON people.personal_links FOR SELECT TO stages_people_student, stages_people_legal_representative
  USING (student_id = ANY (nullif(current_setting('stages.students', true), '')::uuid[]));
