CREATE TABLE "offers"."campaign_changes" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"campaign_id" varchar(8) NOT NULL,
	"changed_at" timestamp (6) with time zone NOT NULL,
	"by_role" text NOT NULL,
	"by_person_id" uuid,
	"changes" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "offers"."intentions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"host_id" uuid NOT NULL,
	"campaign_id" varchar(8) NOT NULL,
	"both_weeks" integer NOT NULL,
	"week1" integer NOT NULL,
	"week2" integer NOT NULL,
	"declared_at" timestamp (6) with time zone NOT NULL,
	"changed_at" timestamp (6) with time zone,
	"withdrawn_at" timestamp (6) with time zone
);
--> statement-breakpoint
ALTER TABLE "offers"."offers" ADD COLUMN "seats_taken" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "campaign_changes_campaign_id_changed_at_index" ON "offers"."campaign_changes" USING btree ("campaign_id","changed_at");--> statement-breakpoint
CREATE UNIQUE INDEX "one_intention_per_host_and_campaign" ON "offers"."intentions" USING btree ("host_id","campaign_id") WHERE "offers"."intentions"."withdrawn_at" is null;--> statement-breakpoint
CREATE INDEX "intentions_campaign_id_host_id_index" ON "offers"."intentions" USING btree ("campaign_id","host_id");