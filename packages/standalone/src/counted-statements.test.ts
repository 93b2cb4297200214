import { describe, expect, it } from "vitest";
import { allowed, statementsReader } from "./counted-statements.ts";

const read = statementsReader({ relations: new Set(["offers.offers", "offers.hosts", "offers.outbox", "people.access_records"]), functions: new Set(["conventions.is_genuine", "offers.point_of"]) });
const countOf = (...texts: string[]) => read(texts.map((text) => ({ text, connection: "offers requests" })), []);
const sorted = (names: ReadonlySet<string>) => [...names].toSorted();

describe("the tables of a statement", () => {
  it.each([
    ['select "offers"."offers"."id" from "offers"."offers" left join "offers"."hosts" on "offers"."hosts"."id" = "host_id"', ["offers.hosts", "offers.offers"], []],
    ["select o.id from offers.offers o, offers.hosts h where exists (select from only offers.outbox)", ["offers.hosts", "offers.offers", "offers.outbox"], []],
    ['insert into "offers"."outbox" ("id") values ($1) on conflict do update set "id" = $1', ["offers.outbox"], ["offers.outbox"]],
    ["insert into people.access_records (id) select id from offers.hosts", ["offers.hosts", "people.access_records"], ["people.access_records"]],
    ['update "offers"."offers" set "seats" = $1', ["offers.offers"], ["offers.offers"]],
    ["delete from offers.offers using offers.hosts", ["offers.hosts", "offers.offers"], ["offers.offers"]],
    ['select "id" from "offers"."offers" where "id" = $1 for update', ["offers.offers"], ["offers.offers"]],
    ["select id from offers.offers for no key update skip locked", ["offers.offers"], ["offers.offers"]],
    ["select offers.point_of(id) from offers.offers", ["offers.offers"], []],
    ["select conventions.is_genuine($1, $2)", ["conventions.is_genuine"], []],
    ["select now()", [], []],
  ] as const)("%s", (text, tables, written) => {
    const counted = countOf(text);
    expect([sorted(counted.tables), sorted(counted.written)]).toEqual([tables, written]);
  });
});

it("counts neither transaction control, nor the taking of a standing, nor the locks of what has no row", () => {
  const { texts, around } = countOf("begin", "select set_config('role', $1, true)", "select pg_advisory_xact_lock($1)", "select 1 from offers.hosts", "commit");
  expect([texts, around]).toEqual([["select 1 from offers.hosts"], 4]);
});

it("lets a query ask each table once, and an act once more of what it writes", () => {
  const act = countOf("select id from offers.offers for update", "select id from offers.hosts", "update offers.offers set seats = 1", "insert into offers.outbox values (1)");
  expect([act.texts.length, allowed("mutation", act), allowed("query", act)]).toEqual([4, 5, 3]);
});
