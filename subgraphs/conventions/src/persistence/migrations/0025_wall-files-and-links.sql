SELECT "bus"."wall"('conventions', 'files', 'paper_copies', 'insurances');
--> statement-breakpoint
-- Tokens are looked up by the platform alone, on behalf of whoever holds one; who asks for one only adds it.
SELECT "bus"."wall"('conventions', 'upload_links', 'download_links');
--> statement-breakpoint
DO $$
DECLARE
  parties constant text := 'stages_conventions_student, stages_conventions_legal_representative, stages_conventions_host_manager, stages_conventions_tutor, stages_conventions_school_head, stages_conventions_referent_teacher, stages_conventions_education_adviser';
  families_and_schools constant text := 'stages_conventions_student, stages_conventions_legal_representative, stages_conventions_school_head, stages_conventions_referent_teacher, stages_conventions_education_adviser';
  -- The subquery is under the policies of the conventions themselves.
  circle constant text := 'EXISTS (SELECT FROM conventions.conventions c WHERE c.id = convention_id)';
  theirs constant text := 'EXISTS (SELECT FROM conventions.conventions c WHERE c.student_id = insurances.student_id)';
BEGIN
  EXECUTE format('CREATE POLICY circle ON conventions.files FOR SELECT TO %s USING (%s)', parties, circle);
  EXECUTE format('CREATE POLICY use ON conventions.files FOR UPDATE TO %s USING (%s)', families_and_schools, circle);
  EXECUTE format('GRANT UPDATE (used_at) ON conventions.files TO %s', families_and_schools);

  EXECUTE format('CREATE POLICY circle ON conventions.paper_copies FOR SELECT TO %s, stages_conventions_rectorat, stages_conventions_ministry USING (%s)', parties, circle);
  EXECUTE format('CREATE POLICY record ON conventions.paper_copies FOR INSERT TO stages_conventions_school_head WITH CHECK (%s)', circle);
  GRANT INSERT ON conventions.paper_copies TO stages_conventions_school_head;

  EXECUTE format('CREATE POLICY circle ON conventions.insurances FOR SELECT TO %s, stages_conventions_rectorat, stages_conventions_ministry USING (%s)', parties, theirs);
  EXECUTE format('CREATE POLICY give ON conventions.insurances FOR INSERT TO %s WITH CHECK (%s)', families_and_schools, theirs);
  EXECUTE format('CREATE POLICY change ON conventions.insurances FOR UPDATE TO %s USING (%s)', families_and_schools, theirs);
  EXECUTE format('GRANT INSERT, UPDATE (state, file_id, submitted_at, submitted_by, decided_at, decided_by, reason) ON conventions.insurances TO %s', families_and_schools);

  EXECUTE format('CREATE POLICY ask ON conventions.upload_links FOR INSERT TO %s WITH CHECK (%s)', families_and_schools, circle);
  EXECUTE format('GRANT INSERT ON conventions.upload_links TO %s', families_and_schools);
  EXECUTE format('CREATE POLICY ask ON conventions.download_links FOR INSERT TO %s WITH CHECK (%s)', parties, circle);
  EXECUTE format('GRANT INSERT ON conventions.download_links TO %s', parties);
END $$;
--> statement-breakpoint
-- Of a file, only whether it has served changes, or the key that seals it.
CREATE TRIGGER "files_stay_as_they_came" BEFORE UPDATE ON "conventions"."files"
  FOR EACH ROW
  WHEN ((NEW.id, NEW.convention_id, NEW.purpose, NEW.type, NEW.content, NEW.bytes, NEW.sha256, NEW.uploaded_by, NEW.uploaded_at)
    IS DISTINCT FROM (OLD.id, OLD.convention_id, OLD.purpose, OLD.type, OLD.content, OLD.bytes, OLD.sha256, OLD.uploaded_by, OLD.uploaded_at))
  EXECUTE FUNCTION "conventions"."refuse_change_but_resealing"('content');
--> statement-breakpoint
CREATE TRIGGER "paper_copies_are_kept" BEFORE UPDATE OR TRUNCATE ON "conventions"."paper_copies"
  FOR EACH STATEMENT EXECUTE FUNCTION "conventions"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "paper_copies_stay" BEFORE DELETE ON "conventions"."paper_copies"
  FOR EACH STATEMENT WHEN (NOT conventions.is_purging()) EXECUTE FUNCTION "conventions"."refuse_change"();
--> statement-breakpoint
-- Anyone may know whether a document with this code was made here and, given a fingerprint, whether these are its bytes.
CREATE FUNCTION "conventions"."is_genuine"(printed text, fingerprint text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
  SELECT EXISTS (
    SELECT FROM conventions.documents d LEFT JOIN conventions.sealed_documents s ON s.document_id = d.id
    WHERE d.code = printed AND (fingerprint IS NULL OR fingerprint IN (d.sha256, s.sha256))
  );
END;
--> statement-breakpoint
SELECT "bus"."answer_as_platform"('conventions', 'conventions.is_genuine(text, text)');
