CREATE INDEX "corrected_emails_student_id_index" ON "people"."corrected_emails" USING btree ("student_id");--> statement-breakpoint
CREATE INDEX "grants_student_id_index" ON "people"."grants" USING btree ("student_id");--> statement-breakpoint
CREATE INDEX "invitations_person_id_index" ON "people"."invitations" USING btree ("person_id");