SELECT "bus"."wall"('offers', 'idempotency_keys');
--> statement-breakpoint
SELECT "bus"."let_create"('offers', 'host_manager');
