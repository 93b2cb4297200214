SELECT "bus"."wall"('conventions', 'representatives');
--> statement-breakpoint
-- A family and its school read who answers for the student: the school names them in the convention, and each is sent a code.
-- A host and a tutor read what the frozen text says of them. The subquery is under the policies of conventions.
CREATE POLICY circle ON conventions.representatives FOR SELECT TO stages_conventions_student, stages_conventions_legal_representative, stages_conventions_school_head, stages_conventions_referent_teacher, stages_conventions_education_adviser
  USING (EXISTS (SELECT FROM conventions.conventions c WHERE c.student_id = representatives.student_id));
--> statement-breakpoint
-- Who speaks by a personal link for a host that the platform does not know sees its one convention, as the others who came by a link.
ALTER POLICY link ON conventions.conventions TO stages_conventions_legal_representative, stages_conventions_tutor, stages_conventions_host_manager;
