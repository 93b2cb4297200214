CREATE TABLE "conventions"."host_managers" (
	"host_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"contact" "bytea" NOT NULL,
	CONSTRAINT "host_managers_host_id_person_id_pk" PRIMARY KEY("host_id","person_id")
);
--> statement-breakpoint
ALTER TABLE "conventions"."download_links" ALTER COLUMN "person_id" DROP NOT NULL;--> statement-breakpoint
CREATE INDEX "host_managers_person_id_index" ON "conventions"."host_managers" USING btree ("person_id");