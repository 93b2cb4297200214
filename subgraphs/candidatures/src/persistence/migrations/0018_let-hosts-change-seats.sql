-- A host's managers change the seats of their own offers; every other line they may lock, and not write.
CREATE POLICY seats ON candidatures.offers FOR UPDATE TO stages_candidatures_host_manager
  USING (host_id = ANY (nullif(current_setting('stages.hosts', true), '')::uuid[]));
--> statement-breakpoint
-- To lock needs the right to update something: that of the seats is enough, and an id is nobody's to change.
REVOKE UPDATE (id) ON candidatures.offers FROM stages_candidatures_host_manager;
--> statement-breakpoint
GRANT UPDATE (seats) ON candidatures.offers TO stages_candidatures_host_manager;
