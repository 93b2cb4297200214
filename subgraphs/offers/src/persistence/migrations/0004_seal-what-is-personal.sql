-- SQL cannot seal what stands in clear: a table that holds some refuses this, and nothing is lost.
ALTER TABLE "offers"."offers" DROP COLUMN "tutor";--> statement-breakpoint
ALTER TABLE "offers"."offers" ADD COLUMN "tutor" "bytea" NOT NULL;
