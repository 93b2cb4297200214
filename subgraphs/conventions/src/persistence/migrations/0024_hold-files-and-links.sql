CREATE TABLE "conventions"."download_links" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"convention_id" uuid NOT NULL,
	"document_id" uuid,
	"file_id" uuid,
	"version" text NOT NULL,
	"person_id" uuid NOT NULL,
	"actor" "bytea",
	"uses_left" smallint NOT NULL,
	"expires_at" timestamp (6) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "conventions"."files" (
	"id" uuid PRIMARY KEY NOT NULL,
	"convention_id" uuid NOT NULL,
	"campaign_id" varchar(8) NOT NULL,
	"purpose" text NOT NULL,
	"type" text NOT NULL,
	"content" "bytea" NOT NULL,
	"bytes" integer NOT NULL,
	"sha256" text NOT NULL,
	"uploaded_by" uuid NOT NULL,
	"uploaded_at" timestamp (6) with time zone NOT NULL,
	"used_at" timestamp (6) with time zone
);
--> statement-breakpoint
CREATE TABLE "conventions"."insurances" (
	"student_id" uuid NOT NULL,
	"campaign_id" varchar(8) NOT NULL,
	"state" text NOT NULL,
	"file_id" uuid NOT NULL,
	"submitted_at" timestamp (6) with time zone NOT NULL,
	"submitted_by" uuid NOT NULL,
	"decided_at" timestamp (6) with time zone,
	"decided_by" uuid,
	"reason" "bytea",
	CONSTRAINT "insurances_student_id_campaign_id_pk" PRIMARY KEY("student_id","campaign_id")
);
--> statement-breakpoint
CREATE TABLE "conventions"."paper_copies" (
	"convention_id" uuid PRIMARY KEY NOT NULL,
	"file_id" uuid NOT NULL,
	"scan_sha256" text NOT NULL,
	"signed_on" date NOT NULL,
	"recorded_at" timestamp (6) with time zone NOT NULL,
	"recorded_by" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "conventions"."upload_links" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"convention_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"person_id" uuid NOT NULL,
	"bytes" integer NOT NULL,
	"sha256" text,
	"expires_at" timestamp (6) with time zone NOT NULL,
	"used_at" timestamp (6) with time zone
);
--> statement-breakpoint
CREATE INDEX "download_links_convention_id_index" ON "conventions"."download_links" USING btree ("convention_id");--> statement-breakpoint
CREATE INDEX "files_convention_id_index" ON "conventions"."files" USING btree ("convention_id");--> statement-breakpoint
CREATE INDEX "insurances_file_id_index" ON "conventions"."insurances" USING btree ("file_id");--> statement-breakpoint
CREATE INDEX "upload_links_convention_id_index" ON "conventions"."upload_links" USING btree ("convention_id");