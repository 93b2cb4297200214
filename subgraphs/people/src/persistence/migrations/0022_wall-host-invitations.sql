SELECT "bus"."wall"('people', 'host_invitations');
--> statement-breakpoint
SELECT "bus"."let_read"('people', 'hosts');
--> statement-breakpoint
-- Who manages a host with me, and whom we are waiting for. What comes of it, such as another's role, is the platform's to write.
CREATE POLICY colleagues ON people.host_invitations FOR SELECT TO stages_people_host_manager
  USING (
    host_id = ANY (nullif(current_setting('stages.hosts', true), '')::uuid[])
    OR person_id = nullif(current_setting('stages.person', true), '')::uuid
    OR invited_by = nullif(current_setting('stages.person', true), '')::uuid
  );
--> statement-breakpoint
CREATE POLICY colleagues ON people.grants FOR SELECT TO stages_people_host_manager
  USING (role = 'HOST_MANAGER' AND host_id = ANY (nullif(current_setting('stages.hosts', true), '')::uuid[]));
--> statement-breakpoint
CREATE POLICY colleagues ON people.persons FOR SELECT TO stages_people_host_manager
  USING (EXISTS (
    SELECT FROM people.grants g
    WHERE g.person_id = persons.id AND g.role = 'HOST_MANAGER' AND g.host_id = ANY (nullif(current_setting('stages.hosts', true), '')::uuid[])
  ));
