-- What every subgraph's migrations raise their second wall with, once for all of them: the roles by which each kind of actor
-- reads and writes, and what must be said of each table. It is in the schema that every subgraph's database has.

-- One role a kind of actor. Roles belong to the whole server: another database of it may have made them, or be making them
-- at this instant. Whoever migrates must be able to take them: a superuser is everyone's member, any other login is made one.
CREATE FUNCTION "bus"."make_roles"(subgraph text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  kind text;
  wanted text;
BEGIN
  FOREACH kind IN ARRAY ARRAY['anonymous', 'platform', 'student', 'legal_representative', 'host_manager', 'tutor', 'school_head',
                              'referent_teacher', 'education_adviser', 'rectorat', 'ministry'] LOOP
    wanted := format('stages_%s_%s', subgraph, kind);
    BEGIN
      EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL;
    END;
    IF NOT pg_has_role(current_user, wanted, 'SET') THEN
      EXECUTE format('GRANT %I TO %I WITH INHERIT FALSE, SET TRUE', wanted, current_user);
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', subgraph, wanted);
  END LOOP;
  wanted := format('stages_%s_platform', subgraph);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO %I', subgraph, wanted);
  -- A table that comes later is the platform's; its own migration says to whom else it is open.
  EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I', subgraph, wanted);
END $$;
--> statement-breakpoint
-- Behind the wall: everyone may ask, a policy of one's role lets rows through, without one there are none.
CREATE FUNCTION "bus"."wall"(subgraph text, VARIADIC tables text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY tables LOOP
    EXECUTE format('ALTER TABLE %I.%I ENABLE ROW LEVEL SECURITY', subgraph, name);
    EXECUTE format('ALTER TABLE %I.%I FORCE ROW LEVEL SECURITY', subgraph, name);
    EXECUTE format('CREATE POLICY platform ON %I.%I TO %I USING (true)', subgraph, name, format('stages_%s_platform', subgraph));
  END LOOP;
  PERFORM "bus"."let_read"(subgraph, VARIADIC tables);
END $$;
--> statement-breakpoint
-- Every kind of actor may ask these tables: public ones, or walled ones.
CREATE FUNCTION "bus"."let_read"(subgraph text, VARIADIC tables text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  kind text;
  name text;
BEGIN
  FOREACH name IN ARRAY tables LOOP
    FOREACH kind IN ARRAY ARRAY['anonymous', 'student', 'legal_representative', 'host_manager', 'tutor', 'school_head',
                                'referent_teacher', 'education_adviser', 'rectorat', 'ministry'] LOOP
      EXECUTE format('GRANT SELECT ON %I.%I TO %I', subgraph, name, format('stages_%s_%s', subgraph, kind));
    END LOOP;
  END LOOP;
END $$;
--> statement-breakpoint
-- A SECURITY DEFINER function that answers, from rows that its caller may not see, what its caller may know: a count, a
-- yes or no. It runs as the platform's role and not as the login that migrates, whom the walls stop as well. Its body is
-- BEGIN ATOMIC: its names are those it was made with, whatever path its caller searches.
CREATE FUNCTION "bus"."answer_as_platform"(subgraph text, answering regprocedure) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  platform constant text := format('stages_%s_platform', subgraph);
  kind text;
BEGIN
  EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', answering);
  FOREACH kind IN ARRAY ARRAY['anonymous', 'student', 'legal_representative', 'host_manager', 'tutor', 'school_head',
                              'referent_teacher', 'education_adviser', 'rectorat', 'ministry'] LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', answering, format('stages_%s_%s', subgraph, kind));
  END LOOP;
  -- To be given a function, a role must be able to make one there.
  EXECUTE format('GRANT CREATE ON SCHEMA %I TO %I', subgraph, platform);
  EXECUTE format('ALTER FUNCTION %s OWNER TO %I', answering, platform);
  EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM %I', subgraph, platform);
END $$;
