CREATE TABLE "conventions"."absence_steps" (
	"absence_id" uuid NOT NULL,
	"rank" integer NOT NULL,
	"step" text NOT NULL,
	"at" timestamp (6) with time zone NOT NULL,
	"by_person_id" uuid NOT NULL,
	"by_role" text NOT NULL,
	"note" text,
	CONSTRAINT "absence_steps_absence_id_rank_pk" PRIMARY KEY("absence_id","rank")
);
--> statement-breakpoint
CREATE TABLE "conventions"."absences" (
	"id" uuid PRIMARY KEY NOT NULL,
	"convention_id" uuid NOT NULL,
	"day" date NOT NULL,
	"kind" text NOT NULL,
	"step" text NOT NULL,
	"due_at" timestamp (6) with time zone,
	CONSTRAINT "one_absence_a_day" UNIQUE("convention_id","day")
);
--> statement-breakpoint
CREATE TABLE "conventions"."bus_cursor" (
	"consumer" text PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "conventions"."campaigns" (
	"id" varchar(8) PRIMARY KEY NOT NULL,
	"campaign" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "conventions"."conventions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"candidature_id" uuid NOT NULL,
	"offer_id" uuid NOT NULL,
	"host_id" uuid NOT NULL,
	"student_id" uuid NOT NULL,
	"school_uai" varchar(8) NOT NULL,
	"academy" varchar(2) NOT NULL,
	"campaign_id" varchar(8) NOT NULL,
	"period" text NOT NULL,
	"status" text NOT NULL,
	"opened_at" timestamp (6) with time zone NOT NULL,
	"confirmed_at" timestamp (6) with time zone,
	"reason" text,
	"host_part" jsonb,
	"school_part" jsonb,
	"tutor_email" text,
	CONSTRAINT "conventions_candidatureId_unique" UNIQUE("candidature_id")
);
--> statement-breakpoint
CREATE TABLE "conventions"."documents" (
	"convention_id" uuid PRIMARY KEY NOT NULL,
	"content" text NOT NULL,
	"sha256" text NOT NULL,
	"frozen_at" timestamp (6) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "conventions"."history" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "conventions"."history_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"convention_id" uuid NOT NULL,
	"from" text,
	"to" text NOT NULL,
	"at" timestamp (6) with time zone NOT NULL,
	"by_person_id" uuid,
	"by_role" text NOT NULL,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "conventions"."inbox" (
	"event_id" uuid PRIMARY KEY NOT NULL,
	"handled_at" timestamp (6) with time zone NOT NULL,
	"failure" text
);
--> statement-breakpoint
CREATE TABLE "conventions"."offers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"offer" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "conventions"."outbox" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "conventions"."outbox_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"event_id" uuid NOT NULL,
	"type" text NOT NULL,
	"version" integer NOT NULL,
	"key" text NOT NULL,
	"payload" jsonb NOT NULL,
	"occurred_at" timestamp (6) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "conventions"."schools" (
	"uai" varchar(8) PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"address" text NOT NULL,
	"academy" varchar(2) NOT NULL
);
--> statement-breakpoint
CREATE TABLE "conventions"."signatures" (
	"id" uuid PRIMARY KEY NOT NULL,
	"convention_id" uuid NOT NULL,
	"capacity" text NOT NULL,
	"rank" smallint NOT NULL,
	"signer_id" uuid NOT NULL,
	"signed_at" timestamp (6) with time zone NOT NULL,
	"document_hash" text NOT NULL,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "one_signature_per_party" UNIQUE("convention_id","capacity","rank"),
	CONSTRAINT "one_signature_per_person" UNIQUE("convention_id","capacity","signer_id"),
	CONSTRAINT "one_chain" UNIQUE("convention_id","previous_hash")
);
--> statement-breakpoint
CREATE TABLE "conventions"."staff" (
	"person_id" uuid NOT NULL,
	"school_uai" varchar(8) NOT NULL,
	"role" text NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"phone" text,
	CONSTRAINT "staff_person_id_school_uai_role_pk" PRIMARY KEY("person_id","school_uai","role")
);
--> statement-breakpoint
CREATE TABLE "conventions"."students" (
	"id" uuid PRIMARY KEY NOT NULL,
	"first_name" text NOT NULL,
	"last_name" text NOT NULL,
	"birth_date" date NOT NULL,
	"class_name" text NOT NULL,
	"school_uai" varchar(8) NOT NULL,
	"academy" varchar(2) NOT NULL,
	"campaign_id" varchar(8) NOT NULL
);
--> statement-breakpoint
CREATE INDEX "conventions_student_id_index" ON "conventions"."conventions" USING btree ("student_id");--> statement-breakpoint
CREATE INDEX "conventions_school_uai_id_index" ON "conventions"."conventions" USING btree ("school_uai","id");--> statement-breakpoint
CREATE INDEX "conventions_host_id_id_index" ON "conventions"."conventions" USING btree ("host_id","id");--> statement-breakpoint
CREATE INDEX "conventions_tutor_email_id_index" ON "conventions"."conventions" USING btree ("tutor_email","id");--> statement-breakpoint
CREATE INDEX "conventions_academy_campaign_id_status_index" ON "conventions"."conventions" USING btree ("academy","campaign_id","status");--> statement-breakpoint
CREATE INDEX "history_convention_id_id_index" ON "conventions"."history" USING btree ("convention_id","id");--> statement-breakpoint
CREATE INDEX "students_campaign_id_academy_index" ON "conventions"."students" USING btree ("campaign_id","academy");