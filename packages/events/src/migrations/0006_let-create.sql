-- Who creates something keeps the keys that they gave: each kind of actor that does is named here once, by the migration that
-- lets it. A person sees their own keys alone, and says once what was made under each.
CREATE FUNCTION "bus"."let_create"(subgraph text, VARIADIC kinds text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  kind text;
  who text;
  theirs constant text := 'person_id = nullif(current_setting(''stages.person'', true), '''')::uuid';
BEGIN
  FOREACH kind IN ARRAY kinds LOOP
    who := format('stages_%s_%s', subgraph, kind);
    EXECUTE format('CREATE POLICY %I ON %I.idempotency_keys FOR SELECT TO %I USING (%s)', kind || '_sees', subgraph, who, theirs);
    EXECUTE format('CREATE POLICY %I ON %I.idempotency_keys FOR INSERT TO %I WITH CHECK (%s)', kind || '_claims', subgraph, who, theirs);
    EXECUTE format('CREATE POLICY %I ON %I.idempotency_keys FOR UPDATE TO %I USING (%s AND made IS NULL) WITH CHECK (%s)', kind || '_keeps', subgraph, who, theirs, theirs);
    EXECUTE format('GRANT INSERT, UPDATE (made) ON %I.idempotency_keys TO %I', subgraph, who);
  END LOOP;
END $$;
