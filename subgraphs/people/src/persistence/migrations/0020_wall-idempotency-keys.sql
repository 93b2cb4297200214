SELECT "bus"."wall"('people', 'idempotency_keys');
--> statement-breakpoint
SELECT "bus"."let_create"('people', 'school_head', 'referent_teacher', 'education_adviser', 'host_manager', 'rectorat', 'ministry');
