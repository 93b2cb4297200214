CREATE TABLE "people"."shared_readings" (
	"request_id" text NOT NULL,
	"reader_id" uuid NOT NULL,
	"noted_at" timestamp (6) with time zone NOT NULL,
	CONSTRAINT "shared_readings_request_id_reader_id_pk" PRIMARY KEY("request_id","reader_id")
);
--> statement-breakpoint
ALTER TABLE "people"."access_records" DROP CONSTRAINT "one_record_per_request";--> statement-breakpoint
CREATE INDEX "shared_readings_noted_at_index" ON "people"."shared_readings" USING btree ("noted_at");--> statement-breakpoint
ALTER TABLE "people"."access_records" ADD CONSTRAINT "one_record_per_reader" UNIQUE("request_id","student_id","reader_id");