import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import type postgres from "postgres";
import { afterEach, beforeEach, expect, it } from "vitest";
import { connectSql } from "./connection.ts";
import { migrateSchema, WITHOUT_TRANSACTION } from "./migrate.ts";

let database: TestDatabase;
let folder: string;
let clients: postgres.Sql[] = [];

beforeEach(async () => {
  database = await freshDatabase("empty", async () => {});
  folder = mkdtempSync(join(tmpdir(), "stages-migrations-"));
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.end({ timeout: 1 })));
  clients = [];
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

function session(name = "test"): postgres.Sql {
  const client = connectSql({ url: database.url, name, max: 1 });
  clients.push(client);
  return client;
}

const CREATE = 'CREATE TABLE "toy"."things" ("id" integer PRIMARY KEY, "name" text);';
const ADD = 'ALTER TABLE "toy"."things" ADD COLUMN "note" text;';
const INDEX = `${WITHOUT_TRANSACTION}\nCREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "by_name" ON "toy"."things" ("name");`;

function write(...migrations: readonly string[]): void {
  mkdirSync(join(folder, "meta"), { recursive: true });
  const entries = migrations.map((_, idx) => ({ idx, version: "7", when: idx + 1, tag: `000${idx}_step`, breakpoints: true }));
  writeFileSync(join(folder, "meta/_journal.json"), JSON.stringify({ version: "7", dialect: "postgresql", entries }));
  for (const [index, text] of migrations.entries()) writeFileSync(join(folder, `000${index}_step.sql`), text);
}

const ours = (more: Partial<Parameters<typeof migrateSchema>[0]> = {}) => migrateSchema({ url: database.url, schema: "toy", folder, ...more });
/** The migrator that drizzle brings: no lock, no limit, everything in one transaction. */
const naive = (client: postgres.Sql) => migrate(drizzle(client), { migrationsFolder: folder, migrationsSchema: "toy", migrationsTable: "migrations" });
const applied = async () => (await session()<{ count: number }[]>`select count(*)::int as count from toy.migrations`)[0]!.count;

/** Someone's transaction that holds the table until it is let go. */
async function hold(): Promise<() => Promise<void>> {
  const client = session("holder");
  const held = Promise.withResolvers<void>();
  const letGo = Promise.withResolvers<void>();
  const ended = client.begin(async (tx) => {
    await tx`insert into toy.things values (-1, 'held')`;
    held.resolve();
    await letGo.promise;
  });
  await held.promise;
  return async () => {
    letGo.resolve();
    await ended;
  };
}

const waitsForLock = async (name: string) => (await session()`select 1 from pg_stat_activity where application_name = ${name} and wait_event_type = 'Lock' and datname = current_database()`).length > 0;

it("gives way to a long transaction: others write meanwhile, and it is done once that ends", async () => {
  write(CREATE);
  await ours();
  write(CREATE, ADD);
  const letGo = await hold();
  const writer = session("writer");
  let written = 0;
  let waits = 0;
  const migrating = ours({
    async onWait() {
      waits += 1;
    },
  });
  while (waits < 2) await writer`insert into toy.things values (${(written += 1)}, 'beside')`;
  expect(await applied()).toBe(1);
  await letGo();
  await migrating;
  expect(await applied()).toBe(2);
  expect((await writer`select count(*)::int as count from toy.things where note is null`)[0]!["count"]).toBe(written + 1);
});

it("control: without giving way, whoever writes waits for the long transaction too", async () => {
  write(CREATE);
  await ours();
  write(CREATE, ADD);
  const letGo = await hold();
  const migrating = naive(session("naive"));
  await expect.poll(() => waitsForLock("naive")).toBe(true);
  const writing = session("writer")`insert into toy.things values (1, 'beside')`.execute();
  await expect.poll(() => waitsForLock("writer")).toBe(true);
  await letGo();
  await Promise.all([migrating, writing]);
});

it("is done once by five that start together, an index beside the writers included", async () => {
  write(CREATE, INDEX, ADD);
  await Promise.all(Array.from({ length: 5 }, () => ours()));
  expect(await applied()).toBe(3);
});

it("control: without the lock, those that start together collide", async () => {
  write(CREATE, ADD);
  const outcomes = await Promise.allSettled(Array.from({ length: 5 }, (_, index) => naive(session(`naive ${index}`))));
  expect(outcomes.filter(({ status }) => status === "rejected").length).toBeGreaterThan(0);
});

it("control: had the others waited inside of PostgreSQL, the index would wait for them", async () => {
  write(CREATE);
  await ours();
  await session()`select pg_advisory_lock(1)`;
  const waiting = session("waiting")`select pg_advisory_lock(1)`.execute();
  waiting.catch(() => {});
  await expect.poll(() => waitsForLock("waiting")).toBe(true);
  const maker = session();
  await maker`set lock_timeout = 300`;
  await expect(maker.unsafe('create index concurrently "late" on "toy"."things" ("name")')).rejects.toMatchObject({ code: "55P03" });
});

it("is taken up where a process died: what was done stays done, the rest is done whole", async () => {
  write(CREATE, ADD, 'ALTER TABLE "toy"."things" ADD COLUMN "more" text;');
  await ours({ upTo: 1 });
  const letGo = await hold();
  const died = ours();
  await expect.poll(() => waitsForLock("migrate toy")).toBe(true);
  await session()`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'migrate toy' and datname = current_database()`;
  await expect(died).rejects.toThrow();
  await letGo();
  expect(await applied()).toBe(1);
  await ours();
  expect(await applied()).toBe(3);
});

it("makes anew an index whose making was interrupted", async () => {
  write(CREATE, INDEX);
  await ours({ upTo: 1 });
  const sql = session();
  await sql`insert into toy.things values (1, 'twice'), (2, 'twice')`;
  await expect(ours()).rejects.toMatchObject({ code: "23505" });
  await sql`delete from toy.things where id = 2`;
  await ours();
  expect(await sql`select 1 from pg_index where indexrelid = 'toy.by_name'::regclass and indisvalid`).toHaveLength(1);
});

it("leaves a schema that a newer program migrated as it is", async () => {
  write(CREATE, ADD);
  await ours();
  write(CREATE);
  await ours();
  expect(await applied()).toBe(2);
});
