CREATE TABLE "candidatures"."bus_cursor" (
	"consumer" text PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "candidatures"."campaigns" (
	"id" varchar(8) PRIMARY KEY NOT NULL,
	"campaign" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "candidatures"."candidatures" (
	"id" uuid PRIMARY KEY NOT NULL,
	"offer_id" uuid NOT NULL,
	"host_id" uuid NOT NULL,
	"student_id" uuid NOT NULL,
	"school_uai" varchar(8) NOT NULL,
	"academy" varchar(2) NOT NULL,
	"campaign_id" varchar(8) NOT NULL,
	"period" text NOT NULL,
	"status" text NOT NULL,
	"motivation" text NOT NULL,
	"submitted_at" timestamp (6) with time zone NOT NULL,
	"last_day_to_answer" date NOT NULL,
	"last_day_to_confirm" date,
	"distance_km" double precision NOT NULL,
	CONSTRAINT "one_candidature_per_student_and_offer" UNIQUE("student_id","offer_id"),
	CONSTRAINT "seated_until" CHECK (status not in ('ACCEPTED', 'CONFIRMED') or last_day_to_confirm is not null)
);
--> statement-breakpoint
CREATE TABLE "candidatures"."history" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "candidatures"."history_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"candidature_id" uuid NOT NULL,
	"from" text,
	"to" text NOT NULL,
	"at" timestamp (6) with time zone NOT NULL,
	"by_person_id" uuid,
	"by_role" text NOT NULL,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "candidatures"."inbox" (
	"event_id" uuid PRIMARY KEY NOT NULL,
	"handled_at" timestamp (6) with time zone NOT NULL,
	"failure" text
);
--> statement-breakpoint
CREATE TABLE "candidatures"."offers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"host_id" uuid NOT NULL,
	"campaign_id" varchar(8) NOT NULL,
	"title" text NOT NULL,
	"period" text NOT NULL,
	"seats" integer NOT NULL,
	"latitude" double precision NOT NULL,
	"longitude" double precision NOT NULL,
	"reserved_school_uais" varchar(8)[] NOT NULL,
	"status" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "candidatures"."outbox" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "candidatures"."outbox_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"event_id" uuid NOT NULL,
	"type" text NOT NULL,
	"version" integer NOT NULL,
	"key" text NOT NULL,
	"payload" jsonb NOT NULL,
	"occurred_at" timestamp (6) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "candidatures"."students" (
	"id" uuid PRIMARY KEY NOT NULL,
	"school_uai" varchar(8) NOT NULL,
	"academy" varchar(2) NOT NULL,
	"campaign_id" varchar(8) NOT NULL,
	"latitude" double precision NOT NULL,
	"longitude" double precision NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "one_stage_in_week_1" ON "candidatures"."candidatures" USING btree ("student_id","campaign_id") WHERE status = 'CONFIRMED' and period in ('WEEK_1', 'BOTH_WEEKS');--> statement-breakpoint
CREATE UNIQUE INDEX "one_stage_in_week_2" ON "candidatures"."candidatures" USING btree ("student_id","campaign_id") WHERE status = 'CONFIRMED' and period in ('WEEK_2', 'BOTH_WEEKS');--> statement-breakpoint
CREATE INDEX "seats_taken" ON "candidatures"."candidatures" USING btree ("offer_id") WHERE status in ('ACCEPTED', 'CONFIRMED');--> statement-breakpoint
CREATE INDEX "overdue_answers" ON "candidatures"."candidatures" USING btree ("last_day_to_answer") WHERE status in ('SUBMITTED', 'READ');--> statement-breakpoint
CREATE INDEX "overdue_confirmations" ON "candidatures"."candidatures" USING btree ("last_day_to_confirm") WHERE status = 'ACCEPTED';--> statement-breakpoint
CREATE INDEX "candidatures_offer_id_id_index" ON "candidatures"."candidatures" USING btree ("offer_id","id");--> statement-breakpoint
CREATE INDEX "candidatures_host_id_id_index" ON "candidatures"."candidatures" USING btree ("host_id","id");--> statement-breakpoint
CREATE INDEX "candidatures_school_uai_id_index" ON "candidatures"."candidatures" USING btree ("school_uai","id");--> statement-breakpoint
CREATE INDEX "candidatures_academy_id_index" ON "candidatures"."candidatures" USING btree ("academy","id");--> statement-breakpoint
CREATE INDEX "history_candidature_id_id_index" ON "candidatures"."history" USING btree ("candidature_id","id");