CREATE INDEX "legal_representatives_person_id_index" ON "people"."legal_representatives" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "student_hosts_host_id_index" ON "people"."student_hosts" USING btree ("host_id");--> statement-breakpoint
CREATE INDEX "student_tutors_tutor_email_index" ON "people"."student_tutors" USING btree ("tutor_email");