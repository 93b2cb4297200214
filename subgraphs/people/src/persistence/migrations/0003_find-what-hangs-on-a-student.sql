CREATE INDEX "corrected_emails_student_id_index" ON "people"."corrected_emails" USING btree ("student_id");--> statement-breakpoint
CREATE INDEX "grants_student_id_index" ON "people"."grants" USING btree ("student_id");--> statement-breakpoint
CREATE INDEX "invitations_person_id_index" ON "people"."invitations" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "legal_representatives_person_id_index" ON "people"."legal_representatives" USING btree ("person_id");