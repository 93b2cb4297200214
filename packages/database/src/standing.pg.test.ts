import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect, type Connection, connectSql, type Database, type Sql } from "./connection.ts";
import { databaseUnder, SETTINGS } from "./standing.ts";

let database: TestDatabase;
let connection: Connection;
let admin: Sql;

beforeAll(async () => {
  database = await freshDatabase("empty", async () => {});
  connection = connect({ url: database.url, name: "test", max: 2 });
  admin = connectSql({ url: database.url, name: "admin", max: 1 });
  await connection.db.execute(sql`create table kept (number integer primary key deferrable initially deferred)`);
  await connection.db.execute(sql`grant select, insert on kept to pg_monitor`);
});
afterAll(async () => {
  await connection.close();
  await admin.end();
  await database.drop();
});

/** A role that every PostgreSQL has, and a person. */
const standingOf = (person: string) => SETTINGS.map((name) => ({ role: "pg_monitor", "stages.person": person })[name as string] ?? "");
const under = (person: string): Database => databaseUnder(connection.client, standingOf(person));
const WHO = sql`select current_user::text as role, current_setting('stages.person', true) as person, pg_backend_pid() as pid`;
interface Who extends Record<string, unknown> {
  readonly role: string;
  readonly person: string | null;
  readonly pid: number;
}
const who = async (db: Database) => (await db.execute<Who>(WHO))[0]!;
/** Both connections, as they are when nobody stands in them. */
const bare = async () => Promise.all([who(connection.db), who(connection.db)]);

async function expectNothingCarried() {
  for (const { role, person } of await bare()) expect([role, person || null]).toEqual(["stages", null]);
}

describe("a statement under a standing", () => {
  it("runs as its role and its person, a hundred at once on two connections, and leaves nothing of them behind", async () => {
    const people = Array.from({ length: 100 }, (_, index) => `person ${index}`);
    const seen = await Promise.all(people.map(async (person) => who(under(person))));
    expect(seen.map(({ role, person }) => [role, person])).toEqual(people.map((person) => ["pg_monitor", person]));
    expect(new Set(seen.map(({ pid }) => pid)).size).toBeLessThanOrEqual(2);
    await expectNothingCarried();
  });

  it("that fails tells its own failure, writes nothing, and leaves its connection to the next", async () => {
    const failing = under("someone").execute(sql`insert into kept select 1 / ${0}::integer`);
    await expect(failing).rejects.toMatchObject({ cause: { code: "22012" } });
    await expect(under("someone").execute(sql`delete from kept`)).rejects.toMatchObject({ cause: { code: "42501" } });
    expect(await under("someone").execute(sql`select * from kept`)).toEqual([]);
    await expectNothingCarried();
  });

  it("that fails as late as at its commit has failed", async () => {
    await under("someone").execute(sql`insert into kept values (${7}::integer)`);
    await expect(under("someone").execute(sql`insert into kept values (${7}::integer)`)).rejects.toMatchObject({ cause: { code: "23505" } });
    expect(await under("someone").execute(sql`select number from kept`)).toEqual([{ number: 7 }]);
    await expectNothingCarried();
  });

  it("never runs as whoever has the connection when its standing cannot be taken", async () => {
    const nobody = databaseUnder(connection.client, standingOf("x").with(0, "no_such_role"));
    await expect(nobody.execute(WHO)).rejects.toMatchObject({ cause: { code: "22023" } });
    await expectNothingCarried();
  });

  it("nor in a transaction of several, of which nothing stays", async () => {
    const nobody = databaseUnder(connection.client, standingOf("x").with(0, "no_such_role"));
    const wrote = nobody.transaction(async (tx) => {
      await tx.execute(sql`insert into kept values (${81}::integer)`);
      await tx.execute(sql`insert into kept values (${82}::integer)`);
    });
    await expect(wrote).rejects.toMatchObject({ code: "22023" });
    await expect(nobody.transaction(async () => "nothing asked")).rejects.toMatchObject({ code: "22023" });
    expect(await connection.db.execute(sql`select number from kept where number > 80`)).toEqual([]);
    await expectNothingCarried();
  });

  it("on a connection that is lost fails, and the next have another", async () => {
    const lost = under("someone").execute(sql`select pg_sleep(600)`).then(() => "slept", () => "lost");
    // Until it is there to be ended.
    while ((await admin`select pg_terminate_backend(pid) from pg_stat_activity where query = 'select pg_sleep(600)' and state = 'active'`).length === 0);
    expect(await lost).toBe("lost");
    const failures = async () => (await Promise.allSettled(Array.from({ length: 20 }, () => who(under("the next"))))).filter(({ status }) => status === "rejected").length;
    // postgres.js tells how a connection ended once more, to whoever opens it again.
    expect(await failures()).toBeLessThanOrEqual(1);
    expect(await failures()).toBe(0);
    await expectNothingCarried();
  });
});

describe("statements asked in one breath", () => {
  const WHERE = sql`select pg_backend_pid() as pid, now()::text as at`;

  it("leave in one trip, and those of another breath in another", async () => {
    const db = under("someone");
    const [a, b, c] = await Promise.all([db.execute(WHERE), db.execute(WHERE), db.execute(WHERE)]);
    expect([b![0], c![0]]).toEqual([a![0], a![0]]);
    expect((await db.execute(WHERE))[0]!["at"]).not.toBe(a![0]!["at"]);
    await expectNothingCarried();
  });

  it("fail alone, each of its own fault; what is written beside one that fails is written once", async () => {
    const db = under("someone");
    const [written, failed, read] = await Promise.allSettled([db.execute(sql`insert into kept values (${41}::integer)`), db.execute(sql`select 1 / ${0}::integer`), db.execute(sql`select ${"still"}::text as said`)]);
    expect([written.status, read.status === "fulfilled" && read.value[0]]).toEqual(["fulfilled", { said: "still" }]);
    expect(failed).toMatchObject({ status: "rejected", reason: { cause: { code: "22012" } } });
    expect(await db.execute(sql`select count(*)::int as rows from kept where number = ${41}`)).toEqual([{ rows: 1 }]);
    await expectNothingCarried();
  });

  it("never run as one another: each standing has trips of its own", async () => {
    const people = Array.from({ length: 60 }, (_, index) => `person ${index % 3}`);
    const standings = new Map([0, 1, 2].map((index) => [`person ${index}`, under(`person ${index}`)]));
    const seen = await Promise.all(people.map(async (person) => (await who(standings.get(person)!)).person));
    expect(seen).toEqual(people);
  });
});
