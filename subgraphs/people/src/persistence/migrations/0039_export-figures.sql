CREATE TABLE "people"."figure_exports" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"role" text NOT NULL,
	"figure" text NOT NULL,
	"campaign_id" varchar(8) NOT NULL,
	"variables" jsonb NOT NULL,
	"asked_at" timestamp (6) with time zone NOT NULL,
	"expires_at" timestamp (6) with time zone NOT NULL,
	"uses_left" smallint NOT NULL
);
--> statement-breakpoint
CREATE INDEX "figure_exports_expires_at_index" ON "people"."figure_exports" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "figure_exports_person_id_index" ON "people"."figure_exports" USING btree ("person_id");