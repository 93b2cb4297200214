-- SQL cannot seal what stands in clear: a table that holds some refuses this, and nothing is lost. Columns that may be
-- null would be dropped without a word; a column that may not is refused by any row, seen through the policies or not.
ALTER TABLE "conventions"."conventions" ADD COLUMN "must_be_empty" boolean NOT NULL;--> statement-breakpoint
ALTER TABLE "conventions"."conventions" DROP COLUMN "must_be_empty";
--> statement-breakpoint
ALTER TABLE "conventions"."history" ADD COLUMN "must_be_empty" boolean NOT NULL;--> statement-breakpoint
ALTER TABLE "conventions"."history" DROP COLUMN "must_be_empty";
--> statement-breakpoint
ALTER TABLE "conventions"."absence_steps" ADD COLUMN "must_be_empty" boolean NOT NULL;--> statement-breakpoint
ALTER TABLE "conventions"."absence_steps" DROP COLUMN "must_be_empty";
--> statement-breakpoint
DROP TRIGGER "conventions_freeze" ON "conventions"."conventions";
--> statement-breakpoint
DROP POLICY tutor ON "conventions"."conventions";
