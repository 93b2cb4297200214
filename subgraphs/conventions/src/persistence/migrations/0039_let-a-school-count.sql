-- Who of its students has no stage is for a school's own staff to know, and for nobody else: of those who have no convention
-- there is no circle yet. What was counted of each says it, whichever school signed what covers them.
CREATE POLICY school ON conventions.students FOR SELECT TO stages_conventions_school_head, stages_conventions_referent_teacher, stages_conventions_education_adviser
  USING (school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]));
--> statement-breakpoint
CREATE POLICY school ON conventions.counted_students FOR SELECT TO stages_conventions_school_head, stages_conventions_referent_teacher, stages_conventions_education_adviser
  USING (school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]));
