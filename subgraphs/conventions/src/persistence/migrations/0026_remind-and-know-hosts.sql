CREATE TABLE "conventions"."hosts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"siret" text,
	"legal_name" text NOT NULL,
	"address" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "conventions"."school_reminders" (
	"convention_id" uuid NOT NULL,
	"day" date NOT NULL,
	"by_person_id" uuid NOT NULL,
	"at" timestamp (6) with time zone NOT NULL,
	CONSTRAINT "school_reminders_convention_id_day_pk" PRIMARY KEY("convention_id","day")
);
--> statement-breakpoint
ALTER TABLE "conventions"."conventions" ADD COLUMN "waiting_since" date;--> statement-breakpoint
ALTER TABLE "conventions"."conventions" ADD COLUMN "next_reminder_on" date;--> statement-breakpoint
CREATE INDEX "hosts_siret_index" ON "conventions"."hosts" USING btree ("siret");--> statement-breakpoint
CREATE INDEX "school_reminders_by_person_id_index" ON "conventions"."school_reminders" USING btree ("by_person_id");--> statement-breakpoint
CREATE INDEX "conventions_next_reminder_on_id_index" ON "conventions"."conventions" USING btree ("next_reminder_on","id") WHERE "conventions"."conventions"."next_reminder_on" is not null;