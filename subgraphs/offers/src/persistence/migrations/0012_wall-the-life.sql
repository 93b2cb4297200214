-- Who reads and writes the life of an offer: its host's managers, and the staff of the place's territory, who hide it and
-- see what was flagged. Who flagged sees their own flag; the host sees none.
SELECT "bus"."wall"('offers', 'history', 'flags');
--> statement-breakpoint
CREATE POLICY host ON offers.history FOR SELECT TO stages_offers_host_manager
  USING (EXISTS (SELECT FROM offers.offers o WHERE o.id = offer_id AND o.host_id IN (SELECT m.host_id FROM offers.host_managers m)));
--> statement-breakpoint
CREATE POLICY rectorat ON offers.history FOR SELECT TO stages_offers_rectorat
  USING (EXISTS (
    SELECT FROM offers.offers o WHERE o.id = offer_id
      AND (o.academy = ANY (nullif(current_setting('stages.academies', true), '')::varchar[])
        OR o.department = ANY (nullif(current_setting('stages.departments', true), '')::varchar[]))
  ));
--> statement-breakpoint
CREATE POLICY ministry ON offers.history FOR SELECT TO stages_offers_ministry
  USING (nullif(current_setting('stages.person', true), '') IS NOT NULL);
--> statement-breakpoint
CREATE POLICY host_decides ON offers.history FOR INSERT TO stages_offers_host_manager
  WITH CHECK (
    by_person_id = nullif(current_setting('stages.person', true), '')::uuid
    AND EXISTS (SELECT FROM offers.offers o WHERE o.id = offer_id AND o.host_id IN (SELECT m.host_id FROM offers.host_managers m))
  );
--> statement-breakpoint
CREATE POLICY rectorat_decides ON offers.history FOR INSERT TO stages_offers_rectorat
  WITH CHECK (
    by_person_id = nullif(current_setting('stages.person', true), '')::uuid
    AND EXISTS (
      SELECT FROM offers.offers o WHERE o.id = offer_id
        AND (o.academy = ANY (nullif(current_setting('stages.academies', true), '')::varchar[])
          OR o.department = ANY (nullif(current_setting('stages.departments', true), '')::varchar[]))
    )
  );
--> statement-breakpoint
CREATE POLICY ministry_decides ON offers.history FOR INSERT TO stages_offers_ministry
  WITH CHECK (by_person_id = nullif(current_setting('stages.person', true), '')::uuid);
--> statement-breakpoint
CREATE POLICY own ON offers.flags FOR SELECT
  TO stages_offers_student, stages_offers_legal_representative, stages_offers_school_head, stages_offers_referent_teacher, stages_offers_education_adviser,
     stages_offers_host_manager, stages_offers_tutor
  USING (person_id = nullif(current_setting('stages.person', true), '')::uuid);
--> statement-breakpoint
CREATE POLICY flags ON offers.flags FOR INSERT
  TO stages_offers_student, stages_offers_legal_representative, stages_offers_school_head, stages_offers_referent_teacher, stages_offers_education_adviser
  WITH CHECK (person_id = nullif(current_setting('stages.person', true), '')::uuid AND dismissed_at IS NULL);
--> statement-breakpoint
CREATE POLICY rectorat ON offers.flags FOR SELECT TO stages_offers_rectorat
  USING (EXISTS (
    SELECT FROM offers.offers o WHERE o.id = offer_id
      AND (o.academy = ANY (nullif(current_setting('stages.academies', true), '')::varchar[])
        OR o.department = ANY (nullif(current_setting('stages.departments', true), '')::varchar[]))
  ));
--> statement-breakpoint
CREATE POLICY ministry ON offers.flags FOR SELECT TO stages_offers_ministry
  USING (nullif(current_setting('stages.person', true), '') IS NOT NULL);
--> statement-breakpoint
CREATE POLICY rectorat_dismisses ON offers.flags FOR UPDATE TO stages_offers_rectorat
  USING (EXISTS (
    SELECT FROM offers.offers o WHERE o.id = offer_id
      AND (o.academy = ANY (nullif(current_setting('stages.academies', true), '')::varchar[])
        OR o.department = ANY (nullif(current_setting('stages.departments', true), '')::varchar[]))
  ));
--> statement-breakpoint
CREATE POLICY ministry_dismisses ON offers.flags FOR UPDATE TO stages_offers_ministry
  USING (nullif(current_setting('stages.person', true), '') IS NOT NULL);
--> statement-breakpoint
-- Another territory's offer can be locked, so that its refusal is the rule's, and not be written.
CREATE POLICY rectorat_moderates ON offers.offers FOR UPDATE TO stages_offers_rectorat
  USING (nullif(current_setting('stages.person', true), '') IS NOT NULL)
  WITH CHECK (
    academy = ANY (nullif(current_setting('stages.academies', true), '')::varchar[])
    OR department = ANY (nullif(current_setting('stages.departments', true), '')::varchar[])
  );
--> statement-breakpoint
CREATE POLICY ministry_moderates ON offers.offers FOR UPDATE TO stages_offers_ministry
  USING (nullif(current_setting('stages.person', true), '') IS NOT NULL);
--> statement-breakpoint
GRANT UPDATE (status) ON offers.offers TO stages_offers_rectorat, stages_offers_ministry;
--> statement-breakpoint
-- Never `host_id`, nor the seats that are taken.
GRANT UPDATE (campaign_id, academy, title, description, activities, sector, period, mode, seats, address_line, postcode, commune_code, commune_name,
              country, latitude, longitude, accessible, practical_conditions, tutor, reserved_school_uais, published_at)
  ON offers.offers TO stages_offers_host_manager;
--> statement-breakpoint
GRANT INSERT ON offers.history TO stages_offers_host_manager, stages_offers_rectorat, stages_offers_ministry;
--> statement-breakpoint
GRANT INSERT ON offers.outbox TO stages_offers_rectorat, stages_offers_ministry;
--> statement-breakpoint
GRANT INSERT ON offers.flags
  TO stages_offers_student, stages_offers_legal_representative, stages_offers_school_head, stages_offers_referent_teacher, stages_offers_education_adviser;
--> statement-breakpoint
GRANT UPDATE (dismissed_at, dismissed_by_person_id) ON offers.flags TO stages_offers_rectorat, stages_offers_ministry;
--> statement-breakpoint
-- The database refuses what the domain refuses: what candidatures stand on does not change, and an end is an end.
CREATE FUNCTION "offers"."refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'offers' THEN
    RAISE EXCEPTION 'what was published of offer % does not change', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER "offers_keep_what_was_published" BEFORE UPDATE ON "offers"."offers"
  FOR EACH ROW
  WHEN (
    OLD.status = 'REMOVED' AND NEW.status <> OLD.status
    OR OLD.status <> 'DRAFT' AND NEW.status = 'DRAFT'
    OR OLD.published_at IS NOT NULL AND (
      (NEW.host_id, NEW.campaign_id, NEW.period, NEW.mode, NEW.published_at) IS DISTINCT FROM (OLD.host_id, OLD.campaign_id, OLD.period, OLD.mode, OLD.published_at)
      -- By the facts of the ledger alone.
      OR (NEW.seats, NEW.seats_taken) IS DISTINCT FROM (OLD.seats, OLD.seats_taken) AND current_user <> 'stages_offers_platform'
    )
  )
  EXECUTE FUNCTION "offers"."refuse_change"();
--> statement-breakpoint
-- An offer past its term goes with its history: by the purge, which says that it is one for its transaction alone and runs
-- under the platform's role, that no request is given.
CREATE FUNCTION "offers"."is_purging"() RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(current_setting('stages.purging', true), '') = 'on' AND current_user = 'stages_offers_platform'
$$;
--> statement-breakpoint
CREATE TRIGGER "history_stays_whole" BEFORE TRUNCATE ON "offers"."history"
  FOR EACH STATEMENT EXECUTE FUNCTION "offers"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "history_stays" BEFORE DELETE ON "offers"."history"
  FOR EACH STATEMENT WHEN (NOT offers.is_purging()) EXECUTE FUNCTION "offers"."refuse_change"();
--> statement-breakpoint
-- Another seal of the same value may take a seal's place, which is how keys are rotated: where the transaction says that it
-- does that, under the platform's role. In hexadecimal: \x, the format (1), the version of the key on four bytes, the rest.
CREATE FUNCTION "offers"."refuse_change_but_resealing"() RETURNS trigger LANGUAGE plpgsql SET bytea_output = 'hex' AS $$
DECLARE
  was constant text := OLD.reason::text;
  becomes constant text := NEW.reason::text;
BEGIN
  IF coalesce(current_setting('stages.resealing', true), '') = 'on' AND current_user = 'stages_offers_platform'
    AND to_jsonb(OLD) - 'reason' = to_jsonb(NEW) - 'reason'
    AND was LIKE '\\x01%' AND becomes LIKE '\\x01%' AND length(was) = length(becomes) AND substr(was, 5, 8) <> substr(becomes, 5, 8)
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'history is append-only' USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER "history_is_kept" BEFORE UPDATE ON "offers"."history"
  FOR EACH ROW EXECUTE FUNCTION "offers"."refuse_change_but_resealing"();
