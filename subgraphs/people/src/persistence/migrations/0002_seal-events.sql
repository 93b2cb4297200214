-- SQL cannot seal what stands in clear: a table that holds some refuses this, and nothing is lost.
ALTER TABLE "people"."outbox" DROP COLUMN "payload";--> statement-breakpoint
ALTER TABLE "people"."outbox" ADD COLUMN "payload" "bytea" NOT NULL;--> statement-breakpoint
ALTER TABLE "people"."outbox" ADD COLUMN "about" uuid;--> statement-breakpoint
CREATE INDEX "outbox_about" ON "people"."outbox" USING btree ("about");