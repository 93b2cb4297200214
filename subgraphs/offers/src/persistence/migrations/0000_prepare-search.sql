-- What the tables' indexes stand on: distances on the globe, and French read without its accents.
CREATE EXTENSION IF NOT EXISTS "cube" WITH SCHEMA "public";
--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS "earthdistance" WITH SCHEMA "public";
--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS "unaccent" WITH SCHEMA "public";
--> statement-breakpoint
-- Stop words are taken out before the accents: "à" and "été" are in the list, "a" and "ete" are not.
CREATE TEXT SEARCH DICTIONARY "offers"."french_stop" (TEMPLATE = pg_catalog.simple, STOPWORDS = french, ACCEPT = false);
--> statement-breakpoint
CREATE TEXT SEARCH CONFIGURATION "offers"."french" (COPY = pg_catalog.french);
--> statement-breakpoint
ALTER TEXT SEARCH CONFIGURATION "offers"."french" ALTER MAPPING FOR hword, hword_part, word
  WITH "offers"."french_stop", "public"."unaccent", pg_catalog.french_stem;
