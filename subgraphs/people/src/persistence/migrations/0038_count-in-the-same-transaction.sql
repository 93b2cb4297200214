-- Rows that wait to be folded, and what was counted of a student, are the platform's alone. Of a rollup, a rectorat is shown its
-- académies, a DASEN its départements, a school itself, the ministry all.
SELECT "bus"."wall"('people', 'statistics', 'recounts', 'rollups', 'daily_rollups');
--> statement-breakpoint
CREATE POLICY rectorat ON people.rollups FOR SELECT TO stages_people_rectorat
  USING (
    academy = ANY (nullif(current_setting('stages.academies', true), '')::varchar[])
    OR department = ANY (nullif(current_setting('stages.departments', true), '')::varchar[])
  );
--> statement-breakpoint
CREATE POLICY ministry ON people.rollups FOR SELECT TO stages_people_ministry USING (nullif(current_setting('stages.person', true), '') IS NOT NULL);
--> statement-breakpoint
CREATE POLICY school ON people.rollups FOR SELECT TO stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser
  USING (school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]));
--> statement-breakpoint
CREATE POLICY rectorat ON people.daily_rollups FOR SELECT TO stages_people_rectorat
  USING (
    academy = ANY (nullif(current_setting('stages.academies', true), '')::varchar[])
    OR department = ANY (nullif(current_setting('stages.departments', true), '')::varchar[])
  );
--> statement-breakpoint
CREATE POLICY ministry ON people.daily_rollups FOR SELECT TO stages_people_ministry USING (nullif(current_setting('stages.person', true), '') IS NOT NULL);
--> statement-breakpoint
CREATE POLICY school ON people.daily_rollups FOR SELECT TO stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser
  USING (school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]));
--> statement-breakpoint
-- Who changes schools is enrolled in the other from that day on. Nothing is taken back of who is purged: what was counted of a
-- campaign outlives its students, and an erasure takes back what it erases.
CREATE FUNCTION "people"."count_enrolment"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  today constant date := coalesce(nullif(current_setting('stages.today', true), '')::date, (now() AT TIME ZONE 'Europe/Paris')::date);
BEGIN
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO people.statistics (campaign_id, academy, department, school_uai, student_id, day, students_enrolled) VALUES (OLD.campaign_id, OLD.academy, OLD.department, OLD.school_uai, OLD.id, today, -1);
  END IF;
  INSERT INTO people.statistics (campaign_id, academy, department, school_uai, student_id, day, students_enrolled) VALUES (NEW.campaign_id, NEW.academy, NEW.department, NEW.school_uai, NEW.id, today, 1);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER count_enrolment AFTER INSERT ON people.students FOR EACH ROW EXECUTE FUNCTION "people"."count_enrolment"();
--> statement-breakpoint
CREATE TRIGGER count_change_of_school AFTER UPDATE ON people.students FOR EACH ROW
  WHEN ((OLD.school_uai, OLD.academy, OLD.campaign_id) IS DISTINCT FROM (NEW.school_uai, NEW.academy, NEW.campaign_id)) EXECUTE FUNCTION "people"."count_enrolment"();
--> statement-breakpoint
CREATE VIEW people.recounted WITH (security_invoker = true) AS
SELECT s.campaign_id, s.academy, s.department, s.school_uai, NULL::varchar AS sector, NULL::text AS host_kind, NULL::text AS period,
  coalesce((p.campaign ->> 'offersOpenOn')::date, coalesce(nullif(current_setting('stages.today', true), '')::date, (now() AT TIME ZONE 'Europe/Paris')::date)) AS day, s.id AS student_id, 1 AS students_enrolled
FROM people.students s LEFT JOIN people.campaigns p ON p.id = s.campaign_id;
--> statement-breakpoint
-- What is taken back when a student is erased, and what a rebuild folds.
CREATE VIEW people.counted WITH (security_invoker = true) AS SELECT * FROM people.recounted;
--> statement-breakpoint
-- Once the triggers are made: who migrates may not run what is the platform's.
SELECT "bus"."answer_as_platform"('people', 'people.count_enrolment()');
