-- The table of domain/lifecycle.ts, as the database holds to it: from which status to which, and whose step it is. A test
-- compares the two, pair by pair. Whose: by the role that the transaction runs under; the platform, which writes what others
-- decided, may take any step of the table and no other. When is the rules' to say: the database does not know what time it is.
CREATE FUNCTION "conventions"."is_step"("was" text, "becomes" text, "party" text, "is_host_unknown" boolean) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT EXISTS (
    SELECT FROM (VALUES
      (NULL, 'DRAFT', ARRAY['PLATFORM', 'SCHOOL'], '{}'::text[]),
      ('DRAFT', 'HOST_COMPLETED', ARRAY['HOST'], ARRAY['SCHOOL']),
      ('DRAFT', 'CANCELLED', ARRAY['HOST', 'SCHOOL', 'PLATFORM'], '{}'),
      ('RETURNED', 'HOST_COMPLETED', ARRAY['HOST'], ARRAY['SCHOOL']),
      ('RETURNED', 'CANCELLED', ARRAY['HOST', 'SCHOOL', 'PLATFORM'], '{}'),
      ('HOST_COMPLETED', 'VALIDATED', ARRAY['SCHOOL'], '{}'),
      ('HOST_COMPLETED', 'RETURNED', ARRAY['SCHOOL'], '{}'),
      ('HOST_COMPLETED', 'CANCELLED', ARRAY['HOST', 'SCHOOL', 'PLATFORM'], '{}'),
      ('VALIDATED', 'SIGNING', ARRAY['HOST', 'SCHOOL', 'FAMILY'], '{}'),
      ('VALIDATED', 'SIGNED', ARRAY['SCHOOL'], '{}'),
      ('VALIDATED', 'CANCELLED', ARRAY['HOST', 'SCHOOL', 'PLATFORM'], '{}'),
      ('SIGNING', 'SIGNED', ARRAY['HOST', 'SCHOOL', 'FAMILY'], '{}'),
      ('SIGNING', 'CANCELLED', ARRAY['HOST', 'SCHOOL', 'PLATFORM'], '{}'),
      ('SIGNED', 'CANCELLED', ARRAY['HOST', 'SCHOOL', 'PLATFORM'], '{}'),
      ('SIGNED', 'INTERRUPTED', ARRAY['HOST', 'SCHOOL'], '{}'),
      ('SIGNED', 'COMPLETED', ARRAY['PLATFORM'], '{}')
    ) AS step (from_status, to_status, parties, in_place_of_host)
    WHERE from_status IS NOT DISTINCT FROM was AND to_status = becomes
      AND (party IS NULL OR party = ANY (parties) OR is_host_unknown AND party = ANY (in_place_of_host))
  )
$$;
--> statement-breakpoint
-- Null for the platform and for whoever owns the tables: any party.
CREATE FUNCTION "conventions"."acting_party"() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN current_user = 'stages_conventions_host_manager' THEN 'HOST'
    WHEN current_user = 'stages_conventions_school_head' THEN 'SCHOOL'
    WHEN current_user IN ('stages_conventions_student', 'stages_conventions_legal_representative') THEN 'FAMILY'
    WHEN current_user LIKE 'stages\_conventions\_%' AND current_user <> 'stages_conventions_platform' THEN 'NOBODY'
  END
$$;
--> statement-breakpoint
CREATE FUNCTION "conventions"."refuse_step"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'convention % cannot go from % to %', OLD.id, OLD.status, NEW.status USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER "conventions_take_steps" BEFORE UPDATE ON "conventions"."conventions"
  FOR EACH ROW
  WHEN (NEW.status <> OLD.status AND NOT conventions.is_step(OLD.status, NEW.status, conventions.acting_party(), OLD.origin = 'SCHOOL' AND OLD.host_party IS NOT NULL))
  EXECUTE FUNCTION "conventions"."refuse_step"();
--> statement-breakpoint
-- Beside what `conventions_freeze` keeps: whose the convention is, when it was confirmed; and the words of an end stay with it.
CREATE TRIGGER "conventions_keep_the_rest" BEFORE UPDATE ON "conventions"."conventions"
  FOR EACH ROW
  WHEN (
    OLD.status IN ('VALIDATED', 'SIGNING', 'SIGNED', 'INTERRUPTED', 'COMPLETED', 'CANCELLED') AND (
      (NEW.id, NEW.academy, NEW.confirmed_at) IS DISTINCT FROM (OLD.id, OLD.academy, OLD.confirmed_at)
      OR NEW.status = OLD.status AND (NEW.reason, NEW.ended_on, NEW.end_cause) IS DISTINCT FROM (OLD.reason, OLD.ended_on, OLD.end_cause)
    )
  )
  EXECUTE FUNCTION "conventions"."refuse_change_but_resealing"('host_part', 'school_part', 'host_party', 'draft', 'reason');
--> statement-breakpoint
CREATE TRIGGER "conventions_stay_whole" BEFORE TRUNCATE ON "conventions"."conventions"
  FOR EACH STATEMENT EXECUTE FUNCTION "conventions"."refuse_change"();
--> statement-breakpoint
-- To each kind of actor the columns that its acts write. A convention is opened by the platform alone.
DO $$
DECLARE
  granted record;
  kind text;
BEGIN
  FOREACH kind IN ARRAY ARRAY['student', 'legal_representative', 'host_manager', 'tutor', 'school_head', 'referent_teacher', 'education_adviser'] LOOP
    EXECUTE format('REVOKE INSERT, UPDATE ON conventions.conventions FROM %I', 'stages_conventions_' || kind);
  END LOOP;
  FOR granted IN SELECT * FROM (VALUES
    ('student', 'status, waiting_since, next_reminder_on'),
    ('legal_representative', 'status, waiting_since, next_reminder_on'),
    ('host_manager', 'status, waiting_since, next_reminder_on, reason, draft, host_part, tutor, presence_rules_version, ended_on, end_cause'),
    ('school_head', 'status, waiting_since, next_reminder_on, reason, draft, host_part, tutor, presence_rules_version, ended_on, end_cause, host_party, school_part, referent_teacher_id'),
    ('referent_teacher', 'draft'),
    ('education_adviser', 'draft'),
    -- To hold a row one must be let update it: the policy below lets nothing be written.
    ('tutor', 'status')
  ) AS g (kind, columns) LOOP
    EXECUTE format('GRANT UPDATE (%s) ON conventions.conventions TO %I', granted.columns, 'stages_conventions_' || granted.kind);
  END LOOP;
END $$;
--> statement-breakpoint
DROP POLICY tutor ON conventions.conventions;
--> statement-breakpoint
CREATE POLICY tutor ON conventions.conventions FOR SELECT TO stages_conventions_tutor
  USING (tutor = nullif(current_setting('stages.email', true), ''));
--> statement-breakpoint
CREATE POLICY tutor_holds ON conventions.conventions FOR UPDATE TO stages_conventions_tutor
  USING (tutor = nullif(current_setting('stages.email', true), '')) WITH CHECK (false);
--> statement-breakpoint
-- Hosts are public.
SELECT "bus"."let_read"('conventions', 'hosts');
--> statement-breakpoint
SELECT "bus"."wall"('conventions', 'school_reminders');
--> statement-breakpoint
CREATE POLICY circle ON conventions.school_reminders FOR SELECT
  TO stages_conventions_host_manager, stages_conventions_school_head, stages_conventions_referent_teacher, stages_conventions_education_adviser
  USING (EXISTS (SELECT FROM conventions.conventions c WHERE c.id = convention_id));
--> statement-breakpoint
CREATE POLICY host_reminds ON conventions.school_reminders FOR INSERT TO stages_conventions_host_manager
  WITH CHECK (
    by_person_id = nullif(current_setting('stages.person', true), '')::uuid
    AND EXISTS (SELECT FROM conventions.conventions c WHERE c.id = convention_id AND c.status = 'HOST_COMPLETED')
  );
--> statement-breakpoint
GRANT INSERT ON conventions.school_reminders TO stages_conventions_host_manager;
--> statement-breakpoint
CREATE TRIGGER "school_reminders_are_kept" BEFORE UPDATE OR TRUNCATE ON "conventions"."school_reminders"
  FOR EACH STATEMENT EXECUTE FUNCTION "conventions"."refuse_change"();
--> statement-breakpoint
-- Those that wait already have waited since they were opened, as far as is known here.
SET LOCAL ROLE "stages_conventions_platform";
--> statement-breakpoint
UPDATE conventions.conventions SET waiting_since = (opened_at AT TIME ZONE 'Europe/Paris')::date, next_reminder_on = (opened_at AT TIME ZONE 'Europe/Paris')::date
  WHERE status IN ('DRAFT', 'RETURNED', 'HOST_COMPLETED', 'VALIDATED', 'SIGNING', 'SIGNED');
--> statement-breakpoint
RESET ROLE;
