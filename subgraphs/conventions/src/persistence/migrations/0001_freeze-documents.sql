-- The database refuses what the domain refuses: a validated text and the evidence about it never change.
CREATE FUNCTION "conventions"."refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER "documents_are_frozen" BEFORE UPDATE OR DELETE OR TRUNCATE ON "conventions"."documents"
  FOR EACH STATEMENT EXECUTE FUNCTION "conventions"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "signatures_are_evidence" BEFORE UPDATE OR DELETE OR TRUNCATE ON "conventions"."signatures"
  FOR EACH STATEMENT EXECUTE FUNCTION "conventions"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "history_is_kept" BEFORE UPDATE OR DELETE OR TRUNCATE ON "conventions"."history"
  FOR EACH STATEMENT EXECUTE FUNCTION "conventions"."refuse_change"();
--> statement-breakpoint
CREATE FUNCTION "conventions"."refuse_change_once_validated"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'convention % is frozen', OLD.id USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER "conventions_freeze" BEFORE UPDATE ON "conventions"."conventions"
  FOR EACH ROW
  WHEN (
    OLD.status IN ('VALIDATED', 'SIGNING', 'SIGNED', 'INTERRUPTED', 'COMPLETED', 'CANCELLED') AND
    (NEW.host_part, NEW.school_part, NEW.student_id, NEW.host_id, NEW.offer_id, NEW.school_uai, NEW.campaign_id, NEW.period, NEW.tutor_email)
      IS DISTINCT FROM
    (OLD.host_part, OLD.school_part, OLD.student_id, OLD.host_id, OLD.offer_id, OLD.school_uai, OLD.campaign_id, OLD.period, OLD.tutor_email)
    OR OLD.status IN ('VALIDATED', 'SIGNING', 'SIGNED', 'INTERRUPTED', 'COMPLETED') AND NEW.status IN ('DRAFT', 'HOST_COMPLETED', 'RETURNED')
    OR OLD.status IN ('CANCELLED', 'INTERRUPTED', 'COMPLETED') AND NEW.status <> OLD.status
  )
  EXECUTE FUNCTION "conventions"."refuse_change_once_validated"();
--> statement-breakpoint
CREATE TRIGGER "conventions_stay" BEFORE DELETE ON "conventions"."conventions"
  FOR EACH ROW WHEN (OLD.status NOT IN ('DRAFT', 'RETURNED', 'HOST_COMPLETED', 'CANCELLED'))
  EXECUTE FUNCTION "conventions"."refuse_change_once_validated"();
