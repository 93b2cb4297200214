import { connectSql, type Sql } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import { actorIn } from "@stages/testing/wall.ts";
import { demonstrationWorld } from "@stages/demonstration/world.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { jobsSchemaOf } from "@stages/jobs/schema-of.ts";
import { ROLES } from "@stages/kernel/actor.ts";
import type { TestDatabase } from "@stages/testing/database.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import { SUBGRAPH_NAMES } from "@stages/transport/transport.ts";
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { preparedDatabase } from "./platform-under-test.ts";
import { createSubgraphs } from "./subgraphs.ts";

/** Without row policies, and why: nothing in them is about a person. A table that is in neither list does not pass. */
const PUBLIC: Readonly<Record<string, string>> = {
  "people.schools": "the official directory",
  "people.campaigns": "dates and limits of a year",
  "people.hosts": "the names of hosts, which are public",
  "candidatures.campaigns": "dates and limits of a year",
  "conventions.campaigns": "dates and limits of a year",
  "conventions.hosts": "the names of hosts, which are public",
  "conventions.schools": "the official directory",
  "conventions.feedback_batches": "sums of five students' answers, of nobody in particular",
  "offers.campaigns": "dates and limits of a year",
  "offers.commune_coordinates": "where communes are",
  "offers.vocabulary": "words of published offers, of nobody in particular",
};
/** What the platform keeps for itself: rights, and not rows, keep everyone else from reading it. */
const OF_THE_PLATFORM: Readonly<Record<string, string>> = {
  outbox: "events on their way; whoever acts adds to it",
  inbox: "which events were heard",
  set_aside: "events that could not be applied or told, their content sealed",
  bus_cursor: "how far the bus was read",
  migrations: "which migrations have run",
};
/** Row policies that let everyone in, and why. */
const READ_BY_ALL: Readonly<Record<string, string>> = {
  "offers.hosts": "public",
  "offers.offers": "a text search behind a comparison of rows cannot use its index",
};
/** What visitors and those in charge of a territory write all the same, and why. */
const WRITTEN_BY_TERRITORIES: Readonly<Record<string, string>> = {
  "RECTORAT INSERT people.territory_invitations": "invites colleagues of its own académies; its policy says so",
  "MINISTRY INSERT offers.campaigns": "defines campaigns",
  "MINISTRY INSERT offers.campaign_changes": "and what it changed of them is kept, in its own name",
  "MINISTRY INSERT offers.outbox": "and told to the others",
  "MINISTRY INSERT people.territory_invitations": "invites the staff of the State",
  "RECTORAT INSERT people.figure_exports": "asks for figures as a file, in its own name",
  "MINISTRY INSERT people.figure_exports": "asks for figures as a file, in its own name",
  "RECTORAT INSERT people.idempotency_keys": "the keys of its own invitations",
  "MINISTRY INSERT people.idempotency_keys": "the keys of its own invitations",
  ...Object.fromEntries(["RECTORAT", "MINISTRY"].flatMap((role) => [
    [`${role} INSERT offers.history`, "hides an offer and gives it back, in its own territory; its policy says so"],
    [`${role} INSERT offers.outbox`, "which is told"],
  ])),
};

let database: TestDatabase;
let sql: Sql;

beforeAll(async () => {
  database = await preparedDatabase();
  sql = connectSql({ url: database.url, name: "test", max: 1 });
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

interface Table {
  readonly schema: string;
  readonly name: string;
  readonly walled: boolean;
  readonly forced: boolean;
}

const tables = () => sql<Table[]>`
  select n.nspname as schema, c.relname as name, c.relrowsecurity as walled, c.relforcerowsecurity as forced
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ${sql([...SUBGRAPH_NAMES])} and c.relkind in ('r', 'p', 'm', 'f') order by 1, 2`;

describe("every table of the four schemas", () => {
  it("has row policies that its owner obeys too, or says why it needs none", async () => {
    const all = await tables();
    const bare = all.filter(({ schema, name, walled, forced }) => !(walled && forced) && !PUBLIC[`${schema}.${name}`] && !OF_THE_PLATFORM[name]);
    expect(bare).toEqual([]);
    expect(all.length).toBeGreaterThan(30);
    const known = new Set(all.map(({ schema, name }) => `${schema}.${name}`));
    expect([...Object.keys(PUBLIC), ...Object.keys(READ_BY_ALL)].filter((name) => !known.has(name))).toEqual([]);
  });

  it("is out of reach of the other three, their platform's role included", async () => {
    const reached: string[] = [];
    for (const subgraph of SUBGRAPH_NAMES) {
      for (const role of ROLES) {
        for (const schema of SUBGRAPH_NAMES) {
          const [right] = await sql<{ may: boolean }[]>`select has_schema_privilege(${roleOf(subgraph, role)}, ${schema}, 'USAGE') as may`;
          if (right!.may !== (schema === subgraph)) reached.push(`${subgraph} ${role} ${schema}`);
        }
      }
    }
    expect(reached).toEqual([]);
  });

  it("is open whole to the platform alone, unless it says why", async () => {
    const open = await sql<{ name: string; roles: string[] }[]>`
      select schemaname || '.' || tablename as name, roles from pg_policies
      where schemaname in ${sql([...SUBGRAPH_NAMES])} and (qual = 'true' or (cmd in ('INSERT', 'ALL') and with_check = 'true') or 'public' = any(roles))`;
    expect(open.filter(({ name, roles }) => !READ_BY_ALL[name] && !roles.every((role) => role.endsWith("_platform")))).toEqual([]);
  });

  it("is read by the platform alone where it holds events and cursors", async () => {
    for (const { schema, name } of (await tables()).filter((one) => OF_THE_PLATFORM[one.name])) {
      for (const role of ROLES.filter((one) => one !== "PLATFORM")) {
        const [right] = await sql<{ may: boolean }[]>`select has_table_privilege(${roleOf(schema, role)}, ${`${schema}.${name}`}, 'SELECT') or has_any_column_privilege(${roleOf(schema, role)}, ${`${schema}.${name}`}, 'SELECT') as may`;
        expect(right!.may, `${role} ${schema}.${name}`).toBe(false);
      }
    }
  });

  it("is written by visitors nowhere at all, nor by those in charge of a territory, unless it says why", async () => {
    const written: string[] = [];
    for (const { schema, name } of await tables()) {
      for (const role of ["ANONYMOUS", "RECTORAT", "MINISTRY"] as const) {
        for (const right of ["INSERT", "UPDATE", "DELETE", "TRUNCATE"]) {
          const [row] = await sql<{ may: boolean }[]>`select has_table_privilege(${roleOf(schema, role)}, ${`${schema}.${name}`}, ${right}) as may`;
          if (row!.may) written.push(`${role} ${right} ${schema}.${name}`);
        }
      }
    }
    expect(written.toSorted()).toEqual(Object.keys(WRITTEN_BY_TERRITORIES).toSorted());
  });

  it("is seen through no view but as its reader may see it, and by the platform alone", async () => {
    const views = await sql<{ schema: string; name: string; invoked: boolean }[]>`
      select n.nspname as schema, c.relname as name, coalesce('security_invoker=true' = any(c.reloptions), false) as invoked
      from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ${sql([...SUBGRAPH_NAMES])} and c.relkind = 'v'`;
    expect(views.length).toBeGreaterThan(0);
    for (const { schema, name, invoked } of views) {
      expect(invoked, `${schema}.${name}`).toBe(true);
      for (const role of ROLES.filter((one) => one !== "PLATFORM")) {
        const [right] = await sql<{ may: boolean }[]>`select has_table_privilege(${roleOf(schema, role)}, ${`${schema}.${name}`}, 'SELECT') as may`;
        expect(right!.may, `${role} ${schema}.${name}`).toBe(false);
      }
    }
  });

  it("answers what it hides by functions of the platform's alone, whose names are resolved once for all", async () => {
    const functions = await sql<{ name: string; owner: string; atomic: boolean; open: boolean }[]>`
      select n.nspname || '.' || p.proname as name, p.proowner::regrole::text as owner, p.prosqlbody is not null or 'search_path=""' = any(p.proconfig) as atomic,
        exists (select from aclexplode(p.proacl) where grantee = 0) or p.proacl is null as open
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname in ${sql([...SUBGRAPH_NAMES, "bus"])} and p.prosecdef order by 1`;
    expect(functions.map(({ name }) => name)).toEqual([
      "bus.forget", "bus.forget_heard",
      "candidatures.count_enrolment", "candidatures.count_history", "candidatures.place_in_sector", "candidatures.seats_taken",
      "conventions.count_absence_step", "conventions.count_enrolment", "conventions.count_feedback", "conventions.count_history", "conventions.is_genuine", "conventions.place_in_sector", "conventions.wake_absences",
      "offers.count_change_of_host", "offers.count_intention", "offers.count_offer", "offers.is_unmanaged",
      "people.count_enrolled", "people.count_enrolment", "people.newest_campaign",
    ]);
    for (const { name, owner, atomic, open } of functions) {
      // The log is no subgraph's: whoever migrates owns it, and what forgets in it.
      if (!name.startsWith("bus.")) expect(owner, name).toBe(roleOf(name.split(".")[0]!, "PLATFORM"));
      expect(atomic, name).toBe(true);
      expect(open, name).toBe(false);
    }
  });
});

describe("the jobs of the four", () => {
  const schemas = SUBGRAPH_NAMES.map((subgraph) => ({ subgraph, schema: jobsSchemaOf(subgraph) }));

  it("are in schemas where nobody but the platform comes in, and all is its own", async () => {
    for (const { subgraph, schema } of schemas) {
      for (const role of ROLES.filter((one) => one !== "PLATFORM")) {
        const [right] = await sql<{ may: boolean }[]>`select has_schema_privilege(${roleOf(subgraph, role)}, ${schema}, 'USAGE') as may`;
        expect(right!.may, `${role} ${schema}`).toBe(false);
      }
      const owners = await sql<{ owner: string }[]>`
        select distinct relowner::regrole::text as owner from pg_class where relnamespace = ${schema}::regnamespace
        union select proowner::regrole::text from pg_proc where pronamespace = ${schema}::regnamespace`;
      expect(owners.map(({ owner }) => owner), schema).toEqual([roleOf(subgraph, "PLATFORM")]);
    }
  });

  it("hold ids and instants, and nothing that a person wrote", async () => {
    for (const { schema } of schemas) {
      const held = await sql<{ keys: string[] }[]>`select array(select json_object_keys(payload) order by 1) as keys from ${sql(schema)}._private_jobs group by 1`;
      for (const { keys } of held) expect([["at"], ["at", "id"]]).toContainEqual(keys);
    }
  });

  it("are woken, in the name of others, by functions of the platform's that say nothing", async () => {
    const functions = await sql<{ name: string; result: string }[]>`
      select n.nspname || '.' || p.proname as name, p.prorettype::regtype::text as result
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.proname like 'wake\_%' order by 1`;
    expect(functions).toEqual([{ name: "conventions.wake_absences", result: "void" }]);
  });
});

/** As on a managed server: no superuser, a database of its own, and the right to make roles. */
it("a login that is no superuser migrates, fills and asks the four, under its walls", async () => {
  await using undone = new AsyncDisposableStack();
  const admin = connectSql({ url: inject("postgresUrl"), name: "test", max: 1 });
  undone.defer(() => admin.end());
  const name = `walls_${randomBytes(6).toString("hex")}`;
  await admin.unsafe(`create role ${name} login createrole password '${name}'`);
  await admin.unsafe(`create database ${name} owner ${name}`);
  undone.defer(async () => {
    await admin.unsafe(`drop database ${name} with (force)`);
    // Whoever made or granted a role is remembered by it.
    await admin.unsafe(`drop owned by ${name} cascade`);
    await admin.unsafe(`drop role ${name}`);
  });
  const extending = connectSql({ url: Object.assign(new URL(inject("postgresUrl")), { pathname: `/${name}` }).href, name: "test", max: 1 });
  await extending.unsafe("create extension cube; create extension earthdistance; create extension unaccent; create extension pg_trgm");
  // The other databases of the server have made the roles, which this login must then be granted: a managed server's administrator does.
  await extending.unsafe(`do $$ declare r text; begin for r in select rolname from pg_roles where rolname ~ '^stages_' loop execute format('grant %I to ${name} with inherit false, set true', r); end loop; end $$`);
  await extending.end();

  const databaseUrl = Object.assign(new URL(inject("postgresUrl")), { pathname: `/${name}`, username: name, password: name }).href;
  const subgraphs = createSubgraphs({ databaseUrl, clock: systemClock });
  undone.defer(async () => {
    for (const subgraph of Object.values(subgraphs)) await subgraph.stop();
  });
  const today = Temporal.PlainDate.from("2027-04-10");
  const world = demonstrationWorld({ today });
  for (const subgraph of Object.values(subgraphs)) {
    await subgraph.migrate();
    await subgraph.loadDemonstration(world);
  }
  const own = connectSql({ url: databaseUrl, name: "test", max: 1 });
  undone.defer(() => own.end());
  // The owner's own connection is behind the walls as well.
  expect(await own`select 1 from people.students limit 1`).toHaveLength(0);
  expect(await own`select 1 from candidatures.candidatures limit 1`).toHaveLength(0);

  const now = Temporal.Instant.from("2027-04-10T10:00:00Z");
  const ask = (subgraph: "people" | "candidatures", query: string) =>
    inProcessTransport(subgraphs[subgraph]).execute({ query, caller: { actor: actorIn(world, "student"), now, requestId: "walls" } });
  expect(await ask("people", "{ viewer { displayName student { legalRepresentatives { lastName } } } academy(code: \"22\") { enrolled } }")).toMatchObject({
    data: { viewer: { student: { legalRepresentatives: expect.arrayContaining([{ lastName: expect.any(String) }]) } }, academy: { enrolled: expect.any(Number) } },
  });
  expect(await ask("candidatures", "{ candidatures { edges { node { status history { to } offer { id seatsTaken } } } } }")).toMatchObject({
    data: { candidatures: { edges: expect.arrayContaining([{ node: { status: expect.any(String), history: expect.any(Array), offer: { id: expect.any(String), seatsTaken: expect.any(Number) } } }]) } },
  });
});
