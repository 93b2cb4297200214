-- A school's head has the school's own software told; what it is told, and when it arrived, is the platform's to write.
CREATE POLICY school_head ON people.webhooks TO stages_people_school_head
  USING (school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]))
  WITH CHECK (school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]));
--> statement-breakpoint
GRANT INSERT, DELETE ON people.webhooks TO stages_people_school_head;
--> statement-breakpoint
GRANT UPDATE (url, topics, secret, former_secret, former_secret_until, disabled_at, disabled_why) ON people.webhooks TO stages_people_school_head;
--> statement-breakpoint
CREATE POLICY school_head ON people.webhook_deliveries TO stages_people_school_head
  USING (EXISTS (SELECT FROM people.webhooks w WHERE w.id = webhook_deliveries.webhook_id AND w.school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[])));
--> statement-breakpoint
GRANT INSERT, DELETE ON people.webhook_deliveries TO stages_people_school_head;
--> statement-breakpoint
GRANT UPDATE (next_attempt_at, failures, delivered_at, dead_at, failure) ON people.webhook_deliveries TO stages_people_school_head;
