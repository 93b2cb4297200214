-- Events carry names and addresses on their way: whoever acts writes them, the platform alone reads them.
DO $$
DECLARE
  kind text;
BEGIN
  FOREACH kind IN ARRAY ARRAY['anonymous', 'student', 'legal_representative', 'host_manager', 'tutor', 'school_head',
                              'referent_teacher', 'education_adviser', 'rectorat', 'ministry'] LOOP
    EXECUTE format('REVOKE SELECT ON conventions.outbox, conventions.inbox, conventions.bus_cursor, conventions.migrations FROM %I', 'stages_conventions_' || kind);
  END LOOP;
END $$;
--> statement-breakpoint
-- How to reach a tutor or a school's staff, and when a teacher is called up: read at a school's validation alone.
SELECT "bus"."wall"('conventions', 'offers', 'staff', 'exam_duties');
--> statement-breakpoint
CREATE POLICY school ON conventions.offers FOR SELECT
  TO stages_conventions_school_head, stages_conventions_referent_teacher, stages_conventions_education_adviser
  USING (nullif(current_setting('stages.person', true), '') IS NOT NULL);
--> statement-breakpoint
CREATE POLICY school ON conventions.staff FOR SELECT
  TO stages_conventions_school_head, stages_conventions_referent_teacher, stages_conventions_education_adviser
  USING (school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]));
--> statement-breakpoint
CREATE POLICY school ON conventions.exam_duties FOR SELECT
  TO stages_conventions_school_head, stages_conventions_referent_teacher, stages_conventions_education_adviser
  USING (EXISTS (SELECT FROM conventions.staff p WHERE p.person_id = exam_duties.person_id));
