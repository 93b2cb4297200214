-- Rows that wait to be folded, and what was counted of a student, are the platform's alone. Of a rollup, a rectorat is shown its
-- académies, a DASEN its départements, a school itself, the ministry all.
SELECT "bus"."wall"('candidatures', 'statistics', 'counted_students', 'recounts', 'rollups', 'daily_rollups', 'delay_rollups');
--> statement-breakpoint
CREATE POLICY rectorat ON candidatures.rollups FOR SELECT TO stages_candidatures_rectorat
  USING (
    academy = ANY (nullif(current_setting('stages.academies', true), '')::varchar[])
    OR department = ANY (nullif(current_setting('stages.departments', true), '')::varchar[])
  );
--> statement-breakpoint
CREATE POLICY ministry ON candidatures.rollups FOR SELECT TO stages_candidatures_ministry USING (nullif(current_setting('stages.person', true), '') IS NOT NULL);
--> statement-breakpoint
CREATE POLICY school ON candidatures.rollups FOR SELECT TO stages_candidatures_school_head, stages_candidatures_referent_teacher, stages_candidatures_education_adviser
  USING (school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]));
--> statement-breakpoint
CREATE POLICY rectorat ON candidatures.daily_rollups FOR SELECT TO stages_candidatures_rectorat
  USING (
    academy = ANY (nullif(current_setting('stages.academies', true), '')::varchar[])
    OR department = ANY (nullif(current_setting('stages.departments', true), '')::varchar[])
  );
--> statement-breakpoint
CREATE POLICY ministry ON candidatures.daily_rollups FOR SELECT TO stages_candidatures_ministry USING (nullif(current_setting('stages.person', true), '') IS NOT NULL);
--> statement-breakpoint
CREATE POLICY school ON candidatures.daily_rollups FOR SELECT TO stages_candidatures_school_head, stages_candidatures_referent_teacher, stages_candidatures_education_adviser
  USING (school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]));
--> statement-breakpoint
CREATE POLICY rectorat ON candidatures.delay_rollups FOR SELECT TO stages_candidatures_rectorat
  USING (
    academy = ANY (nullif(current_setting('stages.academies', true), '')::varchar[])
    OR department = ANY (nullif(current_setting('stages.departments', true), '')::varchar[])
  );
--> statement-breakpoint
CREATE POLICY ministry ON candidatures.delay_rollups FOR SELECT TO stages_candidatures_ministry USING (nullif(current_setting('stages.person', true), '') IS NOT NULL);
--> statement-breakpoint
CREATE POLICY school ON candidatures.delay_rollups FOR SELECT TO stages_candidatures_school_head, stages_candidatures_referent_teacher, stages_candidatures_education_adviser
  USING (school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]));
--> statement-breakpoint
-- Of the offer, as it was when the candidature was sent.
CREATE FUNCTION "candidatures"."place_in_sector"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  IF NEW.sector IS NULL THEN
    SELECT o.sector, o.host_kind INTO NEW.sector, NEW.host_kind FROM candidatures.offers o WHERE o.id = NEW.offer_id;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER place_in_sector BEFORE INSERT ON candidatures.candidatures FOR EACH ROW EXECUTE FUNCTION "candidatures"."place_in_sector"();
--> statement-breakpoint
-- What each fact changes: the triggers append these rows, and a rebuild reads them all.
-- A change of status: what it leaves, what it comes to, and in how many days the host answered.
CREATE VIEW candidatures.counted_history WITH (security_invoker = true) AS
SELECT
  h.id AS id, c.campaign_id AS campaign_id, c.academy AS academy, c.department AS department, c.school_uai AS school_uai, c.sector AS sector,
  c.host_kind AS host_kind, c.period AS period, c.student_id AS student_id, (h.at AT TIME ZONE 'Europe/Paris')::date AS day,
  nullif((h."to" = 'SUBMITTED')::integer - coalesce((h."from" = 'SUBMITTED')::integer, 0), 0) AS submitted,
  nullif((h."to" = 'READ')::integer - coalesce((h."from" = 'READ')::integer, 0), 0) AS read,
  nullif((h."to" = 'ACCEPTED')::integer - coalesce((h."from" = 'ACCEPTED')::integer, 0), 0) AS accepted,
  nullif((h."to" = 'CONFIRMED')::integer - coalesce((h."from" = 'CONFIRMED')::integer, 0), 0) AS confirmed,
  nullif((h."to" = 'REFUSED')::integer - coalesce((h."from" = 'REFUSED')::integer, 0), 0) AS refused,
  nullif((h."to" = 'EXPIRED')::integer - coalesce((h."from" = 'EXPIRED')::integer, 0), 0) AS expired,
  nullif((h."to" = 'WITHDRAWN')::integer - coalesce((h."from" = 'WITHDRAWN')::integer, 0), 0) AS withdrawn,
  nullif((h."to" = 'LAPSED')::integer - coalesce((h."from" = 'LAPSED')::integer, 0), 0) AS lapsed,
  nullif((h."to" = 'SUPERSEDED')::integer - coalesce((h."from" = 'SUPERSEDED')::integer, 0), 0) AS superseded,
  nullif((h."to" = 'CANCELLED_BY_HOST')::integer - coalesce((h."from" = 'CANCELLED_BY_HOST')::integer, 0), 0) AS cancelled_by_host,
  nullif((h."to" = 'CANCELLED_BY_SCHOOL')::integer - coalesce((h."from" = 'CANCELLED_BY_SCHOOL')::integer, 0), 0) AS cancelled_by_school,
  CASE WHEN h."from" IS NULL AND c.far_from_home THEN 1 END AS far_from_home, NULL::integer AS student_enrolled,
  CASE WHEN h."from" IS NULL THEN 1 END AS student_sent,
  nullif(((h."to" IN ('ACCEPTED', 'CONFIRMED'))::integer - coalesce((h."from" IN ('ACCEPTED', 'CONFIRMED'))::integer, 0)), 0) AS student_seated,
  nullif((h."to" = 'CONFIRMED')::integer - coalesce((h."from" = 'CONFIRMED')::integer, 0), 0) AS student_confirmed,
  CASE WHEN h."from" IN ('SUBMITTED', 'READ') AND h."to" IN ('ACCEPTED', 'REFUSED') THEN 'DAYS_TO_ANSWER' END AS delay,
  CASE WHEN h."from" IN ('SUBMITTED', 'READ') AND h."to" IN ('ACCEPTED', 'REFUSED') THEN (h.at AT TIME ZONE 'Europe/Paris')::date - (c.submitted_at AT TIME ZONE 'Europe/Paris')::date END AS delay_value,
  CASE WHEN h."from" IN ('SUBMITTED', 'READ') AND h."to" IN ('ACCEPTED', 'REFUSED') THEN 1 END AS delay_times
FROM candidatures.history h
JOIN candidatures.candidatures c ON c.id = h.candidature_id;
--> statement-breakpoint
CREATE VIEW candidatures.counted_students_enrolled WITH (security_invoker = true) AS
SELECT s.id AS student_id, s.campaign_id, s.academy, s.department, s.school_uai, coalesce((p.campaign ->> 'offersOpenOn')::date, coalesce(nullif(current_setting('stages.today', true), '')::date, (now() AT TIME ZONE 'Europe/Paris')::date)) AS day, 1 AS student_enrolled
FROM candidatures.students s LEFT JOIN candidatures.campaigns p ON p.id = s.campaign_id;
--> statement-breakpoint
-- All of them: what a rebuild folds, and what is taken back when a student is erased.
CREATE VIEW candidatures.counted WITH (security_invoker = true) AS
SELECT campaign_id, academy, department, school_uai, sector, host_kind, period, student_id, day, submitted, read, accepted, confirmed, refused, expired, withdrawn, lapsed, superseded, cancelled_by_host, cancelled_by_school, far_from_home, student_enrolled, student_sent, student_seated, student_confirmed, delay, delay_value, delay_times FROM candidatures.counted_history
UNION ALL
SELECT campaign_id, academy, department, school_uai, NULL::varchar AS sector, NULL::text AS host_kind, NULL::text AS period, student_id, day, NULL::integer AS submitted, NULL::integer AS read, NULL::integer AS accepted, NULL::integer AS confirmed, NULL::integer AS refused, NULL::integer AS expired, NULL::integer AS withdrawn, NULL::integer AS lapsed, NULL::integer AS superseded, NULL::integer AS cancelled_by_host, NULL::integer AS cancelled_by_school, NULL::integer AS far_from_home, student_enrolled, NULL::integer AS student_sent, NULL::integer AS student_seated, NULL::integer AS student_confirmed, NULL::text AS delay, NULL::integer AS delay_value, NULL::integer AS delay_times FROM candidatures.counted_students_enrolled;
--> statement-breakpoint
CREATE FUNCTION "candidatures"."count_history"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  INSERT INTO candidatures.statistics (campaign_id, academy, department, school_uai, sector, host_kind, period, student_id, day, submitted, read, accepted, confirmed, refused, expired, withdrawn, lapsed, superseded, cancelled_by_host, cancelled_by_school, far_from_home, student_enrolled, student_sent, student_seated, student_confirmed, delay, delay_value, delay_times)
  SELECT campaign_id, academy, department, school_uai, sector, host_kind, period, student_id, day, submitted, read, accepted, confirmed, refused, expired, withdrawn, lapsed, superseded, cancelled_by_host, cancelled_by_school, far_from_home, student_enrolled, student_sent, student_seated, student_confirmed, delay, delay_value, delay_times FROM candidatures.counted_history v WHERE v.id = NEW.id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER count_history AFTER INSERT ON candidatures.history FOR EACH ROW EXECUTE FUNCTION "candidatures"."count_history"();
--> statement-breakpoint
-- Who changes schools is enrolled in the other from that day on. Nothing is taken back of who is purged: what was counted of a
-- campaign outlives its students, and an erasure takes back what it erases.
CREATE FUNCTION "candidatures"."count_enrolment"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  today constant date := coalesce(nullif(current_setting('stages.today', true), '')::date, (now() AT TIME ZONE 'Europe/Paris')::date);
BEGIN
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO candidatures.statistics (campaign_id, academy, department, school_uai, student_id, day, student_enrolled) VALUES (OLD.campaign_id, OLD.academy, OLD.department, OLD.school_uai, OLD.id, today, -1);
  END IF;
  INSERT INTO candidatures.statistics (campaign_id, academy, department, school_uai, student_id, day, student_enrolled) VALUES (NEW.campaign_id, NEW.academy, NEW.department, NEW.school_uai, NEW.id, today, 1);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER count_enrolment AFTER INSERT ON candidatures.students FOR EACH ROW EXECUTE FUNCTION "candidatures"."count_enrolment"();
--> statement-breakpoint
CREATE TRIGGER count_change_of_school AFTER UPDATE ON candidatures.students FOR EACH ROW
  WHEN ((OLD.school_uai, OLD.academy, OLD.campaign_id) IS DISTINCT FROM (NEW.school_uai, NEW.academy, NEW.campaign_id)) EXECUTE FUNCTION "candidatures"."count_enrolment"();
--> statement-breakpoint
-- The same figures from what stands now, and not from what was told of it: what the rollups are held against at night.
CREATE VIEW candidatures.recounted WITH (security_invoker = true) AS
SELECT c.campaign_id, c.academy, c.department, c.school_uai, c.sector, c.host_kind, c.period,
  (c.status = 'SUBMITTED')::integer AS submitted, (c.status = 'READ')::integer AS read, (c.status = 'ACCEPTED')::integer AS accepted,
  (c.status = 'CONFIRMED')::integer AS confirmed, (c.status = 'REFUSED')::integer AS refused, (c.status = 'EXPIRED')::integer AS expired,
  (c.status = 'WITHDRAWN')::integer AS withdrawn, (c.status = 'LAPSED')::integer AS lapsed, (c.status = 'SUPERSEDED')::integer AS superseded,
  (c.status = 'CANCELLED_BY_HOST')::integer AS cancelled_by_host, (c.status = 'CANCELLED_BY_SCHOOL')::integer AS cancelled_by_school,
  c.far_from_home::integer AS far_from_home
FROM candidatures.candidatures c;
--> statement-breakpoint
CREATE VIEW candidatures.recounted_students WITH (security_invoker = true) AS
SELECT coalesce(s.id, sent.student_id) AS student_id, coalesce(s.campaign_id, sent.campaign_id) AS campaign_id, s.academy, s.department, s.school_uai,
  (s.id IS NOT NULL)::integer AS student_enrolled, coalesce(sent.sent, 0) AS student_sent, coalesce(sent.seated, 0) AS student_seated, coalesce(sent.confirmed, 0) AS student_confirmed
FROM candidatures.students s
FULL JOIN (
  SELECT c.student_id, c.campaign_id, count(*)::integer AS sent, count(*) FILTER (WHERE c.status IN ('ACCEPTED', 'CONFIRMED'))::integer AS seated, count(*) FILTER (WHERE c.status = 'CONFIRMED')::integer AS confirmed
  FROM candidatures.candidatures c GROUP BY c.student_id, c.campaign_id
) sent ON sent.student_id = s.id AND sent.campaign_id = s.campaign_id;
--> statement-breakpoint
CREATE VIEW candidatures.recounted_delays WITH (security_invoker = true) AS
SELECT c.campaign_id, c.academy, c.department, c.school_uai, c.sector, c.host_kind, c.period, 'DAYS_TO_ANSWER' AS delay, (answered.at AT TIME ZONE 'Europe/Paris')::date - (c.submitted_at AT TIME ZONE 'Europe/Paris')::date AS delay_value, 1 AS delay_times
FROM candidatures.candidatures c
JOIN (SELECT h.candidature_id, min(h.at) AS at FROM candidatures.history h WHERE h."from" IN ('SUBMITTED', 'READ') AND h."to" IN ('ACCEPTED', 'REFUSED') GROUP BY h.candidature_id) answered ON answered.candidature_id = c.id;
--> statement-breakpoint
-- Once the triggers are made: who migrates may not run what is the platform's.
SELECT "bus"."answer_as_platform"('candidatures', 'candidatures.place_in_sector()');
--> statement-breakpoint
SELECT "bus"."answer_as_platform"('candidatures', 'candidatures.count_history()');
--> statement-breakpoint
SELECT "bus"."answer_as_platform"('candidatures', 'candidatures.count_enrolment()');
