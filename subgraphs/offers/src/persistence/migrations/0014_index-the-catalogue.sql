CREATE EXTENSION IF NOT EXISTS "pg_trgm" WITH SCHEMA "public";
--> statement-breakpoint
-- Everything that a search is narrowed by stands in the indexes themselves: thousands of offers are looked at without
-- reading their rows. Partial, with constants: what is not in the catalogue is not walked through, and what is reserved
-- to schools, which is rare, is looked for apart.
CREATE INDEX "offers_open_around" ON "offers"."offers" USING gist ("point")
  INCLUDE ("id", "latitude", "longitude", "campaign_id", "period", "sector", "host_kind", "mode", "department", "accessible", "seats_left")
  WHERE status = 'PUBLISHED' AND reserved_school_uais = '{}';
--> statement-breakpoint
CREATE INDEX "offers_open_in_cell" ON "offers"."offers" USING btree ("cell")
  INCLUDE ("id", "point", "latitude", "longitude", "campaign_id", "period", "sector", "host_kind", "mode", "department", "accessible", "seats_left", "published_at")
  WHERE status = 'PUBLISHED' AND reserved_school_uais = '{}';
--> statement-breakpoint
CREATE INDEX "offers_reserved_around" ON "offers"."offers" USING gist ("point") WHERE status = 'PUBLISHED' AND reserved_school_uais <> '{}';
--> statement-breakpoint
CREATE INDEX "offers_reserved_to" ON "offers"."offers" USING gin ("reserved_school_uais") WHERE status = 'PUBLISHED' AND reserved_school_uais <> '{}';
--> statement-breakpoint
CREATE INDEX "offers_published_words" ON "offers"."offers" USING gin ("words") WHERE status = 'PUBLISHED';
--> statement-breakpoint
CREATE INDEX "vocabulary_begins" ON "offers"."vocabulary" USING btree ("key" text_pattern_ops) INCLUDE ("word", "uses");
--> statement-breakpoint
CREATE INDEX "vocabulary_resembles" ON "offers"."vocabulary" USING gist ("key" public.gist_trgm_ops);
--> statement-breakpoint
CREATE INDEX "vocabulary_stem" ON "offers"."vocabulary" USING btree ("stem");
--> statement-breakpoint
-- The kind is the host's: it comes with the offer, and follows.
CREATE FUNCTION "offers"."take_host_kind"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.host_kind := (SELECT kind FROM offers.hosts WHERE id = NEW.host_id);
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER "takes_host_kind" BEFORE INSERT OR UPDATE OF host_id ON "offers"."offers" FOR EACH ROW EXECUTE FUNCTION "offers"."take_host_kind"();
--> statement-breakpoint
CREATE FUNCTION "offers"."give_host_kind"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE offers.offers SET host_kind = NEW.kind WHERE host_id = NEW.id AND host_kind IS DISTINCT FROM NEW.kind;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "gives_host_kind" AFTER UPDATE OF kind ON "offers"."hosts" FOR EACH ROW EXECUTE FUNCTION "offers"."give_host_kind"();
--> statement-breakpoint
GRANT UPDATE (host_kind) ON offers.offers TO stages_offers_host_manager;
--> statement-breakpoint
-- As the platform: the walls stop the login that migrates.
SET LOCAL ROLE "stages_offers_platform";
--> statement-breakpoint
UPDATE "offers"."offers" o SET host_kind = h.kind FROM "offers"."hosts" h WHERE h.id = o.host_id;
--> statement-breakpoint
INSERT INTO "offers"."vocabulary" (key, word, uses)
  SELECT public.unaccent(word), mode() WITHIN GROUP (ORDER BY word), count(DISTINCT o.id)
  FROM "offers"."offers" o, regexp_split_to_table(lower(o.title || ' ' || o.description || ' ' || o.activities), '[^[:alpha:]]+') AS word
  WHERE o.published_at IS NOT NULL AND length(word) > 2 AND ts_lexize('offers.french_stop', word) IS NULL
  GROUP BY 1;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
SELECT "bus"."let_read"('offers', 'vocabulary');
--> statement-breakpoint
SELECT "bus"."wall"('offers', 'favourites');
--> statement-breakpoint
-- What a student puts aside is seen by the student and the family, and the student's alone to change.
CREATE POLICY family ON offers.favourites FOR SELECT TO stages_offers_student, stages_offers_legal_representative
  USING (student_id = ANY (nullif(current_setting('stages.students', true), '')::uuid[]));
--> statement-breakpoint
CREATE POLICY adds ON offers.favourites FOR INSERT TO stages_offers_student
  WITH CHECK (student_id = ANY (nullif(current_setting('stages.students', true), '')::uuid[]));
--> statement-breakpoint
CREATE POLICY removes ON offers.favourites FOR DELETE TO stages_offers_student
  USING (student_id = ANY (nullif(current_setting('stages.students', true), '')::uuid[]));
--> statement-breakpoint
GRANT INSERT, DELETE ON offers.favourites TO stages_offers_student;
