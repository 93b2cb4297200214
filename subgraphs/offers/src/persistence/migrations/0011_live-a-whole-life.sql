CREATE TABLE "offers"."flags" (
	"offer_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"by_role" text NOT NULL,
	"reason" text NOT NULL,
	"text" "bytea",
	"at" timestamp (6) with time zone NOT NULL,
	"dismissed_at" timestamp (6) with time zone,
	"dismissed_by_person_id" uuid,
	CONSTRAINT "flags_offer_id_person_id_pk" PRIMARY KEY("offer_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "offers"."history" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "offers"."history_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"offer_id" uuid NOT NULL,
	"from" text,
	"to" text NOT NULL,
	"at" timestamp (6) with time zone NOT NULL,
	"by_person_id" uuid,
	"by_role" text NOT NULL,
	"why" text,
	"reason" "bytea"
);
--> statement-breakpoint
ALTER TABLE "offers"."offers" ALTER COLUMN "latitude" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "offers"."offers" ALTER COLUMN "longitude" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "offers"."offers" ADD COLUMN "department" varchar(3) GENERATED ALWAYS AS (case when left(commune_code, 3) in ('977', '978') then '971' when left(commune_code, 2) in ('97', '98') then left(commune_code, 3) else left(commune_code, 2) end) STORED;--> statement-breakpoint
CREATE INDEX "flags_person_id_index" ON "offers"."flags" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "flags_waiting" ON "offers"."flags" USING btree ("offer_id") WHERE dismissed_at is null;--> statement-breakpoint
CREATE INDEX "history_offer_id_id_index" ON "offers"."history" USING btree ("offer_id","id");--> statement-breakpoint
CREATE INDEX "history_by_person_id_index" ON "offers"."history" USING btree ("by_person_id");--> statement-breakpoint
CREATE INDEX "offers_published_periods" ON "offers"."offers" USING btree ("campaign_id","period","id") WHERE status = 'PUBLISHED';--> statement-breakpoint
CREATE INDEX "offers_hidden" ON "offers"."offers" USING btree ("id") WHERE status = 'HIDDEN';--> statement-breakpoint
ALTER TABLE "offers"."offers" ADD CONSTRAINT "located_once_published" CHECK (published_at is null or latitude is not null and longitude is not null);