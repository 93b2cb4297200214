CREATE TABLE "people"."awaited_answers" (
	"person_id" uuid NOT NULL,
	"candidature_id" uuid NOT NULL,
	"host_id" uuid NOT NULL,
	"student_id" uuid NOT NULL,
	"offer_title" text NOT NULL,
	"last_day_to_answer" date NOT NULL,
	CONSTRAINT "awaited_answers_person_id_candidature_id_pk" PRIMARY KEY("person_id","candidature_id")
);
--> statement-breakpoint
ALTER TABLE "people"."outgoing_mails" ADD COLUMN "digest_on" date;--> statement-breakpoint
CREATE INDEX "awaited_answers_candidature_id_index" ON "people"."awaited_answers" USING btree ("candidature_id");--> statement-breakpoint
CREATE INDEX "awaited_answers_student_id_index" ON "people"."awaited_answers" USING btree ("student_id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_digest_a_day" ON "people"."outgoing_mails" USING btree ("recipient_id","digest_on");