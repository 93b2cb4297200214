CREATE TABLE "people"."access_records" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "people"."access_records_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"request_id" text NOT NULL,
	"student_id" uuid NOT NULL,
	"reader_id" uuid NOT NULL,
	"reader_role" text NOT NULL,
	"school_uai" varchar(8),
	"academy" varchar(2),
	"at" timestamp (6) with time zone NOT NULL,
	"coordinates" text[] NOT NULL,
	"categories" text[] NOT NULL,
	CONSTRAINT "one_record_per_request" UNIQUE("request_id","student_id")
);
--> statement-breakpoint
CREATE INDEX "access_records_school_uai_at_id_index" ON "people"."access_records" USING btree ("school_uai","at","id");--> statement-breakpoint
CREATE INDEX "access_records_student_id_at_id_index" ON "people"."access_records" USING btree ("student_id","at","id");--> statement-breakpoint
CREATE INDEX "access_records_reader_id_school_uai_index" ON "people"."access_records" USING btree ("reader_id","school_uai");