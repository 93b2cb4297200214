SELECT "bus"."wall"('conventions', 'host_managers');
--> statement-breakpoint
-- Who manages a host reads how those who manage it are called, themselves among them, when they sign; nobody else has a use for it.
CREATE POLICY host ON conventions.host_managers FOR SELECT TO stages_conventions_host_manager
  USING (host_id = ANY (nullif(current_setting('stages.hosts', true), '')::uuid[]));
