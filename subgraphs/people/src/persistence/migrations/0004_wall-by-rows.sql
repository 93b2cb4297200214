-- The second wall: each kind of actor reads and writes under a role of its own, which sees the rows of its circle alone,
-- whatever the query asks. Who acts is told in settings that end with the transaction; without them, no row.
SELECT "bus"."make_roles"('people');
--> statement-breakpoint
SELECT "bus"."wall"('people', 'persons', 'grants', 'students', 'legal_representatives', 'staff', 'national_identifiers', 'corrected_emails',
  'invitations', 'exam_duties', 'referent_teachers', 'student_hosts', 'student_tutors');
--> statement-breakpoint
SELECT "bus"."let_read"('people', 'schools', 'campaigns');
--> statement-breakpoint
-- Why someone knows a student.
CREATE POLICY host ON people.student_hosts FOR SELECT TO stages_people_host_manager
  USING (host_id = ANY (nullif(current_setting('stages.hosts', true), '')::uuid[]));
--> statement-breakpoint
CREATE POLICY tutor ON people.student_tutors FOR SELECT TO stages_people_tutor
  USING (tutor_email = nullif(current_setting('stages.email', true), ''));
--> statement-breakpoint
-- One policy a role, each a comparison that an index serves. Nothing that names a student is for a territory's staff.
CREATE POLICY family ON people.students FOR SELECT TO stages_people_student, stages_people_legal_representative
  USING (id = ANY (nullif(current_setting('stages.students', true), '')::uuid[]));
--> statement-breakpoint
CREATE POLICY school ON people.students FOR SELECT TO stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser
  USING (school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]));
--> statement-breakpoint
CREATE POLICY host ON people.students FOR SELECT TO stages_people_host_manager
  USING (id = ANY (ARRAY (SELECT t.student_id FROM people.student_hosts t)));
--> statement-breakpoint
CREATE POLICY tutor ON people.students FOR SELECT TO stages_people_tutor
  USING (id = ANY (ARRAY (SELECT t.student_id FROM people.student_tutors t)));
--> statement-breakpoint
-- What belongs to a student is of the student's circle: the subqueries are under the policies above.
CREATE POLICY family ON people.legal_representatives FOR SELECT TO stages_people_student, stages_people_legal_representative
  USING (student_id = ANY (nullif(current_setting('stages.students', true), '')::uuid[]));
--> statement-breakpoint
CREATE POLICY school ON people.legal_representatives FOR SELECT TO stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser
  USING (EXISTS (SELECT FROM people.students s WHERE s.id = student_id));
--> statement-breakpoint
CREATE POLICY circle ON people.referent_teachers FOR SELECT
  TO stages_people_student, stages_people_legal_representative, stages_people_tutor,
     stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser
  USING (EXISTS (SELECT FROM people.students s WHERE s.id = student_id));
--> statement-breakpoint
CREATE POLICY head_assigns ON people.referent_teachers FOR INSERT TO stages_people_school_head
  WITH CHECK (EXISTS (SELECT FROM people.students s WHERE s.id = student_id));
--> statement-breakpoint
CREATE POLICY head_assigns_again ON people.referent_teachers FOR UPDATE TO stages_people_school_head
  USING (EXISTS (SELECT FROM people.students s WHERE s.id = student_id));
--> statement-breakpoint
-- Who works where is for whoever is someone; how to reach them is the first wall's to keep.
CREATE POLICY signed_in ON people.staff FOR SELECT
  TO stages_people_student, stages_people_legal_representative, stages_people_host_manager, stages_people_tutor,
     stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser, stages_people_rectorat, stages_people_ministry
  USING (nullif(current_setting('stages.person', true), '') IS NOT NULL);
--> statement-breakpoint
CREATE POLICY colleagues ON people.exam_duties FOR SELECT TO stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser
  USING (EXISTS (SELECT FROM people.staff p WHERE p.person_id = exam_duties.person_id
    AND p.school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[])));
--> statement-breakpoint
CREATE POLICY head_writes ON people.exam_duties FOR INSERT TO stages_people_school_head
  WITH CHECK (EXISTS (SELECT FROM people.staff p WHERE p.person_id = exam_duties.person_id
    AND p.school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[])));
--> statement-breakpoint
CREATE POLICY head_erases ON people.exam_duties FOR DELETE TO stages_people_school_head
  USING (EXISTS (SELECT FROM people.staff p WHERE p.person_id = exam_duties.person_id
    AND p.school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[])));
--> statement-breakpoint
CREATE POLICY themselves ON people.grants FOR SELECT
  TO stages_people_student, stages_people_legal_representative, stages_people_host_manager, stages_people_tutor,
     stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser, stages_people_rectorat, stages_people_ministry
  USING (person_id = nullif(current_setting('stages.person', true), '')::uuid);
--> statement-breakpoint
-- Oneself, staff, and the students and representatives of one's circle. Persons are only ever asked for by their id, or
-- through the tables above: what follows is judged row by row, each time by an index.
CREATE POLICY known ON people.persons FOR SELECT
  TO stages_people_student, stages_people_legal_representative,
     stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser
  USING (
    id = nullif(current_setting('stages.person', true), '')::uuid
    OR EXISTS (SELECT FROM people.students s WHERE s.person_id = persons.id)
    OR EXISTS (SELECT FROM people.legal_representatives r WHERE r.person_id = persons.id)
    OR EXISTS (SELECT FROM people.staff p WHERE p.person_id = persons.id)
  );
--> statement-breakpoint
CREATE POLICY students ON people.persons FOR SELECT TO stages_people_host_manager, stages_people_tutor
  USING (
    id = nullif(current_setting('stages.person', true), '')::uuid
    OR EXISTS (SELECT FROM people.students s WHERE s.person_id = persons.id)
    OR EXISTS (SELECT FROM people.staff p WHERE p.person_id = persons.id)
  );
--> statement-breakpoint
CREATE POLICY staff ON people.persons FOR SELECT TO stages_people_rectorat, stages_people_ministry
  USING (
    id = nullif(current_setting('stages.person', true), '')::uuid
    OR EXISTS (SELECT FROM people.staff p WHERE p.person_id = persons.id)
  );
--> statement-breakpoint
-- A school locks its staff and its students' representatives, and corrects the address of the latter until they have an
-- account; `subject` is granted to nobody, since it is the account itself.
CREATE POLICY school_corrects ON people.persons FOR UPDATE
  TO stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser
  USING (
    EXISTS (SELECT FROM people.legal_representatives r WHERE r.person_id = persons.id)
    OR EXISTS (SELECT FROM people.staff p WHERE p.person_id = persons.id
      AND p.school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]))
  )
  WITH CHECK (subject IS NULL AND EXISTS (SELECT FROM people.legal_representatives r WHERE r.person_id = persons.id));
--> statement-breakpoint
CREATE POLICY school_remembers ON people.corrected_emails FOR INSERT
  TO stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser
  WITH CHECK (
    by_person_id = nullif(current_setting('stages.person', true), '')::uuid
    AND EXISTS (SELECT FROM people.legal_representatives r WHERE r.person_id = corrected_emails.person_id AND r.student_id = corrected_emails.student_id)
  );
--> statement-breakpoint
GRANT UPDATE (email) ON people.persons TO stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser;
--> statement-breakpoint
GRANT INSERT ON people.corrected_emails TO stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser;
--> statement-breakpoint
GRANT INSERT, DELETE ON people.exam_duties TO stages_people_school_head;
--> statement-breakpoint
GRANT INSERT, UPDATE ON people.referent_teachers TO stages_people_school_head;
--> statement-breakpoint
GRANT INSERT ON people.outbox TO stages_people_school_head;
--> statement-breakpoint
-- Two facts that everyone may know, of students that hardly anyone may see. Small counts are the first wall's to hide.
CREATE FUNCTION "people"."newest_campaign"() RETURNS varchar
LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
  SELECT max(s.campaign_id) FROM people.students s;
END;
--> statement-breakpoint
CREATE FUNCTION "people"."count_enrolled"(academies varchar[]) RETURNS TABLE (academy varchar, enrolled integer)
LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
  SELECT s.academy, count(*)::integer
  FROM people.students s
  WHERE s.campaign_id = (SELECT max(n.campaign_id) FROM people.students n) AND s.academy = ANY (academies)
  GROUP BY s.academy;
END;
--> statement-breakpoint
SELECT "bus"."answer_as_platform"('people', 'people.newest_campaign()');
--> statement-breakpoint
SELECT "bus"."answer_as_platform"('people', 'people.count_enrolled(varchar[])');
