ALTER TABLE "conventions"."offers" ADD COLUMN "campaign_id" varchar(8);--> statement-breakpoint
UPDATE "conventions"."offers" SET "campaign_id" = "offer" ->> 'campaignId';--> statement-breakpoint
ALTER TABLE "conventions"."offers" ALTER COLUMN "campaign_id" SET NOT NULL;
