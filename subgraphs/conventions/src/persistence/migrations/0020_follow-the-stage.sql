CREATE TABLE "conventions"."absence_escalations" (
	"absence_id" uuid NOT NULL,
	"step" text NOT NULL,
	"level" smallint NOT NULL,
	"roles" text[] NOT NULL,
	"due_at" timestamp (6) with time zone NOT NULL,
	"at" timestamp (6) with time zone NOT NULL,
	CONSTRAINT "one_escalation_a_level" PRIMARY KEY("absence_id","step","level")
);
--> statement-breakpoint
CREATE TABLE "conventions"."follow_ups" (
	"id" uuid PRIMARY KEY NOT NULL,
	"convention_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp (6) with time zone NOT NULL,
	"text" "bytea" NOT NULL,
	"by_person_id" uuid NOT NULL,
	"by_role" text NOT NULL,
	"recorded_at" timestamp (6) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "conventions"."presences" (
	"convention_id" uuid NOT NULL,
	"day" date NOT NULL,
	"minutes" smallint NOT NULL,
	"note" "bytea",
	"by_person_id" uuid NOT NULL,
	"by_role" text NOT NULL,
	"at" timestamp (6) with time zone NOT NULL,
	CONSTRAINT "presences_convention_id_day_pk" PRIMARY KEY("convention_id","day")
);
--> statement-breakpoint
ALTER TABLE "conventions"."absences" DROP CONSTRAINT "one_absence_a_day";--> statement-breakpoint
ALTER TABLE "conventions"."absences" ADD COLUMN "next_escalation_at" timestamp (6) with time zone;--> statement-breakpoint
ALTER TABLE "conventions"."absences" ADD COLUMN "cause" text;--> statement-breakpoint
CREATE INDEX "follow_ups_convention_id_id_index" ON "conventions"."follow_ups" USING btree ("convention_id","id");--> statement-breakpoint
CREATE INDEX "follow_ups_by_person_id_index" ON "conventions"."follow_ups" USING btree ("by_person_id");--> statement-breakpoint
CREATE INDEX "presences_by_person_id_index" ON "conventions"."presences" USING btree ("by_person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_absence_a_day" ON "conventions"."absences" USING btree ("convention_id","day") WHERE step <> 'CORRECTED';--> statement-breakpoint
CREATE INDEX "absences_convention_id_index" ON "conventions"."absences" USING btree ("convention_id");--> statement-breakpoint
CREATE INDEX "absences_next_escalation_at_index" ON "conventions"."absences" USING btree ("next_escalation_at") WHERE next_escalation_at is not null;