-- A record of reads only grows: the later parts of one request add to what it was shown, and nothing else ever changes.
CREATE FUNCTION "people"."refuse_change_of_access_record"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'access_records is append-only' USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER "access_records_only_grow" BEFORE UPDATE ON "people"."access_records"
  FOR EACH ROW
  WHEN (
    (NEW.id, NEW.request_id, NEW.student_id, NEW.reader_id, NEW.reader_role, NEW.school_uai, NEW.academy, NEW.at)
      IS DISTINCT FROM
    (OLD.id, OLD.request_id, OLD.student_id, OLD.reader_id, OLD.reader_role, OLD.school_uai, OLD.academy, OLD.at)
    OR NOT NEW.coordinates @> OLD.coordinates
    OR NOT NEW.categories @> OLD.categories
  )
  EXECUTE FUNCTION "people"."refuse_change_of_access_record"();
--> statement-breakpoint
CREATE TRIGGER "access_records_stay" BEFORE DELETE OR TRUNCATE ON "people"."access_records"
  FOR EACH STATEMENT EXECUTE FUNCTION "people"."refuse_change_of_access_record"();
--> statement-breakpoint
SELECT "bus"."wall"('people', 'access_records');
--> statement-breakpoint
CREATE POLICY head ON people.access_records FOR SELECT TO stages_people_school_head
  USING (school_uai = ANY (nullif(current_setting('stages.schools', true), '')::varchar[]));
--> statement-breakpoint
-- Whoever read of one's students is known to one by name, the State's staff included.
CREATE POLICY readers ON people.persons FOR SELECT TO stages_people_school_head
  USING (EXISTS (SELECT FROM people.access_records a WHERE a.reader_id = persons.id));
