import { expect, it } from "vitest";
import { tablesChangedBy } from "./migration-locks.ts";
import { risksOf } from "./migration-risks.ts";

it.each([
  ['CREATE INDEX "late" ON "toy"."things" USING btree ("at")', ["INDEX"]],
  ['CREATE UNIQUE INDEX "late" ON "toy"."things" ("at")', ["INDEX"]],
  ['ALTER TABLE "toy"."things" ALTER COLUMN "at" SET DATA TYPE bigint', ["REWRITE"]],
  ['ALTER TABLE "toy"."things" ALTER COLUMN "at" SET NOT NULL', ["SCAN"]],
  ['ALTER TABLE "toy"."things" ADD CONSTRAINT "positive" CHECK ("at" > 0)', ["SCAN"]],
  ['ALTER TABLE "toy"."things" ADD CONSTRAINT "one" UNIQUE("at")', ["SCAN"]],
  ['ALTER TABLE "toy"."things" ADD COLUMN "token" uuid DEFAULT gen_random_uuid() NOT NULL', ["REWRITE"]],
  ['ALTER TABLE "toy"."things" ADD COLUMN "left" integer GENERATED ALWAYS AS ("seats" - "taken") STORED', ["REWRITE"]],
  ['ALTER TABLE "toy"."things" ADD COLUMN "name" text NOT NULL', ["FILL"]],
  ['UPDATE "toy"."things" SET "name" = \'\'', ["ROWS"]],
  ['ALTER TABLE "toy"."things" DROP COLUMN "name"', ["CONTRACT"]],
  ['ALTER TABLE "toy"."things" RENAME COLUMN "name" TO "title"', ["CONTRACT"]],
  ['DROP TABLE "toy"."things"', ["CONTRACT"]],
])("is seen: %s", (statement, risks) => expect(risksOf(statement)).toEqual(risks));

it.each([
  '-- no transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS "late" ON "toy"."things" USING btree ("at")',
  'CREATE TABLE "toy"."things" ("at" integer NOT NULL);\nCREATE INDEX "late" ON "toy"."things" ("at")',
  'ALTER TABLE "toy"."things" ADD COLUMN "name" text',
  'ALTER TABLE "toy"."things" ADD COLUMN "name" text DEFAULT \'\' NOT NULL',
  'ALTER TABLE "toy"."things" ADD COLUMN "since" timestamp with time zone DEFAULT now() NOT NULL',
  'ALTER TABLE "toy"."things" ADD CONSTRAINT "named" CHECK ("name" IS NOT NULL) NOT VALID',
  'ALTER TABLE "toy"."things" VALIDATE CONSTRAINT "named"',
  "CREATE FUNCTION \"toy\".\"f\"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE toy.things SET a = 1; RETURN NULL; END $$",
])("does no harm: %s", (statement) => expect(risksOf(statement)).toEqual([]));

it("locks what a migration changes, once, in its order, walls included", () => {
  const migration = `
    -- ALTER TABLE "toy"."spoken_of" of it
    CREATE POLICY own ON "toy"."things" FOR SELECT USING (true);
    SELECT "bus"."wall"('toy', 'boxes', 'things');
    CREATE TRIGGER freeze BEFORE UPDATE ON "toy"."lids" FOR EACH ROW EXECUTE FUNCTION toy.f();
    ALTER TABLE "toy"."boxes" ADD COLUMN "name" text;
    CREATE INDEX "late" ON "toy"."rows" ("at")`;
  expect(tablesChangedBy(migration)).toEqual(['"toy"."things"', '"toy"."boxes"', '"toy"."lids"', '"toy"."rows"']);
});
