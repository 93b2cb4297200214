CREATE TABLE "people"."campaigns" (
	"id" varchar(8) PRIMARY KEY NOT NULL,
	"campaign" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "people"."corrected_emails" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "people"."corrected_emails_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"person_id" uuid NOT NULL,
	"student_id" uuid NOT NULL,
	"former" text NOT NULL,
	"corrected" text NOT NULL,
	"at" timestamp (6) with time zone NOT NULL,
	"by_person_id" uuid NOT NULL,
	"by_role" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "people"."exam_duties" (
	"person_id" uuid NOT NULL,
	"day" date NOT NULL,
	CONSTRAINT "exam_duties_person_id_day_pk" PRIMARY KEY("person_id","day")
);
--> statement-breakpoint
CREATE TABLE "people"."invitations" (
	"person_id" uuid NOT NULL,
	"school_uai" varchar(8) NOT NULL,
	"function" text NOT NULL,
	"email" text NOT NULL,
	"invited_at" timestamp (6) with time zone NOT NULL,
	"invited_by" uuid NOT NULL,
	"claimed_at" timestamp (6) with time zone,
	CONSTRAINT "invitations_school_uai_email_function_pk" PRIMARY KEY("school_uai","email","function")
);
--> statement-breakpoint
CREATE TABLE "people"."national_identifiers" (
	"hmac" varchar(64) PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	CONSTRAINT "national_identifiers_personId_unique" UNIQUE("person_id")
);
--> statement-breakpoint
CREATE TABLE "people"."referent_teachers" (
	"student_id" uuid PRIMARY KEY NOT NULL,
	"teacher_id" uuid NOT NULL,
	"assigned_at" timestamp (6) with time zone NOT NULL,
	"assigned_by" uuid NOT NULL
);
--> statement-breakpoint
CREATE INDEX "corrected_emails_person_id_index" ON "people"."corrected_emails" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "invitations_email_index" ON "people"."invitations" USING btree ("email");--> statement-breakpoint
CREATE INDEX "referent_teachers_teacher_id_index" ON "people"."referent_teachers" USING btree ("teacher_id");--> statement-breakpoint
CREATE INDEX "persons_by_address" ON "people"."persons" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "students_by_located_commune" ON "people"."students" USING btree (("home"->>'communeCode')) WHERE "people"."students"."home"->'isApproximate' is null;