-- Written by the platform alone, on hearing of the convention; read by who is told what they may apply to, confirm or book.
SELECT "bus"."wall"('candidatures', 'stages_elsewhere');
--> statement-breakpoint
CREATE POLICY family ON candidatures.stages_elsewhere FOR SELECT TO stages_candidatures_student, stages_candidatures_legal_representative
  USING (student_id = ANY (nullif(current_setting('stages.students', true), '')::uuid[]));
--> statement-breakpoint
-- Of the school's own students: the subquery is under the policies of theirs.
CREATE POLICY school ON candidatures.stages_elsewhere FOR SELECT TO stages_candidatures_school_head, stages_candidatures_referent_teacher
  USING (EXISTS (SELECT FROM candidatures.students s WHERE s.id = student_id));
--> statement-breakpoint
-- What it ends, the platform ends: domain/lifecycle.ts says the same.
CREATE OR REPLACE FUNCTION "candidatures"."is_step"("was" text, "becomes" text, "party" text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT EXISTS (
    SELECT FROM (VALUES
      (NULL, 'SUBMITTED', ARRAY['STUDENT']),
      (NULL, 'CONFIRMED', ARRAY['SCHOOL']),
      ('SUBMITTED', 'READ', ARRAY['HOST']),
      ('SUBMITTED', 'WITHDRAWN', ARRAY['STUDENT']),
      ('SUBMITTED', 'SUPERSEDED', ARRAY['STUDENT', 'SCHOOL', 'PLATFORM']),
      ('SUBMITTED', 'EXPIRED', ARRAY['PLATFORM']),
      ('READ', 'ACCEPTED', ARRAY['HOST']),
      ('READ', 'REFUSED', ARRAY['HOST']),
      ('READ', 'WITHDRAWN', ARRAY['STUDENT']),
      ('READ', 'SUPERSEDED', ARRAY['STUDENT', 'SCHOOL', 'PLATFORM']),
      ('READ', 'EXPIRED', ARRAY['PLATFORM']),
      ('ACCEPTED', 'CONFIRMED', ARRAY['STUDENT']),
      ('ACCEPTED', 'WITHDRAWN', ARRAY['STUDENT']),
      ('ACCEPTED', 'SUPERSEDED', ARRAY['STUDENT', 'SCHOOL', 'PLATFORM']),
      ('ACCEPTED', 'CANCELLED_BY_HOST', ARRAY['HOST', 'PLATFORM']),
      ('ACCEPTED', 'CANCELLED_BY_SCHOOL', ARRAY['PLATFORM']),
      ('ACCEPTED', 'LAPSED', ARRAY['PLATFORM']),
      ('CONFIRMED', 'CANCELLED_BY_HOST', ARRAY['HOST', 'PLATFORM']),
      ('CONFIRMED', 'CANCELLED_BY_SCHOOL', ARRAY['SCHOOL', 'PLATFORM'])
    ) AS step (from_status, to_status, parties)
    WHERE from_status IS NOT DISTINCT FROM was AND to_status = becomes AND (party IS NULL OR party = ANY (parties))
  )
$$;
