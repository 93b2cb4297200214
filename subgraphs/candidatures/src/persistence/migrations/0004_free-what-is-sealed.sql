-- SQL cannot seal what stands in clear: a table that holds some refuses this, and nothing is lost. A column that may be
-- null would be dropped without a word; one that may not is refused by any row.
ALTER TABLE "candidatures"."history" ADD COLUMN "must_be_empty" boolean NOT NULL;--> statement-breakpoint
ALTER TABLE "candidatures"."history" DROP COLUMN "must_be_empty";
--> statement-breakpoint
DROP TRIGGER "candidatures_keep_their_end" ON "candidatures"."candidatures";
