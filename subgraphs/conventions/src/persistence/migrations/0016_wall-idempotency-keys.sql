SELECT "bus"."wall"('conventions', 'idempotency_keys');
--> statement-breakpoint
SELECT "bus"."let_create"('conventions', 'tutor', 'host_manager');
