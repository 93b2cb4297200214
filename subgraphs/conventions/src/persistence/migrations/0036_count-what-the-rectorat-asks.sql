CREATE TABLE "conventions"."counted_students" (
	"student_id" uuid NOT NULL,
	"campaign_id" varchar(8) NOT NULL,
	"academy" varchar(2),
	"department" varchar(3),
	"school_uai" varchar(8),
	"student_enrolled" integer DEFAULT 0 NOT NULL,
	"student_week1" integer DEFAULT 0 NOT NULL,
	"student_week2" integer DEFAULT 0 NOT NULL,
	"student_on_paper" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "counted_students_student_id_campaign_id_pk" PRIMARY KEY("student_id","campaign_id")
);
--> statement-breakpoint
CREATE TABLE "conventions"."daily_rollups" (
	"campaign_id" varchar(8) NOT NULL,
	"academy" varchar(2) NOT NULL,
	"department" varchar(3) NOT NULL,
	"school_uai" varchar(8) NOT NULL,
	"breakdown" text NOT NULL,
	"day" date NOT NULL,
	"draft" integer DEFAULT 0 NOT NULL,
	"host_completed" integer DEFAULT 0 NOT NULL,
	"returned" integer DEFAULT 0 NOT NULL,
	"validated" integer DEFAULT 0 NOT NULL,
	"signing" integer DEFAULT 0 NOT NULL,
	"signed" integer DEFAULT 0 NOT NULL,
	"cancelled" integer DEFAULT 0 NOT NULL,
	"interrupted" integer DEFAULT 0 NOT NULL,
	"completed" integer DEFAULT 0 NOT NULL,
	"absences" integer DEFAULT 0 NOT NULL,
	"families_informed" integer DEFAULT 0 NOT NULL,
	"feedback_given" integer DEFAULT 0 NOT NULL,
	"feedback_published" integer DEFAULT 0 NOT NULL,
	"students_enrolled" integer DEFAULT 0 NOT NULL,
	"students_covered" integer DEFAULT 0 NOT NULL,
	"students_partly_covered" integer DEFAULT 0 NOT NULL,
	"students_on_paper" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "daily_rollups_campaign_id_school_uai_department_academy_breakdown_day_pk" PRIMARY KEY("campaign_id","school_uai","department","academy","breakdown","day")
);
--> statement-breakpoint
CREATE TABLE "conventions"."delay_rollups" (
	"campaign_id" varchar(8) NOT NULL,
	"academy" varchar(2) NOT NULL,
	"department" varchar(3) NOT NULL,
	"school_uai" varchar(8) NOT NULL,
	"breakdown" text NOT NULL,
	"delay" text NOT NULL,
	"value" integer NOT NULL,
	"times" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "delay_rollups_campaign_id_school_uai_department_academy_breakdown_delay_value_pk" PRIMARY KEY("campaign_id","school_uai","department","academy","breakdown","delay","value")
);
--> statement-breakpoint
CREATE TABLE "conventions"."recounts" (
	"at" timestamp (6) with time zone PRIMARY KEY NOT NULL,
	"campaign_ids" text[] NOT NULL,
	"cells" integer NOT NULL,
	"differences" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "conventions"."rollups" (
	"campaign_id" varchar(8) NOT NULL,
	"academy" varchar(2) NOT NULL,
	"department" varchar(3) NOT NULL,
	"school_uai" varchar(8) NOT NULL,
	"breakdown" text NOT NULL,
	"draft" integer DEFAULT 0 NOT NULL,
	"host_completed" integer DEFAULT 0 NOT NULL,
	"returned" integer DEFAULT 0 NOT NULL,
	"validated" integer DEFAULT 0 NOT NULL,
	"signing" integer DEFAULT 0 NOT NULL,
	"signed" integer DEFAULT 0 NOT NULL,
	"cancelled" integer DEFAULT 0 NOT NULL,
	"interrupted" integer DEFAULT 0 NOT NULL,
	"completed" integer DEFAULT 0 NOT NULL,
	"absences" integer DEFAULT 0 NOT NULL,
	"families_informed" integer DEFAULT 0 NOT NULL,
	"feedback_given" integer DEFAULT 0 NOT NULL,
	"feedback_published" integer DEFAULT 0 NOT NULL,
	"students_enrolled" integer DEFAULT 0 NOT NULL,
	"students_covered" integer DEFAULT 0 NOT NULL,
	"students_partly_covered" integer DEFAULT 0 NOT NULL,
	"students_on_paper" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "rollups_campaign_id_school_uai_department_academy_breakdown_pk" PRIMARY KEY("campaign_id","school_uai","department","academy","breakdown")
);
--> statement-breakpoint
CREATE TABLE "conventions"."statistics" (
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "conventions"."statistics_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"campaign_id" varchar(8) NOT NULL,
	"academy" varchar(2),
	"department" varchar(3),
	"school_uai" varchar(8),
	"sector" varchar(1),
	"host_kind" text,
	"period" text,
	"day" date NOT NULL,
	"student_id" uuid,
	"draft" integer,
	"host_completed" integer,
	"returned" integer,
	"validated" integer,
	"signing" integer,
	"signed" integer,
	"cancelled" integer,
	"interrupted" integer,
	"completed" integer,
	"absences" integer,
	"families_informed" integer,
	"feedback_given" integer,
	"feedback_published" integer,
	"student_enrolled" integer,
	"student_week1" integer,
	"student_week2" integer,
	"student_on_paper" integer,
	"delay" text,
	"delay_value" integer,
	"delay_times" smallint
);
--> statement-breakpoint
ALTER TABLE "conventions"."conventions" ADD COLUMN "sector" varchar(1);--> statement-breakpoint
ALTER TABLE "conventions"."conventions" ADD COLUMN "host_kind" text;--> statement-breakpoint
ALTER TABLE "conventions"."offers" ADD COLUMN "sector" varchar(1);--> statement-breakpoint
ALTER TABLE "conventions"."offers" ADD COLUMN "host_kind" text;--> statement-breakpoint
ALTER TABLE "conventions"."students" ADD COLUMN "department" varchar(3) GENERATED ALWAYS AS (case left(school_uai, 3) when '620' then '2A' when '720' then '2B' when '983' then '988' when '984' then '987' when '987' then '986' else regexp_replace(left(school_uai, 3), '^0', '') end) STORED;--> statement-breakpoint
CREATE INDEX "counted_students_campaign_id_index" ON "conventions"."counted_students" USING btree ("campaign_id");--> statement-breakpoint
CREATE INDEX "rollups_campaign_id_academy_breakdown_index" ON "conventions"."rollups" USING btree ("campaign_id","academy","breakdown");