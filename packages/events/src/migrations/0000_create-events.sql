CREATE TABLE "bus"."events" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "bus"."events_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"event_id" uuid NOT NULL,
	"type" text NOT NULL,
	"version" integer NOT NULL,
	"key" text NOT NULL,
	"payload" jsonb NOT NULL,
	"occurred_at" timestamp (6) with time zone NOT NULL,
	CONSTRAINT "events_eventId_unique" UNIQUE("event_id")
);
--> statement-breakpoint
CREATE INDEX "events_type_position" ON "bus"."events" USING btree ("type","position");