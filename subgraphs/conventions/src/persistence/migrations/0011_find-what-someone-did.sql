CREATE INDEX "absence_steps_by_person_id_index" ON "conventions"."absence_steps" USING btree ("by_person_id");--> statement-breakpoint
CREATE INDEX "history_by_person_id_index" ON "conventions"."history" USING btree ("by_person_id");--> statement-breakpoint
CREATE INDEX "signatures_signer_id_index" ON "conventions"."signatures" USING btree ("signer_id");