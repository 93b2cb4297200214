-- SQL cannot seal what stands in clear: a table that holds some refuses this, and nothing is lost.
ALTER TABLE "candidatures"."outbox" DROP COLUMN "payload";--> statement-breakpoint
ALTER TABLE "candidatures"."outbox" ADD COLUMN "payload" "bytea" NOT NULL;--> statement-breakpoint
ALTER TABLE "candidatures"."outbox" ADD COLUMN "about" uuid;--> statement-breakpoint
CREATE INDEX "outbox_about" ON "candidatures"."outbox" USING btree ("about");