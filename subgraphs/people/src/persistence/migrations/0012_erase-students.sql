CREATE TABLE "people"."conventions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"student_id" uuid NOT NULL,
	"school_uai" varchar(8) NOT NULL,
	"status" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "people"."erased_students" (
	"student_id" uuid PRIMARY KEY NOT NULL,
	"erased_at" timestamp (6) with time zone NOT NULL,
	"erased_by" uuid NOT NULL,
	"reason" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE INDEX "conventions_student_id_index" ON "people"."conventions" USING btree ("student_id");--> statement-breakpoint
CREATE INDEX "erased_students_erased_at_index" ON "people"."erased_students" USING btree ("erased_at");