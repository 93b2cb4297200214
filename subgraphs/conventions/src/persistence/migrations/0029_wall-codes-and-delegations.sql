SELECT "bus"."wall"('conventions', 'evidence_chains', 'signature_codes', 'delegations');
--> statement-breakpoint
-- Of a convention's circle, as the evidence is. Whoever signs writes how long the chain has become.
DO $$
DECLARE
  parties constant text := 'stages_conventions_student, stages_conventions_legal_representative, stages_conventions_host_manager, stages_conventions_tutor, stages_conventions_school_head, stages_conventions_referent_teacher, stages_conventions_education_adviser';
BEGIN
  EXECUTE format('CREATE POLICY circle ON conventions.evidence_chains TO %s, stages_conventions_rectorat, stages_conventions_ministry
                  USING (EXISTS (SELECT FROM conventions.conventions c WHERE c.id = convention_id))', parties);
  EXECUTE format('GRANT INSERT, UPDATE (length, head, completed_at, mac) ON conventions.evidence_chains TO %s', parties);
  -- A code is its holder's alone.
  EXECUTE format('CREATE POLICY holder ON conventions.signature_codes TO %s
                  USING (person_id = nullif(current_setting(''stages.person'', true), '''')::uuid)', parties);
  EXECUTE format('GRANT INSERT, UPDATE (tries, used_at) ON conventions.signature_codes TO %s', parties);
END $$;
--> statement-breakpoint
-- What a code has been through is not taken back: a wrong try is counted for good, and what has signed signs no more.
CREATE FUNCTION "conventions"."refuse_to_revive_a_code"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'code % is not tried again', OLD.id USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER "codes_wear_out" BEFORE UPDATE ON "conventions"."signature_codes"
  FOR EACH ROW WHEN (NEW.tries < OLD.tries OR OLD.used_at IS NOT NULL)
  EXECUTE FUNCTION "conventions"."refuse_to_revive_a_code"();
--> statement-breakpoint
-- A chain grows by one record at a time, and the file that it is about stays the same.
CREATE FUNCTION "conventions"."refuse_to_shorten_a_chain"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the chain of document % only grows', OLD.document_id USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER "chains_grow" BEFORE UPDATE ON "conventions"."evidence_chains"
  FOR EACH ROW WHEN (NEW.length <> OLD.length + 1 OR OLD.completed_at IS NOT NULL AND NEW.completed_at IS DISTINCT FROM OLD.completed_at OR (NEW.document_id, NEW.convention_id, NEW.document_hash, NEW.content_hash) IS DISTINCT FROM (OLD.document_id, OLD.convention_id, OLD.document_hash, OLD.content_hash))
  EXECUTE FUNCTION "conventions"."refuse_to_shorten_a_chain"();
--> statement-breakpoint
CREATE TRIGGER "evidence_chains_stay" BEFORE DELETE ON "conventions"."evidence_chains"
  FOR EACH STATEMENT WHEN (NOT conventions.is_purging()) EXECUTE FUNCTION "conventions"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "evidence_chains_stay_whole" BEFORE TRUNCATE ON "conventions"."evidence_chains"
  FOR EACH STATEMENT EXECUTE FUNCTION "conventions"."refuse_change"();
--> statement-breakpoint
-- Who works at the school, or manages the host, knows who signs for it; a tutor, that it is them.
CREATE POLICY school ON conventions.delegations FOR SELECT TO stages_conventions_school_head, stages_conventions_referent_teacher, stages_conventions_education_adviser
  USING (school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]));
--> statement-breakpoint
CREATE POLICY host ON conventions.delegations FOR SELECT TO stages_conventions_host_manager
  USING (host_id = ANY (nullif(current_setting('stages.hosts', true), '')::uuid[]));
--> statement-breakpoint
CREATE POLICY tutor ON conventions.delegations FOR SELECT TO stages_conventions_tutor
  USING (tutor = nullif(current_setting('stages.email', true), ''));
--> statement-breakpoint
CREATE POLICY head_gives ON conventions.delegations FOR INSERT TO stages_conventions_school_head
  WITH CHECK (capacity = 'SCHOOL_HEAD' AND host_id IS NULL AND school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]));
--> statement-breakpoint
CREATE POLICY head_withdraws ON conventions.delegations FOR UPDATE TO stages_conventions_school_head
  USING (school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]));
--> statement-breakpoint
CREATE POLICY host_gives ON conventions.delegations FOR INSERT TO stages_conventions_host_manager
  WITH CHECK (capacity = 'HOST_MANAGER' AND school_uai IS NULL AND host_id = ANY (nullif(current_setting('stages.hosts', true), '')::uuid[]));
--> statement-breakpoint
CREATE POLICY host_withdraws ON conventions.delegations FOR UPDATE TO stages_conventions_host_manager
  USING (host_id = ANY (nullif(current_setting('stages.hosts', true), '')::uuid[]));
--> statement-breakpoint
GRANT INSERT, UPDATE (withdrawn_at) ON "conventions"."delegations" TO "stages_conventions_school_head", "stages_conventions_host_manager";
--> statement-breakpoint
-- The seal is the platform's: nobody who signs writes it.
REVOKE INSERT ON "conventions"."sealed_documents" FROM "stages_conventions_student", "stages_conventions_legal_representative", "stages_conventions_host_manager",
  "stages_conventions_tutor", "stages_conventions_school_head", "stages_conventions_referent_teacher", "stages_conventions_education_adviser";
