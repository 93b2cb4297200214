-- SQL cannot seal what stands in clear: a table that holds some refuses this, and nothing is lost.
ALTER TABLE "bus"."events" DROP COLUMN "payload";--> statement-breakpoint
ALTER TABLE "bus"."events" ADD COLUMN "payload" "bytea" NOT NULL;--> statement-breakpoint
ALTER TABLE "bus"."events" ADD COLUMN "about" uuid;--> statement-breakpoint
CREATE INDEX "events_about" ON "bus"."events" USING btree ("about");