-- SQL cannot seal what stands in clear: a table that holds some refuses this, and nothing is lost.
DROP INDEX "conventions"."conventions_tutor_email_id_index";--> statement-breakpoint
ALTER TABLE "conventions"."absence_steps" DROP COLUMN "note";--> statement-breakpoint
ALTER TABLE "conventions"."absence_steps" ADD COLUMN "note" "bytea";--> statement-breakpoint
ALTER TABLE "conventions"."conventions" DROP COLUMN "reason";--> statement-breakpoint
ALTER TABLE "conventions"."conventions" ADD COLUMN "reason" "bytea";--> statement-breakpoint
ALTER TABLE "conventions"."conventions" DROP COLUMN "host_part";--> statement-breakpoint
ALTER TABLE "conventions"."conventions" ADD COLUMN "host_part" "bytea";--> statement-breakpoint
ALTER TABLE "conventions"."conventions" DROP COLUMN "school_part";--> statement-breakpoint
ALTER TABLE "conventions"."conventions" ADD COLUMN "school_part" "bytea";--> statement-breakpoint
ALTER TABLE "conventions"."documents" DROP COLUMN "content";--> statement-breakpoint
ALTER TABLE "conventions"."documents" ADD COLUMN "content" "bytea" NOT NULL;--> statement-breakpoint
ALTER TABLE "conventions"."history" DROP COLUMN "reason";--> statement-breakpoint
ALTER TABLE "conventions"."history" ADD COLUMN "reason" "bytea";--> statement-breakpoint
ALTER TABLE "conventions"."offers" DROP COLUMN "offer";--> statement-breakpoint
ALTER TABLE "conventions"."offers" ADD COLUMN "offer" "bytea" NOT NULL;--> statement-breakpoint
ALTER TABLE "conventions"."conventions" ADD COLUMN "tutor" text;--> statement-breakpoint
ALTER TABLE "conventions"."staff" ADD COLUMN "contact" "bytea" NOT NULL;--> statement-breakpoint
ALTER TABLE "conventions"."students" ADD COLUMN "identity" "bytea" NOT NULL;--> statement-breakpoint
CREATE INDEX "conventions_tutor_id_index" ON "conventions"."conventions" USING btree ("tutor","id");--> statement-breakpoint
ALTER TABLE "conventions"."conventions" DROP COLUMN "tutor_email";--> statement-breakpoint
ALTER TABLE "conventions"."staff" DROP COLUMN "name";--> statement-breakpoint
ALTER TABLE "conventions"."staff" DROP COLUMN "email";--> statement-breakpoint
ALTER TABLE "conventions"."staff" DROP COLUMN "phone";--> statement-breakpoint
ALTER TABLE "conventions"."students" DROP COLUMN "first_name";--> statement-breakpoint
ALTER TABLE "conventions"."students" DROP COLUMN "last_name";--> statement-breakpoint
ALTER TABLE "conventions"."students" DROP COLUMN "birth_date";
