-- The second wall: each kind of actor reads and writes under a role of its own, which sees the rows of its circle alone,
-- whatever the query asks. Who acts is told in settings that end with the transaction; without them, no row.
SELECT "bus"."make_roles"('candidatures');
--> statement-breakpoint
SELECT "bus"."wall"('candidatures', 'candidatures', 'history', 'students', 'offers');
--> statement-breakpoint
SELECT "bus"."let_read"('candidatures', 'campaigns');
--> statement-breakpoint
-- One policy a role, each a comparison that an index serves: several that are OR-ed would read the whole table.
CREATE POLICY family ON candidatures.candidatures FOR SELECT TO stages_candidatures_student, stages_candidatures_legal_representative
  USING (student_id = ANY (nullif(current_setting('stages.students', true), '')::uuid[]));
--> statement-breakpoint
CREATE POLICY host ON candidatures.candidatures FOR SELECT TO stages_candidatures_host_manager
  USING (host_id = ANY (nullif(current_setting('stages.hosts', true), '')::uuid[]));
--> statement-breakpoint
CREATE POLICY school ON candidatures.candidatures FOR SELECT
  TO stages_candidatures_school_head, stages_candidatures_referent_teacher, stages_candidatures_education_adviser
  USING (school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]));
--> statement-breakpoint
CREATE POLICY rectorat ON candidatures.candidatures FOR SELECT TO stages_candidatures_rectorat
  USING (academy = ANY (nullif(current_setting('stages.academies', true), '')::varchar[]));
--> statement-breakpoint
-- Everywhere, but someone: a role without a person sees nothing.
CREATE POLICY ministry ON candidatures.candidatures FOR SELECT TO stages_candidatures_ministry
  USING (nullif(current_setting('stages.person', true), '') IS NOT NULL);
--> statement-breakpoint
CREATE POLICY student_sends ON candidatures.candidatures FOR INSERT TO stages_candidatures_student
  WITH CHECK (student_id = ANY (nullif(current_setting('stages.students', true), '')::uuid[]));
--> statement-breakpoint
CREATE POLICY student_decides ON candidatures.candidatures FOR UPDATE TO stages_candidatures_student
  USING (student_id = ANY (nullif(current_setting('stages.students', true), '')::uuid[]));
--> statement-breakpoint
CREATE POLICY host_answers ON candidatures.candidatures FOR UPDATE TO stages_candidatures_host_manager
  USING (host_id = ANY (nullif(current_setting('stages.hosts', true), '')::uuid[]));
--> statement-breakpoint
-- What happened to a candidature is of the same circle: the subquery is under the policies above.
CREATE POLICY circle ON candidatures.history FOR SELECT
  TO stages_candidatures_student, stages_candidatures_legal_representative, stages_candidatures_host_manager, stages_candidatures_school_head,
     stages_candidatures_referent_teacher, stages_candidatures_education_adviser, stages_candidatures_rectorat, stages_candidatures_ministry
  USING (EXISTS (SELECT FROM candidatures.candidatures c WHERE c.id = candidature_id));
--> statement-breakpoint
CREATE POLICY parties ON candidatures.history FOR INSERT TO stages_candidatures_student, stages_candidatures_host_manager
  WITH CHECK (
    by_person_id = nullif(current_setting('stages.person', true), '')::uuid
    AND EXISTS (SELECT FROM candidatures.candidatures c WHERE c.id = candidature_id)
  );
--> statement-breakpoint
CREATE POLICY family ON candidatures.students FOR SELECT TO stages_candidatures_student, stages_candidatures_legal_representative
  USING (id = ANY (nullif(current_setting('stages.students', true), '')::uuid[]));
--> statement-breakpoint
-- To lock a row one must be let update it: the check lets nothing be written.
CREATE POLICY locked ON candidatures.students FOR UPDATE TO stages_candidatures_student
  USING (id = ANY (nullif(current_setting('stages.students', true), '')::uuid[])) WITH CHECK (false);
--> statement-breakpoint
-- Offers that were published, and their seats: for whoever is someone.
CREATE POLICY published ON candidatures.offers FOR SELECT
  TO stages_candidatures_student, stages_candidatures_legal_representative, stages_candidatures_host_manager, stages_candidatures_tutor,
     stages_candidatures_school_head, stages_candidatures_referent_teacher, stages_candidatures_education_adviser,
     stages_candidatures_rectorat, stages_candidatures_ministry
  USING (nullif(current_setting('stages.person', true), '') IS NOT NULL);
--> statement-breakpoint
CREATE POLICY locked ON candidatures.offers FOR UPDATE TO stages_candidatures_student, stages_candidatures_host_manager
  USING (nullif(current_setting('stages.person', true), '') IS NOT NULL) WITH CHECK (false);
--> statement-breakpoint
GRANT INSERT ON candidatures.candidatures TO stages_candidatures_student;
--> statement-breakpoint
-- What was sent is no one's to change.
GRANT UPDATE (status, last_day_to_confirm) ON candidatures.candidatures TO stages_candidatures_student, stages_candidatures_host_manager;
--> statement-breakpoint
GRANT INSERT ON candidatures.history, candidatures.outbox TO stages_candidatures_student, stages_candidatures_host_manager;
--> statement-breakpoint
GRANT UPDATE (id) ON candidatures.students TO stages_candidatures_student;
--> statement-breakpoint
GRANT UPDATE (id) ON candidatures.offers TO stages_candidatures_student, stages_candidatures_host_manager;
--> statement-breakpoint
-- Whoever looks at an offer may know how many seats are taken, whoever took them. A seat is held by who has confirmed, or
-- was accepted and can still confirm in time: one that has lapsed gives its seat back at once, marked or not.
CREATE FUNCTION "candidatures"."seats_taken"(offer_ids uuid[], today date) RETURNS TABLE (offer_id uuid, taken integer)
LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
  SELECT c.offer_id, count(*)::integer
  FROM candidatures.candidatures c
  WHERE c.offer_id = ANY (offer_ids)
    AND c.status IN ('ACCEPTED', 'CONFIRMED') AND (c.status = 'CONFIRMED' OR c.last_day_to_confirm >= today)
  GROUP BY c.offer_id;
END;
--> statement-breakpoint
SELECT "bus"."answer_as_platform"('candidatures', 'candidatures.seats_taken(uuid[], date)');
