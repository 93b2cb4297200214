-- Chains that are open already are escalated from their next delay on. Behind the walls only the platform's role finds them.
SET LOCAL ROLE "stages_conventions_platform";
--> statement-breakpoint
UPDATE "conventions"."absences" SET "next_escalation_at" = "due_at" WHERE "step" IN ('REPORTED', 'RELAYED', 'FAMILY_INFORMED');
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
SELECT "bus"."wall"('conventions', 'absence_escalations', 'presences', 'follow_ups');
--> statement-breakpoint
-- Of the circle of the absence, or of the convention: the subqueries are under the policies of those tables.
DO $$
DECLARE
  parties constant text := 'stages_conventions_student, stages_conventions_legal_representative, stages_conventions_host_manager, stages_conventions_tutor, stages_conventions_school_head, stages_conventions_referent_teacher, stages_conventions_education_adviser';
BEGIN
  EXECUTE format('CREATE POLICY circle ON conventions.absence_escalations FOR SELECT TO %s
                  USING (EXISTS (SELECT FROM conventions.absences a WHERE a.id = absence_id))', parties);
  EXECUTE format('CREATE POLICY circle ON conventions.presences FOR SELECT TO %s
                  USING (EXISTS (SELECT FROM conventions.conventions c WHERE c.id = convention_id))', parties);
END $$;
--> statement-breakpoint
-- Who welcomes the student says what was done, takes it back and says it again; always in their own name.
CREATE POLICY host_says ON conventions.presences FOR INSERT TO stages_conventions_host_manager, stages_conventions_tutor
  WITH CHECK (by_person_id = nullif(current_setting('stages.person', true), '')::uuid AND EXISTS (SELECT FROM conventions.conventions c WHERE c.id = convention_id));
--> statement-breakpoint
CREATE POLICY host_corrects ON conventions.presences FOR UPDATE TO stages_conventions_host_manager, stages_conventions_tutor
  USING (EXISTS (SELECT FROM conventions.conventions c WHERE c.id = convention_id))
  WITH CHECK (by_person_id = nullif(current_setting('stages.person', true), '')::uuid);
--> statement-breakpoint
CREATE POLICY host_takes_back ON conventions.presences FOR DELETE TO stages_conventions_host_manager, stages_conventions_tutor
  USING (EXISTS (SELECT FROM conventions.conventions c WHERE c.id = convention_id));
--> statement-breakpoint
GRANT INSERT, UPDATE (minutes, note, by_person_id, by_role, at), DELETE ON conventions.presences TO stages_conventions_host_manager, stages_conventions_tutor;
--> statement-breakpoint
-- The log of the school: its head and its CPE, and of the teachers the one who is named.
CREATE POLICY school ON conventions.follow_ups FOR SELECT TO stages_conventions_school_head, stages_conventions_education_adviser
  USING (EXISTS (SELECT FROM conventions.conventions c WHERE c.id = convention_id));
--> statement-breakpoint
CREATE POLICY named_teacher ON conventions.follow_ups FOR SELECT TO stages_conventions_referent_teacher
  USING (EXISTS (SELECT FROM conventions.conventions c WHERE c.id = convention_id AND c.referent_teacher_id = nullif(current_setting('stages.person', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY head_writes ON conventions.follow_ups FOR INSERT TO stages_conventions_school_head
  WITH CHECK (by_person_id = nullif(current_setting('stages.person', true), '')::uuid AND EXISTS (SELECT FROM conventions.conventions c WHERE c.id = convention_id));
--> statement-breakpoint
CREATE POLICY named_teacher_writes ON conventions.follow_ups FOR INSERT TO stages_conventions_referent_teacher
  WITH CHECK (
    by_person_id = nullif(current_setting('stages.person', true), '')::uuid
    AND EXISTS (SELECT FROM conventions.conventions c WHERE c.id = convention_id AND c.referent_teacher_id = nullif(current_setting('stages.person', true), '')::uuid)
  );
--> statement-breakpoint
GRANT INSERT ON conventions.follow_ups TO stages_conventions_school_head, stages_conventions_referent_teacher;
--> statement-breakpoint
-- Who writes in it keeps the key they gave, unless another act has let them already.
DO $$
DECLARE
  kind text;
BEGIN
  FOREACH kind IN ARRAY ARRAY['school_head', 'referent_teacher'] LOOP
    IF NOT EXISTS (SELECT FROM pg_policies WHERE schemaname = 'conventions' AND tablename = 'idempotency_keys' AND policyname = kind || '_claims') THEN
      PERFORM "bus"."let_create"('conventions', kind);
    END IF;
  END LOOP;
END $$;
--> statement-breakpoint
-- What was late, and what was logged, stays: no update but another seal, no deletion but the purge's, no truncation.
DO $$
DECLARE
  kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['absence_escalations', 'follow_ups'] LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON conventions.%I
                    FOR EACH STATEMENT EXECUTE FUNCTION conventions.refuse_change()', kept || '_stay_whole', kept);
    EXECUTE format('CREATE TRIGGER %I BEFORE DELETE ON conventions.%I
                    FOR EACH STATEMENT WHEN (NOT conventions.is_purging()) EXECUTE FUNCTION conventions.refuse_change()', kept || '_stay', kept);
  END LOOP;
  CREATE TRIGGER absence_escalations_are_kept BEFORE UPDATE ON conventions.absence_escalations
    FOR EACH STATEMENT EXECUTE FUNCTION conventions.refuse_change();
END $$;
--> statement-breakpoint
CREATE TRIGGER "follow_ups_are_kept" BEFORE UPDATE ON "conventions"."follow_ups"
  FOR EACH ROW EXECUTE FUNCTION "conventions"."refuse_change_but_resealing"('text');
