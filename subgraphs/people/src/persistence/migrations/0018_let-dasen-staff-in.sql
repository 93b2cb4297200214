-- A DASEN's staff invite in their own name, as a rectorat's, for what is theirs to give.
DROP POLICY rectorat ON people.territory_invitations;
--> statement-breakpoint
DROP POLICY rectorat_invites ON people.territory_invitations;
--> statement-breakpoint
CREATE POLICY rectorat ON people.territory_invitations FOR SELECT TO stages_people_rectorat
  USING (
    academy = ANY (nullif(current_setting('stages.academies', true), '')::varchar[])
    OR department = ANY (nullif(current_setting('stages.departments', true), '')::varchar[])
  );
--> statement-breakpoint
CREATE POLICY rectorat_invites ON people.territory_invitations FOR INSERT TO stages_people_rectorat
  WITH CHECK (
    role = 'RECTORAT'
    AND (
      department IS NULL AND academy = ANY (nullif(current_setting('stages.academies', true), '')::varchar[])
      OR academy IS NULL AND department = ANY (nullif(current_setting('stages.departments', true), '')::varchar[])
    )
    AND invited_by = nullif(current_setting('stages.person', true), '')::uuid AND claimed_at IS NULL AND person_id IS NULL
  );
