CREATE TABLE "people"."daily_rollups" (
	"campaign_id" varchar(8) NOT NULL,
	"academy" varchar(2) NOT NULL,
	"department" varchar(3) NOT NULL,
	"school_uai" varchar(8) NOT NULL,
	"breakdown" text NOT NULL,
	"day" date NOT NULL,
	"students_enrolled" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "daily_rollups_campaign_id_school_uai_department_academy_breakdown_day_pk" PRIMARY KEY("campaign_id","school_uai","department","academy","breakdown","day")
);
--> statement-breakpoint
CREATE TABLE "people"."recounts" (
	"at" timestamp (6) with time zone PRIMARY KEY NOT NULL,
	"campaign_ids" text[] NOT NULL,
	"cells" integer NOT NULL,
	"differences" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "people"."rollups" (
	"campaign_id" varchar(8) NOT NULL,
	"academy" varchar(2) NOT NULL,
	"department" varchar(3) NOT NULL,
	"school_uai" varchar(8) NOT NULL,
	"breakdown" text NOT NULL,
	"students_enrolled" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "rollups_campaign_id_school_uai_department_academy_breakdown_pk" PRIMARY KEY("campaign_id","school_uai","department","academy","breakdown")
);
--> statement-breakpoint
CREATE TABLE "people"."statistics" (
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "people"."statistics_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"campaign_id" varchar(8) NOT NULL,
	"academy" varchar(2),
	"department" varchar(3),
	"school_uai" varchar(8),
	"sector" varchar(1),
	"host_kind" text,
	"period" text,
	"day" date NOT NULL,
	"student_id" uuid,
	"students_enrolled" integer,
	"delay" text,
	"delay_value" integer,
	"delay_times" smallint
);
--> statement-breakpoint
ALTER TABLE "people"."students" ADD COLUMN "department" varchar(3) GENERATED ALWAYS AS (case left(school_uai, 3) when '620' then '2A' when '720' then '2B' when '983' then '988' when '984' then '987' when '987' then '986' else regexp_replace(left(school_uai, 3), '^0', '') end) STORED;--> statement-breakpoint
CREATE INDEX "rollups_campaign_id_academy_breakdown_index" ON "people"."rollups" USING btree ("campaign_id","academy","breakdown");