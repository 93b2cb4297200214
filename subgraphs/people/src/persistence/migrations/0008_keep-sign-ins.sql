-- How someone came to have what they have must stay known.
CREATE FUNCTION "people"."refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER "sign_ins_are_kept" BEFORE UPDATE OR DELETE OR TRUNCATE ON "people"."sign_ins"
  FOR EACH STATEMENT EXECUTE FUNCTION "people"."refuse_change"();
--> statement-breakpoint
SELECT "bus"."wall"('people', 'sign_ins', 'territory_invitations');
--> statement-breakpoint
-- A rectorat invites its own colleagues, the ministry anyone.
CREATE POLICY rectorat ON people.territory_invitations TO stages_people_rectorat
  USING (academy = ANY (nullif(current_setting('stages.academies', true), '')::varchar[]));
--> statement-breakpoint
CREATE POLICY ministry ON people.territory_invitations TO stages_people_ministry
  USING (nullif(current_setting('stages.person', true), '') IS NOT NULL);
--> statement-breakpoint
GRANT INSERT ON people.territory_invitations TO stages_people_rectorat, stages_people_ministry;
