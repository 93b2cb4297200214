-- What staff were shown, told to the record of reads alone and about many students at once: forgotten as soon as it is written there.
CREATE FUNCTION "bus"."forget_heard"("heard" uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
BEGIN ATOMIC
  DELETE FROM bus.events WHERE event_id = heard AND type = 'StudentsRead';
END;
--> statement-breakpoint
REVOKE ALL ON FUNCTION "bus"."forget_heard"(uuid) FROM PUBLIC;
