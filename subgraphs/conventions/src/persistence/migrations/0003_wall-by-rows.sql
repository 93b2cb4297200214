-- The second wall: each kind of actor reads and writes under a role of its own, which sees the rows of its circle alone,
-- whatever the query asks. Who acts is told in settings that end with the transaction; without them, no row.
-- Roles belong to the whole server: another database of it may have made them, or be making them at this instant.
DO $$
DECLARE
  kind text;
BEGIN
  FOREACH kind IN ARRAY ARRAY['anonymous', 'platform', 'student', 'legal_representative', 'host_manager', 'tutor', 'school_head',
                              'referent_teacher', 'education_adviser', 'rectorat', 'ministry'] LOOP
    BEGIN
      EXECUTE format('CREATE ROLE %I NOLOGIN', 'stages_conventions_' || kind);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL;
    END;
    -- To take a role one must be its member; a superuser is everyone's, and an administrator may have seen to it.
    IF NOT pg_has_role(current_user, 'stages_conventions_' || kind, 'SET') THEN
      EXECUTE format('GRANT %I TO %I WITH INHERIT FALSE, SET TRUE', 'stages_conventions_' || kind, current_user);
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA conventions TO %I', 'stages_conventions_' || kind);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA conventions TO %I', 'stages_conventions_' || kind);
  END LOOP;
  FOREACH kind IN ARRAY ARRAY['student', 'legal_representative', 'host_manager', 'tutor', 'school_head', 'referent_teacher', 'education_adviser'] LOOP
    EXECUTE format('GRANT INSERT, UPDATE ON conventions.conventions, conventions.absences TO %I', 'stages_conventions_' || kind);
    EXECUTE format('GRANT INSERT ON conventions.documents, conventions.signatures, conventions.history, conventions.absence_steps, conventions.outbox TO %I', 'stages_conventions_' || kind);
  END LOOP;
  GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA conventions TO stages_conventions_platform;
  -- A table that comes later is the platform's; its own migration says to whom else it is open, and with which policies.
  ALTER DEFAULT PRIVILEGES IN SCHEMA conventions GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO stages_conventions_platform;
END $$;
--> statement-breakpoint
DO $$
DECLARE
  tablename text;
BEGIN
  FOREACH tablename IN ARRAY ARRAY['conventions', 'documents', 'signatures', 'history', 'absences', 'absence_steps', 'students'] LOOP
    EXECUTE format('ALTER TABLE conventions.%I ENABLE ROW LEVEL SECURITY', tablename);
    EXECUTE format('ALTER TABLE conventions.%I FORCE ROW LEVEL SECURITY', tablename);
    EXECUTE format('CREATE POLICY platform ON conventions.%I TO stages_conventions_platform USING (true)', tablename);
  END LOOP;
END $$;
--> statement-breakpoint
-- One policy a role, each a comparison that an index serves: several that are OR-ed would read the whole table.
CREATE POLICY student ON conventions.conventions TO stages_conventions_student
  USING (student_id = ANY (nullif(current_setting('stages.students', true), '')::uuid[]));
--> statement-breakpoint
CREATE POLICY legal_representative ON conventions.conventions TO stages_conventions_legal_representative
  USING (student_id = ANY (nullif(current_setting('stages.students', true), '')::uuid[]));
--> statement-breakpoint
CREATE POLICY host_manager ON conventions.conventions TO stages_conventions_host_manager
  USING (host_id = ANY (nullif(current_setting('stages.hosts', true), '')::uuid[]));
--> statement-breakpoint
CREATE POLICY tutor ON conventions.conventions TO stages_conventions_tutor
  USING (tutor_email = nullif(current_setting('stages.email', true), ''));
--> statement-breakpoint
CREATE POLICY school ON conventions.conventions TO stages_conventions_school_head, stages_conventions_referent_teacher, stages_conventions_education_adviser
  USING (school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]));
--> statement-breakpoint
CREATE POLICY rectorat ON conventions.conventions FOR SELECT TO stages_conventions_rectorat
  USING (academy = ANY (nullif(current_setting('stages.academies', true), '')::varchar[]));
--> statement-breakpoint
-- Everywhere, but someone: a role without a person sees nothing.
CREATE POLICY ministry ON conventions.conventions FOR SELECT TO stages_conventions_ministry
  USING (nullif(current_setting('stages.person', true), '') IS NOT NULL);
--> statement-breakpoint
-- What belongs to a convention is of the same circle: the subquery is under the policies above. An absence is of the
-- student's circle; the finer rule, who in it and from which step on, is the first wall's.
DO $$
DECLARE
  parties constant text := 'stages_conventions_student, stages_conventions_legal_representative, stages_conventions_host_manager, stages_conventions_tutor, stages_conventions_school_head, stages_conventions_referent_teacher, stages_conventions_education_adviser';
  tablename text;
BEGIN
  FOREACH tablename IN ARRAY ARRAY['documents', 'signatures', 'history'] LOOP
    EXECUTE format('CREATE POLICY circle ON conventions.%I TO %s, stages_conventions_rectorat, stages_conventions_ministry
                    USING (EXISTS (SELECT FROM conventions.conventions c WHERE c.id = convention_id))', tablename, parties);
  END LOOP;
  EXECUTE format('CREATE POLICY circle ON conventions.absences TO %s
                  USING (EXISTS (SELECT FROM conventions.conventions c WHERE c.id = convention_id))', parties);
  EXECUTE format('CREATE POLICY circle ON conventions.absence_steps TO %s
                  USING (EXISTS (SELECT FROM conventions.absences a WHERE a.id = absence_id))', parties);
  EXECUTE format('CREATE POLICY circle ON conventions.students FOR SELECT TO %s
                  USING (EXISTS (SELECT FROM conventions.conventions c WHERE c.student_id = students.id))', parties);
END $$;
--> statement-breakpoint
-- Those in charge of a territory count its students.
CREATE POLICY rectorat ON conventions.students FOR SELECT TO stages_conventions_rectorat
  USING (academy = ANY (nullif(current_setting('stages.academies', true), '')::varchar[]));
--> statement-breakpoint
CREATE POLICY ministry ON conventions.students FOR SELECT TO stages_conventions_ministry
  USING (nullif(current_setting('stages.person', true), '') IS NOT NULL);
