-- Tokens are looked up by the platform alone, on behalf of whoever holds one; who asks for one adds it, in their own name and
-- role, and reads that they did, to take it away with the rest of what the platform holds.
SELECT "bus"."wall"('people', 'figure_exports');
--> statement-breakpoint
CREATE POLICY ask ON people.figure_exports FOR INSERT
  TO stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser, stages_people_rectorat, stages_people_ministry
  WITH CHECK (person_id = nullif(current_setting('stages.person', true), '')::uuid AND role = upper(substr(current_user, 15)));
--> statement-breakpoint
GRANT INSERT ON people.figure_exports
  TO stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser, stages_people_rectorat, stages_people_ministry;
--> statement-breakpoint
CREATE POLICY themselves ON people.figure_exports FOR SELECT
  TO stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser, stages_people_rectorat, stages_people_ministry
  USING (person_id = nullif(current_setting('stages.person', true), '')::uuid);
