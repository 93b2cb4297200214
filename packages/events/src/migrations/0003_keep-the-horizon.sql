CREATE TABLE "bus"."consumers" (
	"name" text PRIMARY KEY NOT NULL,
	"types" text[] NOT NULL,
	"position" bigint NOT NULL,
	"seen_at" timestamp (6) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "bus"."horizon" (
	"type" text PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL
);
