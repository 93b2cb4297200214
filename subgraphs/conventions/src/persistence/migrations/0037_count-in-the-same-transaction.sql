-- Rows that wait to be folded, and what was counted of a student, are the platform's alone. Of a rollup, a rectorat is shown its
-- académies, a DASEN its départements, a school itself, the ministry all.
SELECT "bus"."wall"('conventions', 'statistics', 'counted_students', 'recounts', 'rollups', 'daily_rollups', 'delay_rollups');
--> statement-breakpoint
CREATE POLICY rectorat ON conventions.rollups FOR SELECT TO stages_conventions_rectorat
  USING (
    academy = ANY (nullif(current_setting('stages.academies', true), '')::varchar[])
    OR department = ANY (nullif(current_setting('stages.departments', true), '')::varchar[])
  );
--> statement-breakpoint
CREATE POLICY ministry ON conventions.rollups FOR SELECT TO stages_conventions_ministry USING (nullif(current_setting('stages.person', true), '') IS NOT NULL);
--> statement-breakpoint
CREATE POLICY school ON conventions.rollups FOR SELECT TO stages_conventions_school_head, stages_conventions_referent_teacher, stages_conventions_education_adviser
  USING (school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]));
--> statement-breakpoint
CREATE POLICY rectorat ON conventions.daily_rollups FOR SELECT TO stages_conventions_rectorat
  USING (
    academy = ANY (nullif(current_setting('stages.academies', true), '')::varchar[])
    OR department = ANY (nullif(current_setting('stages.departments', true), '')::varchar[])
  );
--> statement-breakpoint
CREATE POLICY ministry ON conventions.daily_rollups FOR SELECT TO stages_conventions_ministry USING (nullif(current_setting('stages.person', true), '') IS NOT NULL);
--> statement-breakpoint
CREATE POLICY school ON conventions.daily_rollups FOR SELECT TO stages_conventions_school_head, stages_conventions_referent_teacher, stages_conventions_education_adviser
  USING (school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]));
--> statement-breakpoint
CREATE POLICY rectorat ON conventions.delay_rollups FOR SELECT TO stages_conventions_rectorat
  USING (
    academy = ANY (nullif(current_setting('stages.academies', true), '')::varchar[])
    OR department = ANY (nullif(current_setting('stages.departments', true), '')::varchar[])
  );
--> statement-breakpoint
CREATE POLICY ministry ON conventions.delay_rollups FOR SELECT TO stages_conventions_ministry USING (nullif(current_setting('stages.person', true), '') IS NOT NULL);
--> statement-breakpoint
CREATE POLICY school ON conventions.delay_rollups FOR SELECT TO stages_conventions_school_head, stages_conventions_referent_teacher, stages_conventions_education_adviser
  USING (school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]));
--> statement-breakpoint
-- Of the offer, as it was when the convention was opened.
CREATE FUNCTION "conventions"."place_in_sector"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  IF NEW.offer_id IS NOT NULL AND NEW.sector IS NULL THEN
    SELECT o.sector, o.host_kind INTO NEW.sector, NEW.host_kind FROM conventions.offers o WHERE o.id = NEW.offer_id;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER place_in_sector BEFORE INSERT ON conventions.conventions FOR EACH ROW EXECUTE FUNCTION "conventions"."place_in_sector"();
--> statement-breakpoint
-- What each fact changes: the triggers append these rows, and a rebuild reads them all.
-- A change of status: what it leaves, what it comes to, the weeks that it covers or uncovers, and how long the signatures took.
CREATE VIEW conventions.counted_history WITH (security_invoker = true) AS
SELECT
  h.id AS id, c.campaign_id AS campaign_id, c.academy AS academy, c.department AS department, c.school_uai AS school_uai, c.sector AS sector,
  c.host_kind AS host_kind, c.period AS period, c.student_id AS student_id, (h.at AT TIME ZONE 'Europe/Paris')::date AS day,
  nullif((h."to" = 'DRAFT')::integer - coalesce((h."from" = 'DRAFT')::integer, 0), 0) AS draft,
  nullif((h."to" = 'HOST_COMPLETED')::integer - coalesce((h."from" = 'HOST_COMPLETED')::integer, 0), 0) AS host_completed,
  nullif((h."to" = 'RETURNED')::integer - coalesce((h."from" = 'RETURNED')::integer, 0), 0) AS returned,
  nullif((h."to" = 'VALIDATED')::integer - coalesce((h."from" = 'VALIDATED')::integer, 0), 0) AS validated,
  nullif((h."to" = 'SIGNING')::integer - coalesce((h."from" = 'SIGNING')::integer, 0), 0) AS signing,
  nullif((h."to" = 'SIGNED')::integer - coalesce((h."from" = 'SIGNED')::integer, 0), 0) AS signed,
  nullif((h."to" = 'CANCELLED')::integer - coalesce((h."from" = 'CANCELLED')::integer, 0), 0) AS cancelled,
  nullif((h."to" = 'INTERRUPTED')::integer - coalesce((h."from" = 'INTERRUPTED')::integer, 0), 0) AS interrupted,
  nullif((h."to" = 'COMPLETED')::integer - coalesce((h."from" = 'COMPLETED')::integer, 0), 0) AS completed, NULL::integer AS absences,
  NULL::integer AS families_informed, NULL::integer AS feedback_given, NULL::integer AS feedback_published, NULL::integer AS student_enrolled,
  nullif(((h."to" IN ('SIGNED', 'COMPLETED'))::integer - coalesce((h."from" IN ('SIGNED', 'COMPLETED'))::integer, 0)) * (c.period <> 'WEEK_2')::integer, 0) AS student_week1,
  nullif(((h."to" IN ('SIGNED', 'COMPLETED'))::integer - coalesce((h."from" IN ('SIGNED', 'COMPLETED'))::integer, 0)) * (c.period <> 'WEEK_1')::integer, 0) AS student_week2,
  nullif(((h."to" IN ('SIGNED', 'COMPLETED'))::integer - coalesce((h."from" IN ('SIGNED', 'COMPLETED'))::integer, 0)) * (EXISTS (SELECT FROM conventions.paper_copies p WHERE p.convention_id = c.id))::integer, 0) AS student_on_paper,
  CASE WHEN validated.at IS NOT NULL THEN 'DAYS_TO_SIGN' END AS delay,
  (h.at AT TIME ZONE 'Europe/Paris')::date - (validated.at AT TIME ZONE 'Europe/Paris')::date AS delay_value,
  CASE WHEN validated.at IS NOT NULL THEN 1 END AS delay_times
FROM conventions.history h
JOIN conventions.conventions c ON c.id = h.convention_id
LEFT JOIN LATERAL (
  SELECT min(v.at) AS at FROM conventions.history v WHERE v.convention_id = h.convention_id AND v."to" = 'VALIDATED'
) validated ON h."to" = 'SIGNED';
--> statement-breakpoint
-- The steps of an absence's chain that are counted. A day reported by mistake takes back what was counted of it.
CREATE VIEW conventions.counted_absence_steps WITH (security_invoker = true) AS
SELECT s.absence_id, s.rank, c.campaign_id, c.academy, c.department, c.school_uai, c.sector, c.host_kind, c.period, c.student_id,
  (s.at AT TIME ZONE 'Europe/Paris')::date AS day,
  CASE s.step WHEN 'REPORTED' THEN 1 WHEN 'CORRECTED' THEN -1 END AS absences,
  CASE WHEN s.step = 'FAMILY_INFORMED' THEN 1 WHEN s.step = 'CORRECTED' AND informed.at IS NOT NULL THEN -1 END AS families_informed,
  CASE WHEN informed.at IS NOT NULL THEN 'MINUTES_TO_INFORM_FAMILY' END AS delay,
  floor(extract(epoch FROM informed.at - reported.at) / 60)::integer AS delay_value,
  CASE WHEN informed.at IS NOT NULL THEN CASE s.step WHEN 'CORRECTED' THEN -1 ELSE 1 END END AS delay_times
FROM conventions.absence_steps s
JOIN conventions.absences a ON a.id = s.absence_id
JOIN conventions.conventions c ON c.id = a.convention_id
LEFT JOIN conventions.absence_steps reported ON reported.absence_id = s.absence_id AND reported.step = 'REPORTED'
LEFT JOIN conventions.absence_steps informed ON informed.absence_id = s.absence_id AND informed.step = 'FAMILY_INFORMED' AND s.step IN ('FAMILY_INFORMED', 'CORRECTED')
WHERE s.step IN ('REPORTED', 'FAMILY_INFORMED', 'CORRECTED');
--> statement-breakpoint
CREATE VIEW conventions.counted_feedback WITH (security_invoker = true) AS
SELECT f.id, told.is_decision, c.campaign_id, c.academy, c.department, c.school_uai, c.sector, c.host_kind, c.period, c.student_id,
  (told.at AT TIME ZONE 'Europe/Paris')::date AS day, told.given AS feedback_given, told.published AS feedback_published
FROM conventions.feedback f
JOIN conventions.conventions c ON c.id = f.convention_id
CROSS JOIN LATERAL (VALUES (false, f.given_at, 1, NULL::integer), (true, CASE WHEN f.status = 'PUBLISHED' THEN f.decided_at END, NULL, 1)) told (is_decision, at, given, published)
WHERE told.at IS NOT NULL;
--> statement-breakpoint
CREATE VIEW conventions.counted_students_enrolled WITH (security_invoker = true) AS
SELECT s.id AS student_id, s.campaign_id, s.academy, s.department, s.school_uai, coalesce((p.campaign ->> 'offersOpenOn')::date, coalesce(nullif(current_setting('stages.today', true), '')::date, (now() AT TIME ZONE 'Europe/Paris')::date)) AS day, 1 AS student_enrolled
FROM conventions.students s LEFT JOIN conventions.campaigns p ON p.id = s.campaign_id;
--> statement-breakpoint
-- All of them: what a rebuild folds, and what is taken back when a student is erased.
CREATE VIEW conventions.counted WITH (security_invoker = true) AS
SELECT campaign_id, academy, department, school_uai, sector, host_kind, period, student_id, day, draft, host_completed, returned, validated, signing, signed, cancelled, interrupted, completed, absences, families_informed, feedback_given, feedback_published, student_enrolled, student_week1, student_week2, student_on_paper, delay, delay_value, delay_times FROM conventions.counted_history
UNION ALL
SELECT campaign_id, academy, department, school_uai, sector, host_kind, period, student_id, day, NULL::integer AS draft, NULL::integer AS host_completed, NULL::integer AS returned, NULL::integer AS validated, NULL::integer AS signing, NULL::integer AS signed, NULL::integer AS cancelled, NULL::integer AS interrupted, NULL::integer AS completed, absences, families_informed, NULL::integer AS feedback_given, NULL::integer AS feedback_published, NULL::integer AS student_enrolled, NULL::integer AS student_week1, NULL::integer AS student_week2, NULL::integer AS student_on_paper, delay, delay_value, delay_times FROM conventions.counted_absence_steps
UNION ALL
SELECT campaign_id, academy, department, school_uai, sector, host_kind, period, student_id, day, NULL::integer AS draft, NULL::integer AS host_completed, NULL::integer AS returned, NULL::integer AS validated, NULL::integer AS signing, NULL::integer AS signed, NULL::integer AS cancelled, NULL::integer AS interrupted, NULL::integer AS completed, NULL::integer AS absences, NULL::integer AS families_informed, feedback_given, feedback_published, NULL::integer AS student_enrolled, NULL::integer AS student_week1, NULL::integer AS student_week2, NULL::integer AS student_on_paper, NULL::text AS delay, NULL::integer AS delay_value, NULL::integer AS delay_times FROM conventions.counted_feedback
UNION ALL
SELECT campaign_id, academy, department, school_uai, NULL::varchar AS sector, NULL::text AS host_kind, NULL::text AS period, student_id, day, NULL::integer AS draft, NULL::integer AS host_completed, NULL::integer AS returned, NULL::integer AS validated, NULL::integer AS signing, NULL::integer AS signed, NULL::integer AS cancelled, NULL::integer AS interrupted, NULL::integer AS completed, NULL::integer AS absences, NULL::integer AS families_informed, NULL::integer AS feedback_given, NULL::integer AS feedback_published, student_enrolled, NULL::integer AS student_week1, NULL::integer AS student_week2, NULL::integer AS student_on_paper, NULL::text AS delay, NULL::integer AS delay_value, NULL::integer AS delay_times FROM conventions.counted_students_enrolled;
--> statement-breakpoint
CREATE FUNCTION "conventions"."count_history"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  INSERT INTO conventions.statistics (campaign_id, academy, department, school_uai, sector, host_kind, period, student_id, day, draft, host_completed, returned, validated, signing, signed, cancelled, interrupted, completed, absences, families_informed, feedback_given, feedback_published, student_enrolled, student_week1, student_week2, student_on_paper, delay, delay_value, delay_times)
  SELECT campaign_id, academy, department, school_uai, sector, host_kind, period, student_id, day, draft, host_completed, returned, validated, signing, signed, cancelled, interrupted, completed, absences, families_informed, feedback_given, feedback_published, student_enrolled, student_week1, student_week2, student_on_paper, delay, delay_value, delay_times FROM conventions.counted_history v WHERE v.id = NEW.id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER count_history AFTER INSERT ON conventions.history FOR EACH ROW EXECUTE FUNCTION "conventions"."count_history"();
--> statement-breakpoint
CREATE FUNCTION "conventions"."count_absence_step"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  INSERT INTO conventions.statistics (campaign_id, academy, department, school_uai, sector, host_kind, period, student_id, day, absences, families_informed, delay, delay_value, delay_times)
  SELECT campaign_id, academy, department, school_uai, sector, host_kind, period, student_id, day, absences, families_informed, delay, delay_value, delay_times FROM conventions.counted_absence_steps v WHERE v.absence_id = NEW.absence_id AND v.rank = NEW.rank;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER count_absence_step AFTER INSERT ON conventions.absence_steps FOR EACH ROW EXECUTE FUNCTION "conventions"."count_absence_step"();
--> statement-breakpoint
CREATE FUNCTION "conventions"."count_feedback"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  INSERT INTO conventions.statistics (campaign_id, academy, department, school_uai, sector, host_kind, period, student_id, day, feedback_given, feedback_published)
  SELECT campaign_id, academy, department, school_uai, sector, host_kind, period, student_id, day, feedback_given, feedback_published FROM conventions.counted_feedback v WHERE v.id = NEW.id AND (TG_OP = 'INSERT' OR v.is_decision);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER count_feedback AFTER INSERT ON conventions.feedback FOR EACH ROW EXECUTE FUNCTION "conventions"."count_feedback"();
--> statement-breakpoint
CREATE TRIGGER count_decision AFTER UPDATE OF status ON conventions.feedback FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION "conventions"."count_feedback"();
--> statement-breakpoint
-- Who changes schools is enrolled in the other from that day on. Nothing is taken back of who is purged: what was counted of a
-- campaign outlives its students, and an erasure takes back what it erases.
CREATE FUNCTION "conventions"."count_enrolment"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  today constant date := coalesce(nullif(current_setting('stages.today', true), '')::date, (now() AT TIME ZONE 'Europe/Paris')::date);
BEGIN
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO conventions.statistics (campaign_id, academy, department, school_uai, student_id, day, student_enrolled) VALUES (OLD.campaign_id, OLD.academy, OLD.department, OLD.school_uai, OLD.id, today, -1);
  END IF;
  INSERT INTO conventions.statistics (campaign_id, academy, department, school_uai, student_id, day, student_enrolled) VALUES (NEW.campaign_id, NEW.academy, NEW.department, NEW.school_uai, NEW.id, today, 1);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER count_enrolment AFTER INSERT ON conventions.students FOR EACH ROW EXECUTE FUNCTION "conventions"."count_enrolment"();
--> statement-breakpoint
CREATE TRIGGER count_change_of_school AFTER UPDATE ON conventions.students FOR EACH ROW
  WHEN ((OLD.school_uai, OLD.academy, OLD.campaign_id) IS DISTINCT FROM (NEW.school_uai, NEW.academy, NEW.campaign_id)) EXECUTE FUNCTION "conventions"."count_enrolment"();
--> statement-breakpoint
-- The same figures from what stands now, and not from what was told of it: what the rollups are held against at night.
CREATE VIEW conventions.recounted WITH (security_invoker = true) AS
SELECT c.campaign_id, c.academy, c.department, c.school_uai, c.sector, c.host_kind, c.period,
  (c.status = 'DRAFT')::integer AS draft, (c.status = 'HOST_COMPLETED')::integer AS host_completed, (c.status = 'RETURNED')::integer AS returned,
  (c.status = 'VALIDATED')::integer AS validated, (c.status = 'SIGNING')::integer AS signing, (c.status = 'SIGNED')::integer AS signed,
  (c.status = 'CANCELLED')::integer AS cancelled, (c.status = 'INTERRUPTED')::integer AS interrupted, (c.status = 'COMPLETED')::integer AS completed,
  absent.absences, absent.families_informed, coalesce((f.id IS NOT NULL)::integer, 0) AS feedback_given, coalesce((f.status = 'PUBLISHED')::integer, 0) AS feedback_published
FROM conventions.conventions c
LEFT JOIN (
  SELECT a.convention_id, count(*)::integer AS absences,
    count(*) FILTER (WHERE EXISTS (SELECT FROM conventions.absence_steps s WHERE s.absence_id = a.id AND s.step = 'FAMILY_INFORMED'))::integer AS families_informed
  FROM conventions.absences a WHERE a.step <> 'CORRECTED' GROUP BY a.convention_id
) absent ON absent.convention_id = c.id
LEFT JOIN conventions.feedback f ON f.convention_id = c.id;
--> statement-breakpoint
CREATE VIEW conventions.recounted_students WITH (security_invoker = true) AS
SELECT coalesce(s.id, covered.student_id) AS student_id, coalesce(s.campaign_id, covered.campaign_id) AS campaign_id, s.academy, s.department, s.school_uai,
  (s.id IS NOT NULL)::integer AS student_enrolled, coalesce(covered.week1, 0) AS student_week1, coalesce(covered.week2, 0) AS student_week2, coalesce(covered.on_paper, 0) AS student_on_paper
FROM conventions.students s
FULL JOIN (
  SELECT c.student_id, c.campaign_id, count(*) FILTER (WHERE c.period <> 'WEEK_2')::integer AS week1, count(*) FILTER (WHERE c.period <> 'WEEK_1')::integer AS week2, count(p.convention_id)::integer AS on_paper
  FROM conventions.conventions c LEFT JOIN conventions.paper_copies p ON p.convention_id = c.id
  WHERE c.status IN ('SIGNED', 'COMPLETED') GROUP BY c.student_id, c.campaign_id
) covered ON covered.student_id = s.id AND covered.campaign_id = s.campaign_id;
--> statement-breakpoint
CREATE VIEW conventions.recounted_delays WITH (security_invoker = true) AS
SELECT c.campaign_id, c.academy, c.department, c.school_uai, c.sector, c.host_kind, c.period, 'DAYS_TO_SIGN' AS delay, (signed.at AT TIME ZONE 'Europe/Paris')::date - (validated.at AT TIME ZONE 'Europe/Paris')::date AS delay_value, 1 AS delay_times
FROM conventions.conventions c
JOIN (SELECT h.convention_id, h.at FROM conventions.history h WHERE h."to" = 'SIGNED') signed ON signed.convention_id = c.id
JOIN (SELECT h.convention_id, min(h.at) AS at FROM conventions.history h WHERE h."to" = 'VALIDATED' GROUP BY h.convention_id) validated ON validated.convention_id = c.id
UNION ALL
SELECT c.campaign_id, c.academy, c.department, c.school_uai, c.sector, c.host_kind, c.period, 'MINUTES_TO_INFORM_FAMILY', floor(extract(epoch FROM informed.at - reported.at) / 60)::integer, 1
FROM conventions.absences a
JOIN conventions.absence_steps reported ON reported.absence_id = a.id AND reported.step = 'REPORTED'
JOIN conventions.absence_steps informed ON informed.absence_id = a.id AND informed.step = 'FAMILY_INFORMED'
JOIN conventions.conventions c ON c.id = a.convention_id
WHERE a.step <> 'CORRECTED';
--> statement-breakpoint
-- Once the triggers are made: who migrates may not run what is the platform's.
SELECT "bus"."answer_as_platform"('conventions', 'conventions.place_in_sector()');
--> statement-breakpoint
SELECT "bus"."answer_as_platform"('conventions', 'conventions.count_history()');
--> statement-breakpoint
SELECT "bus"."answer_as_platform"('conventions', 'conventions.count_absence_step()');
--> statement-breakpoint
SELECT "bus"."answer_as_platform"('conventions', 'conventions.count_feedback()');
--> statement-breakpoint
SELECT "bus"."answer_as_platform"('conventions', 'conventions.count_enrolment()');
