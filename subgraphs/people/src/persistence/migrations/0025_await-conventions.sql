CREATE TABLE "people"."awaited_conventions" (
	"person_id" uuid NOT NULL,
	"convention_id" uuid NOT NULL,
	"awaited" text NOT NULL,
	"role" text NOT NULL,
	"host_id" uuid NOT NULL,
	"student_id" uuid NOT NULL,
	"school_uai" varchar(8) NOT NULL,
	"names" "bytea" NOT NULL,
	"starts_on" date NOT NULL,
	"asked_by_host" boolean NOT NULL,
	CONSTRAINT "awaited_conventions_person_id_convention_id_awaited_role_pk" PRIMARY KEY("person_id","convention_id","awaited","role")
);
--> statement-breakpoint
CREATE TABLE "people"."catch_ups" (
	"name" text PRIMARY KEY NOT NULL,
	"after" uuid,
	"done_at" timestamp (6) with time zone
);
--> statement-breakpoint
DROP INDEX "people"."mails_to_send";--> statement-breakpoint
ALTER TABLE "people"."conventions" ADD COLUMN "representative" "bytea";--> statement-breakpoint
ALTER TABLE "people"."conventions" ADD COLUMN "representative_index" varchar(64);--> statement-breakpoint
CREATE INDEX "awaited_conventions_convention_id_index" ON "people"."awaited_conventions" USING btree ("convention_id");--> statement-breakpoint
CREATE INDEX "awaited_conventions_student_id_index" ON "people"."awaited_conventions" USING btree ("student_id");--> statement-breakpoint
CREATE INDEX "conventions_by_representative" ON "people"."conventions" USING btree ("representative_index") WHERE "people"."conventions"."representative_index" is not null;--> statement-breakpoint
CREATE INDEX "mails_to_send" ON "people"."outgoing_mails" USING btree ("expires_at","id") WHERE "people"."outgoing_mails"."mail" is not null;