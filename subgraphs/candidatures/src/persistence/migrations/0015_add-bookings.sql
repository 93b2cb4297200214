CREATE TABLE "candidatures"."bookings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"offer_id" uuid NOT NULL,
	"host_id" uuid NOT NULL,
	"school_uai" varchar(8) NOT NULL,
	"academy" varchar(2) NOT NULL,
	"department" varchar(3) GENERATED ALWAYS AS (case left(school_uai, 3) when '620' then '2A' when '720' then '2B' when '983' then '988' when '984' then '987' when '987' then '986' else regexp_replace(left(school_uai, 3), '^0', '') end) STORED,
	"campaign_id" varchar(8) NOT NULL,
	"period" text NOT NULL,
	"booked_at" timestamp (6) with time zone NOT NULL,
	"booked_by_person_id" uuid NOT NULL,
	"booked_by_role" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "candidatures"."candidatures" DROP CONSTRAINT "one_candidature_per_student_and_offer";--> statement-breakpoint
ALTER TABLE "candidatures"."candidatures" ADD COLUMN "booking_id" uuid;--> statement-breakpoint
ALTER TABLE "candidatures"."offers" ADD COLUMN "mode" text DEFAULT 'INDIVIDUAL' NOT NULL;--> statement-breakpoint
CREATE INDEX "bookings_offer_id_id_index" ON "candidatures"."bookings" USING btree ("offer_id","id");--> statement-breakpoint
CREATE INDEX "bookings_host_id_id_index" ON "candidatures"."bookings" USING btree ("host_id","id");--> statement-breakpoint
CREATE INDEX "bookings_school_uai_id_index" ON "candidatures"."bookings" USING btree ("school_uai","id");--> statement-breakpoint
CREATE INDEX "bookings_academy_id_index" ON "candidatures"."bookings" USING btree ("academy","id");--> statement-breakpoint
CREATE INDEX "bookings_department_id_index" ON "candidatures"."bookings" USING btree ("department","id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_candidature_per_student_and_offer" ON "candidatures"."candidatures" USING btree ("student_id","offer_id") WHERE status <> 'CANCELLED_BY_SCHOOL';--> statement-breakpoint
CREATE INDEX "candidatures_student_id_id_index" ON "candidatures"."candidatures" USING btree ("student_id","id");--> statement-breakpoint
CREATE INDEX "candidatures_of_a_booking" ON "candidatures"."candidatures" USING btree ("booking_id") WHERE booking_id is not null;