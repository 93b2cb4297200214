-- What was changed of a campaign is known for good.
CREATE FUNCTION "offers"."keep_campaign_changes"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER "campaign_changes_are_kept" BEFORE UPDATE OR DELETE OR TRUNCATE ON "offers"."campaign_changes"
  FOR EACH STATEMENT EXECUTE FUNCTION "offers"."keep_campaign_changes"();
--> statement-breakpoint
-- `departmentOfCommune` of packages/kernel/src/territory.ts, of which a test compares every answer.
CREATE FUNCTION "offers"."department_of"(commune_code varchar) RETURNS varchar LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE
    WHEN left(commune_code, 3) IN ('977', '978') THEN '971'
    WHEN left(commune_code, 2) IN ('97', '98') THEN left(commune_code, 3)
    ELSE left(commune_code, 2)
  END;
END;
--> statement-breakpoint
SELECT "bus"."wall"('offers', 'intentions', 'campaign_changes');
--> statement-breakpoint
-- The hosts that one manages: the subquery is under their own policy.
CREATE POLICY host ON offers.intentions TO stages_offers_host_manager
  USING (host_id IN (SELECT m.host_id FROM offers.host_managers m))
  WITH CHECK (host_id IN (SELECT m.host_id FROM offers.host_managers m));
--> statement-breakpoint
-- By the host's seat, which is not copied: a host that moves changes territory with its intentions.
CREATE POLICY rectorat ON offers.intentions FOR SELECT TO stages_offers_rectorat
  USING (host_id IN (
    SELECT h.id FROM offers.hosts h
    WHERE h.academy = ANY (nullif(current_setting('stages.academies', true), '')::varchar[])
       OR offers.department_of(h.commune_code) = ANY (nullif(current_setting('stages.departments', true), '')::varchar[])
  ));
--> statement-breakpoint
CREATE POLICY ministry ON offers.intentions FOR SELECT TO stages_offers_ministry
  USING (nullif(current_setting('stages.person', true), '') IS NOT NULL);
--> statement-breakpoint
GRANT INSERT ON offers.intentions TO stages_offers_host_manager;
--> statement-breakpoint
-- Never `host_id` nor `campaign_id`: an intention is for the host and the campaign that it was declared for.
GRANT UPDATE (both_weeks, week1, week2, changed_at, withdrawn_at) ON offers.intentions TO stages_offers_host_manager;
--> statement-breakpoint
CREATE POLICY ministry ON offers.campaign_changes FOR SELECT TO stages_offers_ministry
  USING (nullif(current_setting('stages.person', true), '') IS NOT NULL);
--> statement-breakpoint
CREATE POLICY themselves ON offers.campaign_changes FOR INSERT TO stages_offers_ministry
  WITH CHECK (by_person_id = nullif(current_setting('stages.person', true), '')::uuid);
--> statement-breakpoint
GRANT INSERT ON offers.campaigns, offers.campaign_changes, offers.outbox TO stages_offers_ministry;
--> statement-breakpoint
GRANT UPDATE (campaign) ON offers.campaigns TO stages_offers_ministry;
