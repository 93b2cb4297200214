-- What staff were shown, told to the record of reads alone and about many students at once: forgotten as soon as it is written there.
CREATE FUNCTION "bus"."forget_heard"("heard" uuid) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DELETE FROM bus.events WHERE event_id = heard AND type = 'StudentsRead'
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION "bus"."forget_heard"(uuid) FROM PUBLIC;
