import { PERSONA_NAMES, type PersonaName } from "@stages/demonstration/personas.ts";
import { type Actor, ANONYMOUS, personOf } from "@stages/kernel/actor.ts";
import { newId, uuidOf } from "@stages/kernel/ids.ts";
import { actorIn, openWall, type Party, type Wall } from "@stages/testing/wall.ts";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { TULLE } from "./domain/fixtures.ts";
import { NO_FILTERS } from "./domain/search.ts";
import { findPage, type SearchArguments } from "./persistence/search.ts";
import { onPostgres, world } from "./testing.ts";

vi.setConfig({ testTimeout: 120_000 });

const WALLED = { host_managers: "host_id", hosts: "id", offers: "id" };
const uuids = (ids: readonly string[]) => new Set(ids.map((id) => uuidOf(id as never)));
const managed = (actor: Actor) => world.hosts.filter(({ managerPersonId }) => actor.role === "HOST_MANAGER" && managerPersonId === personOf(actor));

function partyOf(actor: Actor): Party {
  const offers = actor.role === "ANONYMOUS" ? [] : world.offers.map(({ id }) => id);
  return { actor, own: { host_managers: uuids(managed(actor).map(({ id }) => id)), hosts: uuids(world.hosts.map(({ id }) => id)), offers: uuids(offers) } };
}
const parties = new Map([["a visitor", partyOf(ANONYMOUS)], ...PERSONA_NAMES.map((name) => [name, partyOf(actorIn(world, name))] as const)]);
const actor = (name: PersonaName): Actor => parties.get(name)!.actor;

const platform = onPostgres();
let wall: Wall;

beforeAll(async () => {
  wall = openWall("offers", platform.url(), WALLED);
  await wall.admin`analyze`;
});
afterAll(() => wall.close());

describe("a row is shown to its circle alone, whatever the query asks", () => {
  it.each([...parties.keys()])("%s", async (name) => {
    for (const table of Object.keys(WALLED)) expect(await wall.seen(parties.get(name)!.actor, table), table).toEqual(parties.get(name)!.own[table]);
  });

  it("without a context, no manager under any role, and no offer to a visitor", async () => {
    expect(await wall.openWithoutContext("host_managers")).toEqual([]);
    expect(await wall.openWithoutContext("offers")).not.toContain("ANONYMOUS");
    expect(await wall.openWithoutContext("offers")).not.toContain("a request without a context");
  });

  it.each(["student", "legal-representative", "host-manager", "school-head", "rectorat"] as const)("a search goes through its indexes, for %s", async (name) => {
    const search: SearchArguments = {
      ...NO_FILTERS, area: { centre: TULLE, radiusKm: 50, bounds: null }, campaignId: world.runningCampaignId,
      periods: ["BOTH_WEEKS", "WEEK_1", "WEEK_2"], reserved: null, schoolUais: [],
    };
    const found = await findPage(wall.under(actor(name)), search, { order: "DISTANCE", after: null, limit: 20 });
    expect(found.length).toBeGreaterThan(0);
    const open = "offers.offers where status = 'PUBLISHED' and reserved_school_uais = '{}'";
    const around = `select id from ${open} and sector = 'P' order by point <-> ll_to_earth(45.27, 1.77), id limit 20`;
    expect(await wall.plan(actor(name), around, ["enable_seqscan = off", "enable_bitmapscan = off", "enable_sort = off"])).toContain("Index Only Scan using offers_open_around");
    const cells = `select sector, count(*) from ${open} and cell between 19000000 and 19500000 and host_kind = 'ECOLE' group by 1`;
    expect(await wall.plan(actor(name), cells, ["enable_seqscan = off", "enable_bitmapscan = off"])).toContain("Index Only Scan using offers_open_in_cell");
    const words = "select id from offers.offers where status = 'PUBLISHED' and words @@ websearch_to_tsquery('offers.french', 'bois')";
    expect(await wall.plan(actor(name), words, ["enable_seqscan = off"])).toContain("Bitmap Index Scan on offers_published_words");
  });
});

describe("nothing is written outside of one's circle", () => {
  const refusedBySql = { cause: { code: "42501" } };
  const write = (who: PersonaName, statement: string) => wall.under(actor(who)).execute(sql.raw(statement));
  const own = () => uuidOf(managed(actor("host-manager"))[0]!.id);
  const other = () => uuidOf(managed(actor("other-host-manager"))[0]!.id);
  const copyOffer = (host: string) =>
    `insert into offers.offers (id, host_id, campaign_id, status, title, description, activities, sector, period, mode, seats, address_line, commune_name, latitude, longitude, accessible, tutor, reserved_school_uais)
     select '${uuidOf(newId("offer"))}', '${host}', campaign_id, status, title, description, activities, sector, period, mode, seats, address_line, commune_name, latitude, longitude, accessible, tutor, reserved_school_uais
     from offers.offers limit 1 returning id`;

  it("an offer is published for a host that one manages", async () => {
    expect(await write("host-manager", copyOffer(own()))).toHaveLength(1);
    await expect(write("host-manager", copyOffer(other()))).rejects.toMatchObject(refusedBySql);
    await expect(write("school-head", copyOffer(own()))).rejects.toMatchObject(refusedBySql);
  });

  it("an offer is withdrawn by those who manage its host, and never changes hands", async () => {
    expect((await write("host-manager", `update offers.offers set status = status where host_id = '${own()}' returning id`)).length).toBeGreaterThan(0);
    await expect(write("host-manager", `update offers.offers set status = 'UNPUBLISHED' where host_id = '${other()}'`)).rejects.toMatchObject(refusedBySql);
    await expect(write("host-manager", `update offers.offers set host_id = '${own()}' where host_id = '${other()}'`)).rejects.toMatchObject(refusedBySql);
    await expect(write("host-manager", `delete from offers.offers where host_id = '${own()}'`)).rejects.toMatchObject(refusedBySql);
  });

  it("nobody makes themselves the manager of a host that has one, nor someone else the manager of any", async () => {
    const manage = (host: string, person: string) => `insert into offers.host_managers values ('${host}', '${person}')`;
    const me = uuidOf(world.personas["host-manager"]);
    await expect(write("host-manager", manage(other(), me))).rejects.toMatchObject(refusedBySql);
    await expect(write("host-manager", manage(uuidOf(newId("host")), uuidOf(world.personas.student)))).rejects.toMatchObject(refusedBySql);
    await expect(write("student", manage(other(), uuidOf(world.personas.student)))).rejects.toMatchObject(refusedBySql);
    await expect(write("host-manager", `update offers.hosts set legal_name = 'x' where id = '${own()}'`)).rejects.toMatchObject(refusedBySql);
  });

  it("events are written, and read by the platform alone", async () => {
    for (const name of PERSONA_NAMES) await expect(write(name, "select payload from offers.outbox"), name).rejects.toMatchObject(refusedBySql);
  });
});

describe("10 000 transactions of everyone, one in four aborted, on four connections", () => {
  // Of the three tables, the one that not everyone may read.
  const ofManagers = () => [...parties.values()].map(({ actor, own }) => ({ actor, own: { host_managers: own["host_managers"]! } }));

  it("leak nothing", async () => {
    expect(await wall.leaks(10_000, ofManagers())).toBe(0);
  });

  it("leak a great deal when a session keeps its standing: the control", async () => {
    // By those who have rows to leave behind: among everyone, some ten leaked, give or take.
    const leaving = ofManagers().filter(({ own }) => own.host_managers.size > 0);
    expect(leaving.length).toBeGreaterThan(1);
    expect(await wall.naiveLeaks(2_000, leaving)).toBeGreaterThan(10);
  });
});
