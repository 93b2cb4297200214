SELECT "bus"."wall"('conventions', 'amendments', 'attestations', 'feedback', 'feedback_words');
--> statement-breakpoint
-- Sums of five answers each, of nobody in particular.
SELECT "bus"."let_read"('conventions', 'feedback_batches');
--> statement-breakpoint
-- Of a convention's circle: the subqueries are under its policies. Who proposes, asks, tells or decides does it in their own name.
DO $$
DECLARE
  parties constant text := 'stages_conventions_student, stages_conventions_legal_representative, stages_conventions_host_manager, stages_conventions_tutor, stages_conventions_school_head, stages_conventions_referent_teacher, stages_conventions_education_adviser';
  in_circle constant text := 'EXISTS (SELECT FROM conventions.conventions c WHERE c.id = convention_id)';
  themselves constant text := 'nullif(current_setting(''stages.person'', true), '''')::uuid';
BEGIN
  EXECUTE format('CREATE POLICY circle ON conventions.amendments FOR SELECT TO %s USING (%s)', parties, in_circle);
  EXECUTE format('CREATE POLICY party_proposes ON conventions.amendments FOR INSERT TO stages_conventions_host_manager, stages_conventions_school_head
                  WITH CHECK (status = ''PROPOSED'' AND proposed_by = %s AND %s)', themselves, in_circle);
  -- Each signature moves it on; of those who follow the student, some sign by delegation.
  EXECUTE format('CREATE POLICY signer_moves ON conventions.amendments FOR UPDATE TO %s USING (%s)', parties, in_circle);
  EXECUTE format('GRANT UPDATE (status, rank, document_id, agreed_at, signed_at, abandoned_at) ON conventions.amendments TO %s', parties);
  GRANT INSERT ON conventions.amendments TO stages_conventions_host_manager, stages_conventions_school_head;

  EXECUTE format('CREATE POLICY circle ON conventions.attestations FOR SELECT TO %s USING (%s)', parties, in_circle);
  EXECUTE format('CREATE POLICY family_asks ON conventions.attestations FOR INSERT TO stages_conventions_student, stages_conventions_legal_representative
                  WITH CHECK (status = ''REQUESTED'' AND requested_by = %s AND %s)', themselves, in_circle);
  EXECUTE format('CREATE POLICY host_confirms ON conventions.attestations FOR UPDATE TO stages_conventions_host_manager, stages_conventions_tutor USING (%s)
                  WITH CHECK (confirmed_by IS NOT NULL)', in_circle);
  GRANT INSERT ON conventions.attestations TO stages_conventions_student, stages_conventions_legal_representative;
  GRANT UPDATE (status, confirmed_at, confirmed_by, signed_at, document_id, days) ON conventions.attestations TO stages_conventions_host_manager;
  GRANT UPDATE (status, signed_at) ON conventions.attestations TO stages_conventions_tutor;

  -- Never the host's, whose own are the sums and, five by five, the words.
  EXECUTE format('CREATE POLICY family_and_moderators ON conventions.feedback FOR SELECT
                  TO stages_conventions_student, stages_conventions_legal_representative, stages_conventions_school_head, stages_conventions_education_adviser USING (%s)', in_circle);
  EXECUTE format('CREATE POLICY student_tells ON conventions.feedback FOR INSERT TO stages_conventions_student
                  WITH CHECK (batch IS NULL AND decided_by IS NULL AND EXISTS (SELECT FROM conventions.conventions c WHERE c.id = convention_id AND c.host_id = feedback.host_id))');
  EXECUTE format('CREATE POLICY moderator_decides ON conventions.feedback FOR UPDATE TO stages_conventions_school_head, stages_conventions_education_adviser
                  USING (status = ''PENDING'' AND %s) WITH CHECK (decided_by = %s)', in_circle, themselves);
  GRANT INSERT ON conventions.feedback TO stages_conventions_student;
  GRANT UPDATE (status, decided_at, decided_by, reason) ON conventions.feedback TO stages_conventions_school_head, stages_conventions_education_adviser;
END $$;
--> statement-breakpoint
CREATE POLICY host ON conventions.feedback_words FOR SELECT TO stages_conventions_host_manager
  USING (host_id = ANY (nullif(current_setting('stages.hosts', true), '')::uuid[]));
--> statement-breakpoint
-- Who creates keeps the key they gave, unless another act has let them already.
DO $$
DECLARE
  kind text;
BEGIN
  FOREACH kind IN ARRAY ARRAY['student', 'legal_representative', 'school_head', 'host_manager'] LOOP
    IF NOT EXISTS (SELECT FROM pg_policies WHERE schemaname = 'conventions' AND tablename = 'idempotency_keys' AND policyname = kind || '_claims') THEN
      PERFORM "bus"."let_create"('conventions', kind);
    END IF;
  END LOOP;
END $$;
--> statement-breakpoint
-- Whether every party has signed this document: what brings an amendment into force, whoever says that it is.
CREATE FUNCTION "conventions"."is_signed_by"("document" uuid, VARIADIC "parties" text[]) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT NOT EXISTS (
    SELECT FROM unnest(parties) AS party
    WHERE NOT EXISTS (
      SELECT FROM conventions.evidence e
      WHERE e.document_id = document AND e.kind = 'SIGNED'
        AND (e.capacity = party OR party = 'FAMILY' AND e.capacity IN ('STUDENT', 'LEGAL_REPRESENTATIVE'))
    )
  )
$$;
--> statement-breakpoint
CREATE FUNCTION "conventions"."keep_amendment"() RETURNS trigger LANGUAGE plpgsql SET bytea_output = 'hex' AS $$
BEGIN
  IF "conventions"."is_resealing"(to_jsonb(OLD), to_jsonb(NEW), ARRAY['changes', 'reason']) THEN
    RETURN NEW;
  END IF;
  IF (NEW.id, NEW.convention_id, NEW.changes, NEW.reason, NEW.tutor, NEW.referent_teacher_id, NEW.proposed_at, NEW.proposed_by)
      IS DISTINCT FROM (OLD.id, OLD.convention_id, OLD.changes, OLD.reason, OLD.tutor, OLD.referent_teacher_id, OLD.proposed_at, OLD.proposed_by)
    OR OLD.status <> 'PROPOSED' AND (NEW.rank, NEW.document_id) IS DISTINCT FROM (OLD.rank, OLD.document_id) THEN
    RAISE EXCEPTION 'amendment % stays as it was proposed and frozen', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN
      (('PROPOSED', 'AGREED'), ('PROPOSED', 'ABANDONED'), ('AGREED', 'SIGNING'), ('AGREED', 'ABANDONED'), ('SIGNING', 'SIGNED'), ('SIGNING', 'ABANDONED')) THEN
    RAISE EXCEPTION 'amendment % goes not from % to %', OLD.id, OLD.status, NEW.status USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.status = 'AGREED' AND (NEW.rank IS NULL OR NOT EXISTS (
      SELECT FROM conventions.documents d WHERE d.id = NEW.document_id AND d.convention_id = NEW.convention_id AND d.kind = 'AMENDMENT' AND d.rank = NEW.rank)) THEN
    RAISE EXCEPTION 'amendment % is frozen with its document', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.status = 'SIGNED' AND OLD.status <> 'SIGNED' AND NOT "conventions"."is_signed_by"(NEW.document_id, 'SCHOOL_HEAD', 'HOST_MANAGER', 'FAMILY') THEN
    RAISE EXCEPTION 'amendment % is not signed by all', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER "amendments_are_kept" BEFORE UPDATE ON "conventions"."amendments"
  FOR EACH ROW EXECUTE FUNCTION "conventions"."keep_amendment"();
--> statement-breakpoint
CREATE FUNCTION "conventions"."keep_attestation"() RETURNS trigger LANGUAGE plpgsql SET bytea_output = 'hex' AS $$
BEGIN
  IF "conventions"."is_resealing"(to_jsonb(OLD), to_jsonb(NEW), ARRAY['days']) THEN
    RETURN NEW;
  END IF;
  IF OLD.status <> 'REQUESTED' AND (NEW.document_id, NEW.days, NEW.confirmed_at, NEW.confirmed_by) IS DISTINCT FROM (OLD.document_id, OLD.days, OLD.confirmed_at, OLD.confirmed_by)
    OR NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (('REQUESTED', 'CONFIRMED'), ('CONFIRMED', 'SIGNED')) THEN
    RAISE EXCEPTION 'attestation % stays as it was confirmed', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.status = 'SIGNED' AND NOT "conventions"."is_signed_by"(NEW.document_id, 'HOST_MANAGER') THEN
    RAISE EXCEPTION 'attestation % is not signed', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER "attestations_are_kept" BEFORE UPDATE ON "conventions"."attestations"
  FOR EACH ROW EXECUTE FUNCTION "conventions"."keep_attestation"();
--> statement-breakpoint
-- What was agreed goes with its convention alone, by the purge.
DO $$
DECLARE
  kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['amendments', 'attestations'] LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON conventions.%I
                    FOR EACH STATEMENT EXECUTE FUNCTION conventions.refuse_change()', kept || '_stay_whole', kept);
    EXECUTE format('CREATE TRIGGER %I BEFORE DELETE ON conventions.%I
                    FOR EACH STATEMENT WHEN (NOT conventions.is_purging()) EXECUTE FUNCTION conventions.refuse_change()', kept || '_stay', kept);
  END LOOP;
END $$;
--> statement-breakpoint
-- A frozen convention lets one thing through: what a signed amendment of its own changes of who follows the student.
DROP TRIGGER "conventions_freeze" ON "conventions"."conventions";
--> statement-breakpoint
CREATE TRIGGER "conventions_freeze" BEFORE UPDATE ON "conventions"."conventions"
  FOR EACH ROW
  WHEN (
    OLD.status IN ('VALIDATED', 'SIGNING', 'SIGNED', 'INTERRUPTED', 'COMPLETED', 'CANCELLED') AND
    (NEW.host_part, NEW.school_part, NEW.host_party, NEW.draft, NEW.student_id, NEW.host_id, NEW.offer_id, NEW.candidature_id, NEW.origin,
     NEW.school_uai, NEW.campaign_id, NEW.period, NEW.presence_rules_version, NEW.opened_at)
      IS DISTINCT FROM
    (OLD.host_part, OLD.school_part, OLD.host_party, OLD.draft, OLD.student_id, OLD.host_id, OLD.offer_id, OLD.candidature_id, OLD.origin,
     OLD.school_uai, OLD.campaign_id, OLD.period, OLD.presence_rules_version, OLD.opened_at)
    OR OLD.status IN ('VALIDATED', 'SIGNING', 'SIGNED', 'INTERRUPTED', 'COMPLETED') AND NEW.status IN ('DRAFT', 'HOST_COMPLETED', 'RETURNED')
    OR OLD.status IN ('CANCELLED', 'INTERRUPTED', 'COMPLETED') AND NEW.status <> OLD.status
  )
  EXECUTE FUNCTION "conventions"."refuse_change_but_resealing"('host_part', 'school_part', 'host_party', 'draft', 'reason', 'amended');
--> statement-breakpoint
CREATE FUNCTION "conventions"."follow_signed_amendments"() RETURNS trigger LANGUAGE plpgsql SET bytea_output = 'hex' AS $$
BEGIN
  IF "conventions"."is_resealing"(to_jsonb(OLD) - 'department', to_jsonb(NEW) - 'department', ARRAY['host_part', 'school_part', 'host_party', 'draft', 'reason', 'amended']) THEN
    RETURN NEW;
  END IF;
  IF NOT EXISTS (
    SELECT FROM conventions.amendments a
    WHERE a.id = NEW.amendment_id AND a.convention_id = OLD.id AND a.status = 'SIGNED'
      AND a.rank > coalesce((SELECT earlier.rank FROM conventions.amendments earlier WHERE earlier.id = OLD.amendment_id), 0)
      AND NEW.tutor IS NOT DISTINCT FROM coalesce(a.tutor, OLD.tutor)
      AND NEW.referent_teacher_id IS NOT DISTINCT FROM coalesce(a.referent_teacher_id, OLD.referent_teacher_id)
  ) THEN
    RAISE EXCEPTION 'convention % is frozen: no signed amendment says this', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER "conventions_follow_amendments" BEFORE UPDATE ON "conventions"."conventions"
  FOR EACH ROW
  WHEN (
    (NEW.amended, NEW.amendment_id) IS DISTINCT FROM (OLD.amended, OLD.amendment_id) OR
    OLD.status IN ('VALIDATED', 'SIGNING', 'SIGNED', 'INTERRUPTED', 'COMPLETED', 'CANCELLED') AND
    (NEW.tutor, NEW.referent_teacher_id) IS DISTINCT FROM (OLD.tutor, OLD.referent_teacher_id)
  )
  EXECUTE FUNCTION "conventions"."follow_signed_amendments"();
