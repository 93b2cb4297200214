CREATE TABLE "offers"."favourites" (
	"student_id" uuid NOT NULL,
	"offer_id" uuid NOT NULL,
	"added_at" timestamp (6) with time zone NOT NULL,
	CONSTRAINT "favourites_student_id_offer_id_pk" PRIMARY KEY("student_id","offer_id")
);
--> statement-breakpoint
CREATE TABLE "offers"."vocabulary" (
	"key" text PRIMARY KEY NOT NULL,
	"word" text NOT NULL,
	"stem" text GENERATED ALWAYS AS ((ts_lexize('pg_catalog.french_stem', key))[1]) STORED,
	"uses" integer NOT NULL
);
--> statement-breakpoint
DROP INDEX "offers"."offers_published_around";--> statement-breakpoint
DROP INDEX "offers"."offers_published_words";--> statement-breakpoint
ALTER TABLE "offers"."offers" drop column "words";--> statement-breakpoint
ALTER TABLE "offers"."offers" ADD COLUMN "words" "tsvector" GENERATED ALWAYS AS (to_tsvector('offers.french', title || ' ' || description || ' ' || activities) || array_to_tsvector(array[coalesce('z' || (floor((latitude + 90) * 8)::integer * 2880 + floor((longitude + 180) * 8)::integer)::text, 'z')])) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "offers"."offers" ADD COLUMN "host_kind" text;--> statement-breakpoint
ALTER TABLE "offers"."offers" ADD COLUMN "seats_left" integer GENERATED ALWAYS AS (seats - seats_taken) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "offers"."offers" ADD COLUMN "point" "cube" GENERATED ALWAYS AS (public.ll_to_earth(latitude, longitude)) STORED;--> statement-breakpoint
ALTER TABLE "offers"."offers" ADD COLUMN "cell" integer GENERATED ALWAYS AS (floor((latitude + 90) * 20)::integer * 7200 + floor((longitude + 180) * 20)::integer) STORED;--> statement-breakpoint
CREATE INDEX "favourites_offer_id_index" ON "offers"."favourites" USING btree ("offer_id");--> statement-breakpoint
CREATE INDEX "favourites_student_id_added_at_offer_id_index" ON "offers"."favourites" USING btree ("student_id","added_at","offer_id");