-- How someone came to have what they have must stay known.
CREATE FUNCTION "people"."refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER "sign_ins_are_kept" BEFORE UPDATE OR DELETE OR TRUNCATE ON "people"."sign_ins"
  FOR EACH STATEMENT EXECUTE FUNCTION "people"."refuse_change"();
