-- Those in charge of a territory invite in their own name, for what is theirs to give, and claim nothing for anyone.
DROP POLICY rectorat ON people.territory_invitations;
--> statement-breakpoint
DROP POLICY ministry ON people.territory_invitations;
--> statement-breakpoint
CREATE POLICY rectorat ON people.territory_invitations FOR SELECT TO stages_people_rectorat
  USING (academy = ANY (nullif(current_setting('stages.academies', true), '')::varchar[]));
--> statement-breakpoint
CREATE POLICY ministry ON people.territory_invitations FOR SELECT TO stages_people_ministry
  USING (nullif(current_setting('stages.person', true), '') IS NOT NULL);
--> statement-breakpoint
CREATE POLICY rectorat_invites ON people.territory_invitations FOR INSERT TO stages_people_rectorat
  WITH CHECK (
    role = 'RECTORAT' AND academy = ANY (nullif(current_setting('stages.academies', true), '')::varchar[])
    AND invited_by = nullif(current_setting('stages.person', true), '')::uuid AND claimed_at IS NULL AND person_id IS NULL
  );
--> statement-breakpoint
CREATE POLICY ministry_invites ON people.territory_invitations FOR INSERT TO stages_people_ministry
  WITH CHECK (invited_by = nullif(current_setting('stages.person', true), '')::uuid AND claimed_at IS NULL AND person_id IS NULL);
