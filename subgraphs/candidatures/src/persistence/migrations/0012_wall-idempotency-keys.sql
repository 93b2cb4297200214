SELECT "bus"."wall"('candidatures', 'idempotency_keys');
--> statement-breakpoint
SELECT "bus"."let_create"('candidatures', 'student');
