-- Who of its students has no stage is for a school's own staff to know, and for nobody else: of those who have no convention
-- there is no circle yet. What was counted of each says it, whichever school signed what covers them.
CREATE POLICY school ON conventions.students FOR SELECT TO stages_conventions_school_head, stages_conventions_referent_teacher, stages_conventions_education_adviser
  USING (school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]));
--> statement-breakpoint
CREATE POLICY school ON conventions.counted_students FOR SELECT TO stages_conventions_school_head, stages_conventions_referent_teacher, stages_conventions_education_adviser
  USING (school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]));
--> statement-breakpoint
-- By these a convention was counted from its opening on: changed, what is taken back later would be taken from another part.
CREATE TRIGGER "conventions_stay_counted" BEFORE UPDATE ON "conventions"."conventions"
  FOR EACH ROW WHEN ((NEW.sector, NEW.host_kind) IS DISTINCT FROM (OLD.sector, OLD.host_kind))
  EXECUTE FUNCTION "conventions"."refuse_change"();
