CREATE TABLE "offers"."bus_cursor" (
	"consumer" text PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "offers"."campaigns" (
	"id" varchar(8) PRIMARY KEY NOT NULL,
	"campaign" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "offers"."commune_coordinates" (
	"commune_code" varchar(5) PRIMARY KEY NOT NULL,
	"latitude" double precision NOT NULL,
	"longitude" double precision NOT NULL,
	"points" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "offers"."host_managers" (
	"host_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	CONSTRAINT "host_managers_host_id_person_id_pk" PRIMARY KEY("host_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "offers"."hosts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"siret" varchar(14),
	"legal_name" text NOT NULL,
	"kind" text NOT NULL,
	"sector" varchar(1) NOT NULL,
	"address_line" text NOT NULL,
	"postcode" varchar(5),
	"commune_code" varchar(5),
	"commune_name" text NOT NULL,
	"latitude" double precision,
	"longitude" double precision,
	"country" varchar(2) NOT NULL,
	"academy" varchar(2),
	"classes" smallint,
	CONSTRAINT "one_host_per_siret" UNIQUE("siret")
);
--> statement-breakpoint
CREATE TABLE "offers"."inbox" (
	"event_id" uuid PRIMARY KEY NOT NULL,
	"handled_at" timestamp (6) with time zone NOT NULL,
	"failure" text
);
--> statement-breakpoint
CREATE TABLE "offers"."offers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"host_id" uuid NOT NULL,
	"campaign_id" varchar(8) NOT NULL,
	"academy" varchar(2),
	"status" text NOT NULL,
	"title" text NOT NULL,
	"description" text NOT NULL,
	"activities" text NOT NULL,
	"sector" varchar(1) NOT NULL,
	"period" text NOT NULL,
	"mode" text NOT NULL,
	"seats" integer NOT NULL,
	"address_line" text NOT NULL,
	"postcode" varchar(5),
	"commune_code" varchar(5),
	"commune_name" text NOT NULL,
	"latitude" double precision NOT NULL,
	"longitude" double precision NOT NULL,
	"accessible" boolean NOT NULL,
	"practical_conditions" text,
	"tutor" jsonb NOT NULL,
	"reserved_school_uais" varchar(8)[] NOT NULL,
	"published_at" timestamp (6) with time zone,
	"words" "tsvector" GENERATED ALWAYS AS (to_tsvector('offers.french', title || ' ' || description || ' ' || activities)) STORED NOT NULL
);
--> statement-breakpoint
CREATE TABLE "offers"."outbox" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "offers"."outbox_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"event_id" uuid NOT NULL,
	"type" text NOT NULL,
	"version" integer NOT NULL,
	"key" text NOT NULL,
	"payload" jsonb NOT NULL,
	"occurred_at" timestamp (6) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "host_managers_person_id_index" ON "offers"."host_managers" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "offers_host_id_id_index" ON "offers"."offers" USING btree ("host_id","id");--> statement-breakpoint
CREATE INDEX "offers_published_around" ON "offers"."offers" USING gist (ll_to_earth(latitude, longitude)) WHERE status = 'PUBLISHED';--> statement-breakpoint
CREATE INDEX "offers_published_words" ON "offers"."offers" USING gin ("words") WHERE status = 'PUBLISHED';