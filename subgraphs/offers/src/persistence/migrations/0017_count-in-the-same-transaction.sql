-- Rows that wait to be folded, and what was counted of a student, are the platform's alone. Of a rollup, a rectorat is shown its
-- académies, a DASEN its départements, a school itself, the ministry all.
SELECT "bus"."wall"('offers', 'statistics', 'recounts', 'rollups', 'daily_rollups');
--> statement-breakpoint
CREATE POLICY rectorat ON offers.rollups FOR SELECT TO stages_offers_rectorat
  USING (
    academy = ANY (nullif(current_setting('stages.academies', true), '')::varchar[])
    OR department = ANY (nullif(current_setting('stages.departments', true), '')::varchar[])
  );
--> statement-breakpoint
CREATE POLICY ministry ON offers.rollups FOR SELECT TO stages_offers_ministry USING (nullif(current_setting('stages.person', true), '') IS NOT NULL);
--> statement-breakpoint
CREATE POLICY school ON offers.rollups FOR SELECT TO stages_offers_school_head, stages_offers_referent_teacher, stages_offers_education_adviser
  USING (school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]));
--> statement-breakpoint
CREATE POLICY rectorat ON offers.daily_rollups FOR SELECT TO stages_offers_rectorat
  USING (
    academy = ANY (nullif(current_setting('stages.academies', true), '')::varchar[])
    OR department = ANY (nullif(current_setting('stages.departments', true), '')::varchar[])
  );
--> statement-breakpoint
CREATE POLICY ministry ON offers.daily_rollups FOR SELECT TO stages_offers_ministry USING (nullif(current_setting('stages.person', true), '') IS NOT NULL);
--> statement-breakpoint
CREATE POLICY school ON offers.daily_rollups FOR SELECT TO stages_offers_school_head, stages_offers_referent_teacher, stages_offers_education_adviser
  USING (school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]));
--> statement-breakpoint
-- What an offer counts for: those that were published, and are neither removed nor hidden since, where the stage takes place.
CREATE FUNCTION "offers"."counts_of"(o offers.offers) RETURNS TABLE (campaign_id varchar, academy varchar, department varchar, sector varchar, host_kind text, period text, offers_published integer, seats_published integer, seats_taken integer, seats_left integer)
LANGUAGE sql STABLE AS $$
  SELECT o.campaign_id, o.academy, CASE WHEN o.academy IS NOT NULL THEN o.department END, o.sector, o.host_kind, o.period, 1, o.seats, o.seats_taken, CASE WHEN o.status = 'PUBLISHED' THEN o.seats - o.seats_taken ELSE 0 END
  WHERE o.published_at IS NOT NULL AND o.status IN ('PUBLISHED', 'UNPUBLISHED', 'NEEDS_UPDATE');
$$;
--> statement-breakpoint
-- What an intention that was not withdrawn counts for, a line a period, where its host has its seat.
CREATE FUNCTION "offers"."intended_by"(i offers.intentions, h offers.hosts) RETURNS TABLE (campaign_id varchar, academy varchar, department varchar, sector varchar, host_kind text, period text, seats_intended integer)
LANGUAGE sql STABLE AS $$
  SELECT i.campaign_id, h.academy, CASE WHEN h.academy IS NOT NULL THEN offers.department_of(h.commune_code) END, h.sector, h.kind, told.period, told.seats
  FROM (VALUES ('BOTH_WEEKS', i.both_weeks), ('WEEK_1', i.week1), ('WEEK_2', i.week2)) told (period, seats)
  WHERE i.withdrawn_at IS NULL AND told.seats > 0;
$$;
--> statement-breakpoint
CREATE FUNCTION "offers"."count_offer"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  today constant date := coalesce(nullif(current_setting('stages.today', true), '')::date, (now() AT TIME ZONE 'Europe/Paris')::date);
BEGIN
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO offers.statistics (campaign_id, academy, department, sector, host_kind, period, day, offers_published, seats_published, seats_taken, seats_left) SELECT campaign_id, academy, department, sector, host_kind, period, today, -offers_published, -seats_published, -seats_taken, -seats_left FROM offers.counts_of(OLD);
  END IF;
  INSERT INTO offers.statistics (campaign_id, academy, department, sector, host_kind, period, day, offers_published, seats_published, seats_taken, seats_left) SELECT campaign_id, academy, department, sector, host_kind, period, today, offers_published, seats_published, seats_taken, seats_left FROM offers.counts_of(NEW);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER count_offer AFTER INSERT ON offers.offers FOR EACH ROW EXECUTE FUNCTION "offers"."count_offer"();
--> statement-breakpoint
CREATE TRIGGER count_change_of_offer AFTER UPDATE ON offers.offers FOR EACH ROW
  WHEN ((OLD.status, OLD.published_at, OLD.seats, OLD.seats_taken, OLD.academy, OLD.commune_code, OLD.sector, OLD.host_kind, OLD.period, OLD.campaign_id)
    IS DISTINCT FROM (NEW.status, NEW.published_at, NEW.seats, NEW.seats_taken, NEW.academy, NEW.commune_code, NEW.sector, NEW.host_kind, NEW.period, NEW.campaign_id))
  EXECUTE FUNCTION "offers"."count_offer"();
--> statement-breakpoint
-- The host is held, as it is now: one that is moving would otherwise leave with what its intention was before.
CREATE FUNCTION "offers"."count_intention"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  today constant date := coalesce(nullif(current_setting('stages.today', true), '')::date, (now() AT TIME ZONE 'Europe/Paris')::date);
BEGIN
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO offers.statistics (campaign_id, academy, department, sector, host_kind, period, day, seats_intended) SELECT i.campaign_id, i.academy, i.department, i.sector, i.host_kind, i.period, today, -i.seats_intended FROM offers.hosts h CROSS JOIN LATERAL offers.intended_by(OLD, h) i WHERE h.id = OLD.host_id FOR SHARE OF h;
  END IF;
  INSERT INTO offers.statistics (campaign_id, academy, department, sector, host_kind, period, day, seats_intended) SELECT i.campaign_id, i.academy, i.department, i.sector, i.host_kind, i.period, today, i.seats_intended FROM offers.hosts h CROSS JOIN LATERAL offers.intended_by(NEW, h) i WHERE h.id = NEW.host_id FOR SHARE OF h;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER count_intention AFTER INSERT OR UPDATE ON offers.intentions FOR EACH ROW EXECUTE FUNCTION "offers"."count_intention"();
--> statement-breakpoint
-- A host that moves, or is of another kind, takes its intentions with it.
CREATE FUNCTION "offers"."count_change_of_host"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  today constant date := coalesce(nullif(current_setting('stages.today', true), '')::date, (now() AT TIME ZONE 'Europe/Paris')::date);
BEGIN
  INSERT INTO offers.statistics (campaign_id, academy, department, sector, host_kind, period, day, seats_intended)
  SELECT was.campaign_id, was.academy, was.department, was.sector, was.host_kind, was.period, today, -was.seats_intended FROM offers.intentions i CROSS JOIN LATERAL offers.intended_by(i, OLD) was WHERE i.host_id = NEW.id
  UNION ALL
  SELECT is_.campaign_id, is_.academy, is_.department, is_.sector, is_.host_kind, is_.period, today, is_.seats_intended FROM offers.intentions i CROSS JOIN LATERAL offers.intended_by(i, NEW) is_ WHERE i.host_id = NEW.id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER count_change_of_host AFTER UPDATE ON offers.hosts FOR EACH ROW
  WHEN ((OLD.kind, OLD.sector, OLD.academy, OLD.commune_code) IS DISTINCT FROM (NEW.kind, NEW.sector, NEW.academy, NEW.commune_code)) EXECUTE FUNCTION "offers"."count_change_of_host"();
--> statement-breakpoint
-- The same from what stands now: what a rebuild folds, on the day of each publication since no other is known, and what the
-- rollups are held against at night.
CREATE VIEW offers.recounted WITH (security_invoker = true) AS
SELECT c.campaign_id, c.academy, c.department, NULL::varchar AS school_uai, c.sector, c.host_kind, c.period, (o.published_at AT TIME ZONE 'Europe/Paris')::date AS day, NULL::uuid AS student_id,
  NULL::integer AS seats_intended, c.offers_published, c.seats_published, c.seats_taken, c.seats_left
FROM offers.offers o CROSS JOIN LATERAL offers.counts_of(o) c
UNION ALL
SELECT c.campaign_id, c.academy, c.department, NULL, c.sector, c.host_kind, c.period, (coalesce(i.changed_at, i.declared_at) AT TIME ZONE 'Europe/Paris')::date, NULL, c.seats_intended, NULL, NULL, NULL, NULL
FROM offers.intentions i JOIN offers.hosts h ON h.id = i.host_id CROSS JOIN LATERAL offers.intended_by(i, h) c;
--> statement-breakpoint
CREATE VIEW offers.counted WITH (security_invoker = true) AS SELECT * FROM offers.recounted;
--> statement-breakpoint
-- Once the triggers are made: who migrates may not run what is the platform's.
SELECT "bus"."answer_as_platform"('offers', 'offers.count_offer()');
--> statement-breakpoint
SELECT "bus"."answer_as_platform"('offers', 'offers.count_intention()');
--> statement-breakpoint
SELECT "bus"."answer_as_platform"('offers', 'offers.count_change_of_host()');
