import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createConventionsSubgraph } from "@stages/conventions/subgraph.ts";
import { connect, connectSql } from "@stages/database/connection.ts";
import { connectPooled } from "@stages/database/pooled.ts";
import { roleOf } from "@stages/database/standing.ts";
import type { PersonaName } from "@stages/demonstration/personas.ts";
import { askFreePort } from "@stages/embedded-postgres/postmaster.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import { ANONYMOUS, PLATFORM } from "@stages/kernel/actor.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { createPeopleSubgraph } from "@stages/people/subgraph.ts";
import type { Subgraph } from "@stages/subgraph/create-subgraph.ts";
import type { TestDatabase } from "@stages/testing/database.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { preparedDatabase } from "../platform-under-test.ts";
import type { RunningServer } from "./external-server.ts";
import { isInstalled } from "./is-installed.ts";
import { type PgBouncer, pgBouncerIn, pooledUrl, startPgBouncer, writePgBouncer } from "./pgbouncer.ts";

const READERS = ["school-head", "other-school-head", "rectorat", "other-rectorat", "ministry", "host-manager", "student"] as const satisfies readonly PersonaName[];
const CONVENTIONS = "{ conventions(first: 50) { edges { node { id status } } } }";
const PREFERENCE = "mutation { changeNotificationPreferences(input: { changes: [{ kind: CONVENTION_TO_VALIDATE, channel: PUSH, wanted: true }] }) { kind channel wanted } }";
/** Fewer than there are readers: each transaction has whatever session is free. */
const SESSIONS = 2;

describe.skipIf(!isInstalled("pgbouncer"))("through PgBouncer, by transactions", () => {
  const folder = mkdtempSync(join(tmpdir(), "stages-pgbouncer-"));
  let database: TestDatabase;
  let bouncer: PgBouncer;
  let running: RunningServer;
  let actors: readonly Actor[];
  const subgraphs: Subgraph[] = [];

  /** As a launcher gives it to a subgraph: straight, or with its requests and their reads through PgBouncer. */
  async function started(create: typeof createConventionsSubgraph | typeof createPeopleSubgraph, way: "straight" | "pooled", readsUrl: string | null = null) {
    const requestsUrl = way === "pooled" ? pooledUrl(bouncer, database.url, "{subgraph}") : null;
    const subgraph = create({ databaseUrl: database.url, requestsUrl, readsUrl, clock: systemClock, isDemonstration: true, onFailure: (error) => console.error(error) });
    subgraphs.push(subgraph);
    await subgraph.start();
    const transport = inProcessTransport(subgraph);
    return (query: string, actor: Actor, variables?: Record<string, unknown>) => transport.execute({ query, variables, caller: { actor, now: systemClock(), requestId: "r-1" } });
  }

  beforeAll(async () => {
    database = await preparedDatabase();
    bouncer = pgBouncerIn(folder, await askFreePort());
    writePgBouncer(bouncer, { url: database.url, readsUrl: database.url, sessions: SESSIONS });
    running = await startPgBouncer(bouncer);
    const people = await started(createPeopleSubgraph, "straight");
    actors = await Promise.all(READERS.map(async (name) => (await people("query($subject: String!) { actor(subject: $subject) }", PLATFORM, { subject: `persona|${name}` })).data!["actor"] as Actor));
  });
  afterAll(async () => {
    for (const subgraph of subgraphs) await subgraph.stop();
    await running.stop();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("each actor is shown the rows of their own, whoever had the session before", async () => {
    const [straight, pooled] = [await started(createConventionsSubgraph, "straight"), await started(createConventionsSubgraph, "pooled", pooledUrl(bouncer, database.url, "{subgraph}_reads"))];
    const expected = await Promise.all(actors.map((actor) => straight(CONVENTIONS, actor)));
    expect(new Set(expected.map((answer) => JSON.stringify(answer))).size, "all see other rows").toBe(READERS.length);
    const asked = Array.from({ length: 10 }, () => actors).flat();
    const answers = await Promise.all(asked.map((actor) => pooled(CONVENTIONS, actor)));
    expect(answers).toEqual(asked.map((actor) => expected[actors.indexOf(actor)]));
    expect((await pooled(CONVENTIONS, ANONYMOUS)).errors).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
  });

  it("a mutation is done, and read again", async () => {
    const people = await started(createPeopleSubgraph, "pooled");
    const head = actors[READERS.indexOf("school-head")]!;
    expect((await people(PREFERENCE, head)).errors).toBeUndefined();
    expect((await people("{ notificationPreferences { kind channel wanted } }", head)).data!["notificationPreferences"]).toContainEqual({ kind: "CONVENTION_TO_VALIDATE", channel: "PUSH", wanted: true });
  });

  it("a statement whose context is lost is shown nothing, although the session showed everything just before", async () => {
    const pooled = await connectPooled({ url: pooledUrl(bouncer, database.url, "{subgraph}").replace("{subgraph}", "conventions"), name: "lost", role: roleOf("conventions", "ANONYMOUS") });
    const seen = await pooled.db.transaction(async (tx) => {
      await tx.execute(sql`select set_config('role', ${roleOf("conventions", "PLATFORM")}, true)`);
      return tx.execute(sql`select id from conventions.conventions`);
    });
    expect(seen.length).toBeGreaterThan(0);
    for (let n = 0; n < 3 * SESSIONS; n++) expect(await pooled.client`select id from conventions.conventions`).toHaveLength(0);
    await pooled.close();
  });

  it("an entry that forgets the role lets no subgraph start", async () => {
    const careless = pgBouncerIn(mkdtempSync(join(tmpdir(), "stages-pgbouncer-")), await askFreePort());
    writePgBouncer(careless, { url: database.url, readsUrl: null });
    const file = join(careless.folder, "pgbouncer.ini");
    writeFileSync(file, readFileSync(file, "utf8").replaceAll(/ connect_query='[^']*'/g, ""));
    const server = await startPgBouncer(careless);
    const subgraph = createConventionsSubgraph({ databaseUrl: database.url, requestsUrl: pooledUrl(careless, database.url, "{subgraph}"), clock: systemClock, onFailure: () => {} });
    await expect(subgraph.start()).rejects.toThrow("connect_query='set role stages_conventions_anonymous'");
    await subgraph.stop();
    await server.stop();
    rmSync(careless.folder, { recursive: true });
  });

  it("many at once, on few sessions, are each answered what they asked", async () => {
    const pooled = connectSql({ url: pooledUrl(bouncer, database.url, "{subgraph}").replace("{subgraph}", "conventions"), name: "many", max: 8, pooled: true });
    const numbers = Array.from({ length: 64 }, (_, n) => n);
    expect(await Promise.all(numbers.map((n) => pooled`select ${n}::int as n`.then(([row]) => row!["n"] as number)))).toEqual(numbers);
    await pooled.end();
  });

  it("a statement prepared on one session is not there on another: the control of what pooled connections leave out", async () => {
    const url = pooledUrl(bouncer, database.url, "{subgraph}").replace("{subgraph}", "conventions");
    const [preparing, other] = [postgres(url, { max: 1, fetch_types: false }), connect({ url, name: "other", max: SESSIONS - 1, pooled: true })];
    const ask = () => preparing.begin((tx) => tx.unsafe("select $1::int as n", [1], { prepare: true }));
    expect(await ask()).toHaveLength(1);
    // Takes the session that was used last.
    await other.db.transaction(async (tx) => {
      await tx.execute(sql`select 1`);
      await expect(ask()).rejects.toMatchObject({ code: expect.stringMatching(/^(26000|25P02)$/) });
    });
    await preparing.end();
    await other.close();
  });

  it("once the copy's entry is taken away, reads are answered by the primary", async () => {
    const conventions = await started(createConventionsSubgraph, "pooled", pooledUrl(bouncer, database.url, "{subgraph}_reads"));
    const before = await Promise.all(actors.map((actor) => conventions(CONVENTIONS, actor)));
    writePgBouncer(bouncer, { url: database.url, readsUrl: null, sessions: SESSIONS });
    process.kill(running.pid, "SIGHUP");
    const reads = pooledUrl(bouncer, database.url, "{subgraph}_reads").replace("{subgraph}", "conventions");
    await expect.poll(() => refused(reads)).toBe(true);
    expect(await Promise.all(actors.map((actor) => conventions(CONVENTIONS, actor)))).toEqual(before);
  });
});

async function refused(url: string): Promise<boolean> {
  const client = connectSql({ url, name: "try", max: 1, pooled: true });
  try {
    return await client`select 1`.then(() => false, () => true);
  } finally {
    await client.end({ timeout: 1 });
  }
}
