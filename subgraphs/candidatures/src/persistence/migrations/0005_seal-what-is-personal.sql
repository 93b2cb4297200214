-- SQL cannot seal what stands in clear: a table that holds some refuses this, and nothing is lost.
ALTER TABLE "candidatures"."candidatures" DROP COLUMN "motivation";--> statement-breakpoint
ALTER TABLE "candidatures"."candidatures" ADD COLUMN "motivation" "bytea" NOT NULL;--> statement-breakpoint
ALTER TABLE "candidatures"."candidatures" DROP COLUMN "distance_km";--> statement-breakpoint
ALTER TABLE "candidatures"."candidatures" ADD COLUMN "distance_km" "bytea" NOT NULL;--> statement-breakpoint
ALTER TABLE "candidatures"."history" DROP COLUMN "reason";--> statement-breakpoint
ALTER TABLE "candidatures"."history" ADD COLUMN "reason" "bytea";--> statement-breakpoint
ALTER TABLE "candidatures"."students" ADD COLUMN "home" "bytea" NOT NULL;--> statement-breakpoint
ALTER TABLE "candidatures"."students" DROP COLUMN "latitude";--> statement-breakpoint
ALTER TABLE "candidatures"."students" DROP COLUMN "longitude";
