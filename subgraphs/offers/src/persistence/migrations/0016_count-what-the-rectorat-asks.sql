CREATE TABLE "offers"."daily_rollups" (
	"campaign_id" varchar(8) NOT NULL,
	"academy" varchar(2) NOT NULL,
	"department" varchar(3) NOT NULL,
	"school_uai" varchar(8) NOT NULL,
	"breakdown" text NOT NULL,
	"day" date NOT NULL,
	"seats_intended" integer DEFAULT 0 NOT NULL,
	"offers_published" integer DEFAULT 0 NOT NULL,
	"seats_published" integer DEFAULT 0 NOT NULL,
	"seats_taken" integer DEFAULT 0 NOT NULL,
	"seats_left" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "daily_rollups_campaign_id_school_uai_department_academy_breakdown_day_pk" PRIMARY KEY("campaign_id","school_uai","department","academy","breakdown","day")
);
--> statement-breakpoint
CREATE TABLE "offers"."recounts" (
	"at" timestamp (6) with time zone PRIMARY KEY NOT NULL,
	"campaign_ids" text[] NOT NULL,
	"cells" integer NOT NULL,
	"differences" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "offers"."rollups" (
	"campaign_id" varchar(8) NOT NULL,
	"academy" varchar(2) NOT NULL,
	"department" varchar(3) NOT NULL,
	"school_uai" varchar(8) NOT NULL,
	"breakdown" text NOT NULL,
	"seats_intended" integer DEFAULT 0 NOT NULL,
	"offers_published" integer DEFAULT 0 NOT NULL,
	"seats_published" integer DEFAULT 0 NOT NULL,
	"seats_taken" integer DEFAULT 0 NOT NULL,
	"seats_left" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "rollups_campaign_id_school_uai_department_academy_breakdown_pk" PRIMARY KEY("campaign_id","school_uai","department","academy","breakdown")
);
--> statement-breakpoint
CREATE TABLE "offers"."statistics" (
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "offers"."statistics_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"campaign_id" varchar(8) NOT NULL,
	"academy" varchar(2),
	"department" varchar(3),
	"school_uai" varchar(8),
	"sector" varchar(1),
	"host_kind" text,
	"period" text,
	"day" date NOT NULL,
	"student_id" uuid,
	"seats_intended" integer,
	"offers_published" integer,
	"seats_published" integer,
	"seats_taken" integer,
	"seats_left" integer,
	"delay" text,
	"delay_value" integer,
	"delay_times" smallint
);
--> statement-breakpoint
CREATE INDEX "rollups_campaign_id_academy_breakdown_index" ON "offers"."rollups" USING btree ("campaign_id","academy","breakdown");