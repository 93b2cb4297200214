CREATE TABLE "candidatures"."host_managers" (
	"host_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	CONSTRAINT "host_managers_host_id_person_id_pk" PRIMARY KEY("host_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "candidatures"."transfers" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "candidatures"."transfers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"candidature_id" uuid NOT NULL,
	"at" timestamp (6) with time zone NOT NULL,
	"by_person_id" uuid,
	"from_person_id" uuid,
	"to_person_id" uuid
);
--> statement-breakpoint
ALTER TABLE "candidatures"."candidatures" ADD COLUMN "assigned_to" uuid;--> statement-breakpoint
ALTER TABLE "candidatures"."candidatures" ADD COLUMN "next_reminder_on" date;--> statement-breakpoint
CREATE INDEX "transfers_candidature_id_id_index" ON "candidatures"."transfers" USING btree ("candidature_id","id");--> statement-breakpoint
CREATE INDEX "transfers_by_person_id_index" ON "candidatures"."transfers" USING btree ("by_person_id");--> statement-breakpoint
CREATE INDEX "reminders_due" ON "candidatures"."candidatures" USING btree ("next_reminder_on") WHERE status in ('SUBMITTED', 'READ');--> statement-breakpoint
CREATE INDEX "candidatures_assigned_to_index" ON "candidatures"."candidatures" USING btree ("assigned_to");