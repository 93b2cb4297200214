CREATE TABLE "candidatures"."counted_students" (
	"student_id" uuid NOT NULL,
	"campaign_id" varchar(8) NOT NULL,
	"academy" varchar(2),
	"department" varchar(3),
	"school_uai" varchar(8),
	"student_enrolled" integer DEFAULT 0 NOT NULL,
	"student_sent" integer DEFAULT 0 NOT NULL,
	"student_seated" integer DEFAULT 0 NOT NULL,
	"student_confirmed" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "counted_students_student_id_campaign_id_pk" PRIMARY KEY("student_id","campaign_id")
);
--> statement-breakpoint
CREATE TABLE "candidatures"."daily_rollups" (
	"campaign_id" varchar(8) NOT NULL,
	"academy" varchar(2) NOT NULL,
	"department" varchar(3) NOT NULL,
	"school_uai" varchar(8) NOT NULL,
	"breakdown" text NOT NULL,
	"day" date NOT NULL,
	"submitted" integer DEFAULT 0 NOT NULL,
	"read" integer DEFAULT 0 NOT NULL,
	"accepted" integer DEFAULT 0 NOT NULL,
	"confirmed" integer DEFAULT 0 NOT NULL,
	"refused" integer DEFAULT 0 NOT NULL,
	"expired" integer DEFAULT 0 NOT NULL,
	"withdrawn" integer DEFAULT 0 NOT NULL,
	"lapsed" integer DEFAULT 0 NOT NULL,
	"superseded" integer DEFAULT 0 NOT NULL,
	"cancelled_by_host" integer DEFAULT 0 NOT NULL,
	"cancelled_by_school" integer DEFAULT 0 NOT NULL,
	"far_from_home" integer DEFAULT 0 NOT NULL,
	"students_enrolled" integer DEFAULT 0 NOT NULL,
	"students_applied" integer DEFAULT 0 NOT NULL,
	"students_accepted" integer DEFAULT 0 NOT NULL,
	"students_confirmed" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "daily_rollups_campaign_id_school_uai_department_academy_breakdown_day_pk" PRIMARY KEY("campaign_id","school_uai","department","academy","breakdown","day")
);
--> statement-breakpoint
CREATE TABLE "candidatures"."delay_rollups" (
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
CREATE TABLE "candidatures"."recounts" (
	"at" timestamp (6) with time zone PRIMARY KEY NOT NULL,
	"campaign_ids" text[] NOT NULL,
	"cells" integer NOT NULL,
	"differences" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "candidatures"."rollups" (
	"campaign_id" varchar(8) NOT NULL,
	"academy" varchar(2) NOT NULL,
	"department" varchar(3) NOT NULL,
	"school_uai" varchar(8) NOT NULL,
	"breakdown" text NOT NULL,
	"submitted" integer DEFAULT 0 NOT NULL,
	"read" integer DEFAULT 0 NOT NULL,
	"accepted" integer DEFAULT 0 NOT NULL,
	"confirmed" integer DEFAULT 0 NOT NULL,
	"refused" integer DEFAULT 0 NOT NULL,
	"expired" integer DEFAULT 0 NOT NULL,
	"withdrawn" integer DEFAULT 0 NOT NULL,
	"lapsed" integer DEFAULT 0 NOT NULL,
	"superseded" integer DEFAULT 0 NOT NULL,
	"cancelled_by_host" integer DEFAULT 0 NOT NULL,
	"cancelled_by_school" integer DEFAULT 0 NOT NULL,
	"far_from_home" integer DEFAULT 0 NOT NULL,
	"students_enrolled" integer DEFAULT 0 NOT NULL,
	"students_applied" integer DEFAULT 0 NOT NULL,
	"students_accepted" integer DEFAULT 0 NOT NULL,
	"students_confirmed" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "rollups_campaign_id_school_uai_department_academy_breakdown_pk" PRIMARY KEY("campaign_id","school_uai","department","academy","breakdown")
);
--> statement-breakpoint
CREATE TABLE "candidatures"."statistics" (
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "candidatures"."statistics_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"campaign_id" varchar(8) NOT NULL,
	"academy" varchar(2),
	"department" varchar(3),
	"school_uai" varchar(8),
	"sector" varchar(1),
	"host_kind" text,
	"period" text,
	"day" date NOT NULL,
	"student_id" uuid,
	"submitted" integer,
	"read" integer,
	"accepted" integer,
	"confirmed" integer,
	"refused" integer,
	"expired" integer,
	"withdrawn" integer,
	"lapsed" integer,
	"superseded" integer,
	"cancelled_by_host" integer,
	"cancelled_by_school" integer,
	"far_from_home" integer,
	"student_enrolled" integer,
	"student_sent" integer,
	"student_seated" integer,
	"student_confirmed" integer,
	"delay" text,
	"delay_value" integer,
	"delay_times" smallint
);
--> statement-breakpoint
ALTER TABLE "candidatures"."candidatures" ADD COLUMN "sector" varchar(1);--> statement-breakpoint
ALTER TABLE "candidatures"."candidatures" ADD COLUMN "host_kind" text;--> statement-breakpoint
ALTER TABLE "candidatures"."candidatures" ADD COLUMN "far_from_home" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "candidatures"."offers" ADD COLUMN "sector" varchar(1);--> statement-breakpoint
ALTER TABLE "candidatures"."offers" ADD COLUMN "host_kind" text;--> statement-breakpoint
ALTER TABLE "candidatures"."students" ADD COLUMN "department" varchar(3) GENERATED ALWAYS AS (case left(school_uai, 3) when '620' then '2A' when '720' then '2B' when '983' then '988' when '984' then '987' when '987' then '986' else regexp_replace(left(school_uai, 3), '^0', '') end) STORED;--> statement-breakpoint
CREATE INDEX "counted_students_campaign_id_index" ON "candidatures"."counted_students" USING btree ("campaign_id");--> statement-breakpoint
CREATE INDEX "rollups_campaign_id_academy_breakdown_index" ON "candidatures"."rollups" USING btree ("campaign_id","academy","breakdown");