-- SQL cannot seal what stands in clear: a table that holds some refuses this, and nothing is lost.
-- What let a tutor through by a clear address does so by its index.
DROP POLICY "tutor" ON "people"."student_tutors";--> statement-breakpoint
DROP INDEX "people"."invitations_email_index";--> statement-breakpoint
DROP INDEX "people"."persons_by_address";--> statement-breakpoint
DROP INDEX "people"."students_by_located_commune";--> statement-breakpoint
ALTER TABLE "people"."invitations" DROP CONSTRAINT "invitations_school_uai_email_function_pk";--> statement-breakpoint
ALTER TABLE "people"."student_tutors" DROP CONSTRAINT "student_tutors_student_id_tutor_email_pk";--> statement-breakpoint
ALTER TABLE "people"."invitations" DROP COLUMN "email";--> statement-breakpoint
ALTER TABLE "people"."persons" DROP COLUMN "first_name";--> statement-breakpoint
ALTER TABLE "people"."persons" DROP COLUMN "last_name";--> statement-breakpoint
ALTER TABLE "people"."persons" DROP COLUMN "email";--> statement-breakpoint
ALTER TABLE "people"."persons" DROP COLUMN "phone";--> statement-breakpoint
ALTER TABLE "people"."student_tutors" DROP COLUMN "tutor_email";--> statement-breakpoint
ALTER TABLE "people"."students" DROP COLUMN "birth_date";--> statement-breakpoint
ALTER TABLE "people"."students" DROP COLUMN "home";--> statement-breakpoint
ALTER TABLE "people"."corrected_emails" DROP COLUMN "former";--> statement-breakpoint
ALTER TABLE "people"."corrected_emails" DROP COLUMN "corrected";--> statement-breakpoint
ALTER TABLE "people"."invitations" ADD COLUMN "email_index" varchar(64) NOT NULL;--> statement-breakpoint
ALTER TABLE "people"."persons" ADD COLUMN "identity" "bytea" NOT NULL;--> statement-breakpoint
ALTER TABLE "people"."persons" ADD COLUMN "email_index" varchar(64);--> statement-breakpoint
ALTER TABLE "people"."student_tutors" ADD COLUMN "tutor" varchar(64) NOT NULL;--> statement-breakpoint
ALTER TABLE "people"."students" ADD COLUMN "private" "bytea" NOT NULL;--> statement-breakpoint
ALTER TABLE "people"."students" ADD COLUMN "home_commune_code" varchar(5);--> statement-breakpoint
ALTER TABLE "people"."corrected_emails" ADD COLUMN "former" "bytea" NOT NULL;--> statement-breakpoint
ALTER TABLE "people"."corrected_emails" ADD COLUMN "corrected" "bytea" NOT NULL;--> statement-breakpoint
ALTER TABLE "people"."invitations" ADD CONSTRAINT "invitations_school_uai_email_index_function_pk" PRIMARY KEY("school_uai","email_index","function");--> statement-breakpoint
ALTER TABLE "people"."student_tutors" ADD CONSTRAINT "student_tutors_student_id_tutor_pk" PRIMARY KEY("student_id","tutor");--> statement-breakpoint
CREATE INDEX "invitations_email_index_index" ON "people"."invitations" USING btree ("email_index");--> statement-breakpoint
CREATE INDEX "persons_by_address" ON "people"."persons" USING btree ("email_index");--> statement-breakpoint
CREATE INDEX "students_by_located_commune" ON "people"."students" USING btree ("home_commune_code","id") WHERE "people"."students"."home_commune_code" is not null;--> statement-breakpoint
CREATE INDEX "student_tutors_tutor_index" ON "people"."student_tutors" USING btree ("tutor");--> statement-breakpoint
CREATE POLICY "tutor" ON "people"."student_tutors" FOR SELECT TO stages_people_tutor
  USING (tutor = nullif(current_setting('stages.email', true), ''));--> statement-breakpoint
GRANT UPDATE (identity, email_index) ON "people"."persons" TO stages_people_school_head, stages_people_referent_teacher, stages_people_education_adviser;
