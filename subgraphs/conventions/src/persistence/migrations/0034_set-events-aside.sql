CREATE TABLE "conventions"."set_aside" (
	"event_id" uuid PRIMARY KEY NOT NULL,
	"side" text NOT NULL,
	"why" text NOT NULL,
	"type" text NOT NULL,
	"version" integer NOT NULL,
	"key" text NOT NULL,
	"payload" "bytea" NOT NULL,
	"about" uuid,
	"occurred_at" timestamp (6) with time zone NOT NULL,
	"position" bigint NOT NULL,
	"reason" text NOT NULL,
	"tries" integer NOT NULL,
	"since" timestamp (6) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "set_aside_about" ON "conventions"."set_aside" USING btree ("about");