ALTER TABLE "offers"."hosts" ALTER COLUMN "postcode" SET DATA TYPE varchar(12);--> statement-breakpoint
ALTER TABLE "offers"."offers" ALTER COLUMN "postcode" SET DATA TYPE varchar(12);--> statement-breakpoint
ALTER TABLE "offers"."hosts" ADD COLUMN "identity_abroad" varchar(64);--> statement-breakpoint
ALTER TABLE "offers"."offers" ADD COLUMN "country" varchar(2) DEFAULT 'FR' NOT NULL;--> statement-breakpoint
ALTER TABLE "offers"."hosts" ADD CONSTRAINT "one_host_per_identity_abroad" UNIQUE("identity_abroad");