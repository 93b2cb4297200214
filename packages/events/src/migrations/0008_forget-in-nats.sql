-- What NATS holds cannot be deleted in a transaction: that it must be is written in it, and done after. Only where NATS is used.
CREATE OR REPLACE FUNCTION "bus"."forget"("erased" uuid[]) RETURNS bigint LANGUAGE sql SECURITY DEFINER
BEGIN ATOMIC
  INSERT INTO bus.to_forget (about) SELECT unnest(erased) WHERE EXISTS (SELECT FROM bus.stream);
  WITH gone AS (DELETE FROM bus.events WHERE about = ANY (erased) RETURNING 1)
  SELECT count(*) FROM gone;
END;
--> statement-breakpoint
-- The log in NATS does not say to PostgreSQL of which type an event is: its only caller is the record of reads, after one of these.
CREATE OR REPLACE FUNCTION "bus"."forget_heard"("heard" uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
BEGIN ATOMIC
  INSERT INTO bus.to_forget (event_id) SELECT heard WHERE EXISTS (SELECT FROM bus.stream);
  DELETE FROM bus.events WHERE event_id = heard AND type = 'StudentsRead';
END;
