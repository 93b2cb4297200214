-- A text that was signed is not made into a file afterwards: tables that hold some refuse this, and nothing is lost.
ALTER TABLE "conventions"."documents" ADD COLUMN "must_be_empty" boolean NOT NULL;--> statement-breakpoint
ALTER TABLE "conventions"."documents" DROP COLUMN "must_be_empty";
--> statement-breakpoint
ALTER TABLE "conventions"."signatures" ADD COLUMN "must_be_empty" boolean NOT NULL;--> statement-breakpoint
ALTER TABLE "conventions"."signatures" DROP COLUMN "must_be_empty";
--> statement-breakpoint
DROP TRIGGER "conventions_freeze" ON "conventions"."conventions";
