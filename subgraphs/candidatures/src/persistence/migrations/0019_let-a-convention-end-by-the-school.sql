-- A school that cancels a convention ends its candidature as its own act, accepted or confirmed: domain/lifecycle.ts says the same.
CREATE OR REPLACE FUNCTION "candidatures"."is_step"("was" text, "becomes" text, "party" text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT EXISTS (
    SELECT FROM (VALUES
      (NULL, 'SUBMITTED', ARRAY['STUDENT']),
      (NULL, 'CONFIRMED', ARRAY['SCHOOL']),
      ('SUBMITTED', 'READ', ARRAY['HOST']),
      ('SUBMITTED', 'WITHDRAWN', ARRAY['STUDENT']),
      ('SUBMITTED', 'SUPERSEDED', ARRAY['STUDENT', 'SCHOOL']),
      ('SUBMITTED', 'EXPIRED', ARRAY['PLATFORM']),
      ('READ', 'ACCEPTED', ARRAY['HOST']),
      ('READ', 'REFUSED', ARRAY['HOST']),
      ('READ', 'WITHDRAWN', ARRAY['STUDENT']),
      ('READ', 'SUPERSEDED', ARRAY['STUDENT', 'SCHOOL']),
      ('READ', 'EXPIRED', ARRAY['PLATFORM']),
      ('ACCEPTED', 'CONFIRMED', ARRAY['STUDENT']),
      ('ACCEPTED', 'WITHDRAWN', ARRAY['STUDENT']),
      ('ACCEPTED', 'SUPERSEDED', ARRAY['STUDENT', 'SCHOOL']),
      ('ACCEPTED', 'CANCELLED_BY_HOST', ARRAY['HOST', 'PLATFORM']),
      ('ACCEPTED', 'CANCELLED_BY_SCHOOL', ARRAY['PLATFORM']),
      ('ACCEPTED', 'LAPSED', ARRAY['PLATFORM']),
      ('CONFIRMED', 'CANCELLED_BY_HOST', ARRAY['HOST', 'PLATFORM']),
      ('CONFIRMED', 'CANCELLED_BY_SCHOOL', ARRAY['SCHOOL', 'PLATFORM'])
    ) AS step (from_status, to_status, parties)
    WHERE from_status IS NOT DISTINCT FROM was AND to_status = becomes AND (party IS NULL OR party = ANY (parties))
  )
$$;
