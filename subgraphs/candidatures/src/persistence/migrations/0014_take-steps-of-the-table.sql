-- The table of domain/lifecycle.ts, as the database holds to it: from which status to which, and whose step it is. A test
-- compares the two, pair by pair. Whose: by the role that the transaction runs under; the platform, which writes what others
-- decided, may take any step of the table and no other. When is the rules' to say: the database does not know what time it is.
CREATE FUNCTION "candidatures"."is_step"("was" text, "becomes" text, "party" text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT EXISTS (
    SELECT FROM (VALUES
      (NULL, 'SUBMITTED', ARRAY['STUDENT']),
      (NULL, 'CONFIRMED', ARRAY['SCHOOL']),
      ('SUBMITTED', 'READ', ARRAY['HOST']),
      ('SUBMITTED', 'WITHDRAWN', ARRAY['STUDENT']),
      ('SUBMITTED', 'SUPERSEDED', ARRAY['STUDENT', 'SCHOOL']),
      ('SUBMITTED', 'EXPIRED', ARRAY['PLATFORM']),
      ('READ', 'ACCEPTED', ARRAY['HOST']),
      ('READ', 'REFUSED', ARRAY['HOST']),
      ('READ', 'WITHDRAWN', ARRAY['STUDENT']),
      ('READ', 'SUPERSEDED', ARRAY['STUDENT', 'SCHOOL']),
      ('READ', 'EXPIRED', ARRAY['PLATFORM']),
      ('ACCEPTED', 'CONFIRMED', ARRAY['STUDENT']),
      ('ACCEPTED', 'WITHDRAWN', ARRAY['STUDENT']),
      ('ACCEPTED', 'SUPERSEDED', ARRAY['STUDENT', 'SCHOOL']),
      ('ACCEPTED', 'CANCELLED_BY_HOST', ARRAY['HOST', 'PLATFORM']),
      ('ACCEPTED', 'LAPSED', ARRAY['PLATFORM']),
      ('CONFIRMED', 'CANCELLED_BY_HOST', ARRAY['HOST', 'PLATFORM']),
      ('CONFIRMED', 'CANCELLED_BY_SCHOOL', ARRAY['SCHOOL'])
    ) AS step (from_status, to_status, parties)
    WHERE from_status IS NOT DISTINCT FROM was AND to_status = becomes AND (party IS NULL OR party = ANY (parties))
  )
$$;
--> statement-breakpoint
-- Null for the platform and for whoever owns the tables: any party.
CREATE FUNCTION "candidatures"."acting_party"() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE current_user
    WHEN 'stages_candidatures_student' THEN 'STUDENT'
    WHEN 'stages_candidatures_host_manager' THEN 'HOST'
    WHEN 'stages_candidatures_school_head' THEN 'SCHOOL'
    WHEN 'stages_candidatures_referent_teacher' THEN 'SCHOOL'
  END
$$;
--> statement-breakpoint
CREATE FUNCTION "candidatures"."refuse_step"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    RAISE EXCEPTION 'candidature % cannot begin as %', NEW.id, NEW.status USING ERRCODE = 'restrict_violation';
  END IF;
  RAISE EXCEPTION 'candidature % cannot go from % to %', OLD.id, OLD.status, NEW.status USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER "candidatures_take_steps" BEFORE UPDATE ON "candidatures"."candidatures"
  FOR EACH ROW
  WHEN (NEW.status <> OLD.status AND NOT candidatures.is_step(OLD.status, NEW.status, candidatures.acting_party()))
  EXECUTE FUNCTION "candidatures"."refuse_step"();
--> statement-breakpoint
-- The platform writes down lives as they are, the demonstration's among them.
CREATE TRIGGER "candidatures_are_born" BEFORE INSERT ON "candidatures"."candidatures"
  FOR EACH ROW
  WHEN (candidatures.acting_party() IS NOT NULL AND NOT candidatures.is_step(NULL, NEW.status, candidatures.acting_party()))
  EXECUTE FUNCTION "candidatures"."refuse_step"();
--> statement-breakpoint
-- Who was given what is the host's alone.
SELECT "bus"."wall"('candidatures', 'host_managers', 'transfers');
--> statement-breakpoint
CREATE POLICY host ON candidatures.host_managers FOR SELECT TO stages_candidatures_host_manager
  USING (host_id = ANY (nullif(current_setting('stages.hosts', true), '')::uuid[]));
--> statement-breakpoint
-- To hold a colleague one must be let update the row: the check lets nothing be written.
CREATE POLICY held ON candidatures.host_managers FOR UPDATE TO stages_candidatures_host_manager
  USING (host_id = ANY (nullif(current_setting('stages.hosts', true), '')::uuid[])) WITH CHECK (false);
--> statement-breakpoint
CREATE POLICY host ON candidatures.transfers FOR SELECT TO stages_candidatures_host_manager
  USING (EXISTS (SELECT FROM candidatures.candidatures c WHERE c.id = candidature_id));
--> statement-breakpoint
CREATE POLICY host_transfers ON candidatures.transfers FOR INSERT TO stages_candidatures_host_manager
  WITH CHECK (
    by_person_id = nullif(current_setting('stages.person', true), '')::uuid
    AND EXISTS (
      SELECT FROM candidatures.candidatures c JOIN candidatures.host_managers m ON m.host_id = c.host_id
      WHERE c.id = candidature_id AND m.person_id = to_person_id
    )
  );
--> statement-breakpoint
GRANT UPDATE (person_id) ON candidatures.host_managers TO stages_candidatures_host_manager;
--> statement-breakpoint
GRANT UPDATE (assigned_to) ON candidatures.candidatures TO stages_candidatures_host_manager;
--> statement-breakpoint
GRANT INSERT ON candidatures.transfers TO stages_candidatures_host_manager;
--> statement-breakpoint
CREATE TRIGGER "transfers_are_kept" BEFORE UPDATE OR TRUNCATE ON "candidatures"."transfers"
  FOR EACH STATEMENT EXECUTE FUNCTION "candidatures"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "transfers_stay" BEFORE DELETE ON "candidatures"."transfers"
  FOR EACH STATEMENT WHEN (NOT candidatures.is_purging()) EXECUTE FUNCTION "candidatures"."refuse_change"();
--> statement-breakpoint
-- Those that wait already are to be reminded of as the campaigns know until now.
SET LOCAL ROLE "stages_candidatures_platform";
--> statement-breakpoint
UPDATE candidatures.candidatures SET next_reminder_on = (submitted_at AT TIME ZONE 'Europe/Paris')::date + 10 WHERE status IN ('SUBMITTED', 'READ');
--> statement-breakpoint
RESET ROLE;
