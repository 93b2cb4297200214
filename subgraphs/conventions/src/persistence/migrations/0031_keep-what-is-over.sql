-- What was signed, or given up, is over with all that is said of it, its dates too. Only the key that seals it changes.
CREATE TRIGGER "amendments_are_over" BEFORE UPDATE ON "conventions"."amendments"
  FOR EACH ROW WHEN (OLD.status IN ('SIGNED', 'ABANDONED'))
  EXECUTE FUNCTION "conventions"."refuse_change_but_resealing"('changes', 'reason');
--> statement-breakpoint
CREATE TRIGGER "attestations_are_over" BEFORE UPDATE ON "conventions"."attestations"
  FOR EACH ROW WHEN (OLD.status = 'SIGNED')
  EXECUTE FUNCTION "conventions"."refuse_change_but_resealing"('days');
