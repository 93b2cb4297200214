-- What is signed and sealed, and the evidence about it, stay: no update, no deletion but the purge's, no truncation.
DO $$
DECLARE
  kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['sealed_documents', 'evidence'] LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON conventions.%I
                    FOR EACH STATEMENT EXECUTE FUNCTION conventions.refuse_change()', kept || '_stay_whole', kept);
    EXECUTE format('CREATE TRIGGER %I BEFORE DELETE ON conventions.%I
                    FOR EACH STATEMENT WHEN (NOT conventions.is_purging()) EXECUTE FUNCTION conventions.refuse_change()', kept || '_stay', kept);
  END LOOP;
END $$;
--> statement-breakpoint
CREATE TRIGGER "sealed_documents_are_frozen" BEFORE UPDATE ON "conventions"."sealed_documents"
  FOR EACH ROW EXECUTE FUNCTION "conventions"."refuse_change_but_resealing"('pdf');
--> statement-breakpoint
CREATE TRIGGER "evidence_is_kept" BEFORE UPDATE ON "conventions"."evidence"
  FOR EACH ROW EXECUTE FUNCTION "conventions"."refuse_change_but_resealing"('detail');
--> statement-breakpoint
DROP TRIGGER "documents_are_frozen" ON "conventions"."documents";
--> statement-breakpoint
CREATE TRIGGER "documents_are_frozen" BEFORE UPDATE ON "conventions"."documents"
  FOR EACH ROW EXECUTE FUNCTION "conventions"."refuse_change_but_resealing"('content', 'pdf');
--> statement-breakpoint
CREATE TRIGGER "conventions_freeze" BEFORE UPDATE ON "conventions"."conventions"
  FOR EACH ROW
  WHEN (
    OLD.status IN ('VALIDATED', 'SIGNING', 'SIGNED', 'INTERRUPTED', 'COMPLETED', 'CANCELLED') AND
    (NEW.host_part, NEW.school_part, NEW.host_party, NEW.draft, NEW.student_id, NEW.host_id, NEW.offer_id, NEW.candidature_id, NEW.origin,
     NEW.school_uai, NEW.campaign_id, NEW.period, NEW.tutor, NEW.referent_teacher_id, NEW.presence_rules_version, NEW.opened_at)
      IS DISTINCT FROM
    (OLD.host_part, OLD.school_part, OLD.host_party, OLD.draft, OLD.student_id, OLD.host_id, OLD.offer_id, OLD.candidature_id, OLD.origin,
     OLD.school_uai, OLD.campaign_id, OLD.period, OLD.tutor, OLD.referent_teacher_id, OLD.presence_rules_version, OLD.opened_at)
    OR OLD.status IN ('VALIDATED', 'SIGNING', 'SIGNED', 'INTERRUPTED', 'COMPLETED') AND NEW.status IN ('DRAFT', 'HOST_COMPLETED', 'RETURNED')
    OR OLD.status IN ('CANCELLED', 'INTERRUPTED', 'COMPLETED') AND NEW.status <> OLD.status
  )
  EXECUTE FUNCTION "conventions"."refuse_change_but_resealing"('host_part', 'school_part', 'host_party', 'draft', 'reason');
--> statement-breakpoint
SELECT "bus"."wall"('conventions', 'sealed_documents', 'evidence');
--> statement-breakpoint
-- Of a convention's circle, as the documents are.
DO $$
DECLARE
  parties constant text := 'stages_conventions_student, stages_conventions_legal_representative, stages_conventions_host_manager, stages_conventions_tutor, stages_conventions_school_head, stages_conventions_referent_teacher, stages_conventions_education_adviser';
  tablename text;
BEGIN
  FOREACH tablename IN ARRAY ARRAY['sealed_documents', 'evidence'] LOOP
    EXECUTE format('CREATE POLICY circle ON conventions.%I TO %s, stages_conventions_rectorat, stages_conventions_ministry
                    USING (EXISTS (SELECT FROM conventions.conventions c WHERE c.id = convention_id))', tablename, parties);
    EXECUTE format('GRANT INSERT ON conventions.%I TO %s', tablename, parties);
  END LOOP;
END $$;
