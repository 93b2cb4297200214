import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { platformUnderTest, type PlatformUnderTest } from "@stages/standalone/platform-under-test.ts";
import { prepareDatabase } from "@stages/standalone/prepare-database.ts";
import { startPlatform } from "@stages/standalone/platform.ts";
import { clientOf } from "@stages/client/personas.ts";
import { rowsOfSchema } from "@stages/testing/rows-of-schema.ts";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pairsInBackup } from "./pairs.ts";
import { smallDisk } from "../durable/small-disk.ts";
import { restoreBackup } from "./restore-backup.ts";
import { takeBackup } from "./take-backup.ts";

const SCHEMAS = ["people", "offers", "candidatures", "conventions"] as const;
let home: string;
let platform: PlatformUnderTest;
let sql: postgres.Sql;
let archive: string;
let atThatInstant: Record<string, Awaited<ReturnType<typeof rowsOfSchema>>>;

const databaseNamed = (name: string) => Object.assign(new URL(platform.databaseUrl), { pathname: `/${name}` }).href;
let names = 0;
const aNewDatabase = () => databaseNamed(`restored_${process.pid}_${(names += 1)}`);
const restored: string[] = [];
const restore = async (folder: string, databaseUrl = aNewDatabase()) => {
  restored.push(databaseUrl);
  return { databaseUrl, ...(await restoreBackup({ databaseUrl, folder, clock: systemClock })) };
};
const databases = async () => (await sql<{ name: string }[]>`select datname as name from pg_database where datname like 'restored%' order by 1`).map(({ name }) => name);

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "stages-backup-"));
  platform = await platformUnderTest("in-process");
  sql = postgres(platform.databaseUrl, { max: 2, onnotice: () => {} });
  // An act, so that there is a log.
  const head = await platform.as("school-head");
  const { conventions } = await head.need<{ conventions: { edges: { node: { id: string } }[] } }>("{ conventions(status: HOST_COMPLETED, first: 1) { edges { node { id } } } }");
  await head.need('mutation($id: ID!) { returnConvention(input: { conventionId: $id, reason: "Horaires à revoir." }) { id } }', { id: conventions.edges[0]!.node.id });
});
afterAll(async () => {
  for (const url of restored) await sql.unsafe(`drop database if exists "${new URL(url).pathname.slice(1)}" with (force)`);
  await sql.end();
  await platform.stop();
  rmSync(home, { recursive: true, force: true });
});

const pairsIn = (name: string, sharedSnapshot: boolean) => pairsInBackup({ databaseUrl: platform.databaseUrl, folder: join(home, name), sharedSnapshot });

describe("an archive", () => {
  it("is of one instant, whatever is written while it is taken", async () => {
    const { kept: [one, other] } = await pairsIn("one-instant", true);
    expect(one).toEqual(other);
  });

  it("control: table after table, it holds halves of what was written at once", async () => {
    const { kept: [one, other] } = await pairsIn("naive", false);
    expect(one).not.toEqual(other);
  });

  it("is restored into an empty server as it was at that instant, though others went on writing", async () => {
    archive = join(home, "whole");
    atThatInstant = Object.fromEntries(await Promise.all(SCHEMAS.map(async (schema) => [schema, await rowsOfSchema(platform.databaseUrl, schema)] as const)));
    let writes = 0;
    await takeBackup({ databaseUrl: platform.databaseUrl, folder: archive, beforeTable: async () => void (await sql`update people.students set class_name = ${`2de ${(writes += 1)}`} where id = (select id from people.students order by id limit 1)`) });
    expect(writes).toBeGreaterThan(50);
    const back = await restore(archive);
    expect(back.records).toBeGreaterThan(10);
    expect(back.cells).toBeGreaterThan(100);
    for (const schema of SCHEMAS) {
      const { recounts: _, bus_cursor: __, statistics: ___, ...was } = atThatInstant[schema]!;
      const now = await rowsOfSchema(back.databaseUrl, schema);
      for (const [table, rows] of Object.entries(was)) if (!/rollups|counted_|deliveries|outbox|inbox/.test(table)) expect({ table, rows: now[table]!.toSorted() }).toEqual({ table, rows: rows.toSorted() });
    }
  });

  it("is a platform on which one signs in and goes on, which gives no number twice", async () => {
    const databaseUrl = restored.at(-1)!;
    await prepareDatabase({ databaseUrl, clock: systemClock });
    const again = await startPlatform({ mode: "in-process", port: 0, databaseUrl, dataDir: platform.dataDir, identity: { development: true, issuers: [] } });
    const own = postgres(databaseUrl, { max: 1 });
    try {
      const [log] = await own<{ head: number }[]>`select max(position)::int as head from bus.events`;
      const head = await clientOf("school-head", { url: again.url });
      const { conventions } = await head.need<{ conventions: { edges: { node: { id: string } }[] } }>("{ conventions(status: HOST_COMPLETED, first: 1) { edges { node { id } } } }");
      await head.need('mutation($id: ID!) { returnConvention(input: { conventionId: $id, reason: "Encore." }) { id } }', { id: conventions.edges[0]!.node.id });
      await expect.poll(async () => (await own<{ gap: number }[]>`select max(position)::int - ${log!.head} as gap from bus.events`)[0]!.gap).toBeGreaterThan(999_999);
      await head.close();
    } finally {
      await own.end();
      await again.stop();
    }
  });

  it("restores the job of each row that waits for one", async () => {
    const own = postgres(restored.at(-1)!, { max: 1 });
    const [waiting] = await own<{ rows: number; jobs: number }[]>`select (select count(*)::int from conventions.absences where next_escalation_at is not null) as rows, (select count(*)::int from conventions_jobs._private_jobs where key like 'escalate%') as jobs`;
    await own.end();
    expect(waiting!.jobs).toBe(waiting!.rows);
  });
});

describe("nothing is begun, and nothing left behind,", () => {
  const spoilt = (spoil: (folder: string) => void) => {
    const folder = join(home, `spoilt-${(names += 1)}`);
    cpSync(archive, folder, { recursive: true });
    spoil(folder);
    return folder;
  };
  const largest = (folder: string) => join(folder, readdirSync(folder).find((name) => name.startsWith("people.persons"))!);
  const flip = (path: string) => {
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(path, bytes);
  };

  it.each([
    ["a byte of a part is another", (folder: string) => flip(largest(folder)), /a été modifiée ou abîmée/],
    ["a part is cut short", (folder: string) => truncateSync(largest(folder), 1_000), /est incomplète/],
    ["a part is missing", (folder: string) => rmSync(largest(folder)), /manque/],
    ["a byte of the manifest is another", (folder: string) => flip(join(folder, "manifest.json")), /manifest\.json a été modifié|manifest\.json est abîmé/],
    ["it was never finished", (folder: string) => rmSync(join(folder, "manifest.json")), /n'a pas été finie/],
  ])("when %s", async (_, spoil, sentence) => {
    const folder = spoilt(spoil);
    const before = await databases();
    await expect(restore(folder)).rejects.toThrow(sentence);
    expect(await databases()).toEqual(before);
  });

  it("when a part holds other rows than it says, hash and all: the database beside is dropped", async () => {
    const { writeManifest, readManifest } = await import("./archive.ts");
    const folder = spoilt(() => {});
    const manifest = await readManifest(folder);
    await writeManifest(folder, { ...manifest, parts: manifest.parts.map((part) => (part.table === "people.persons" ? { ...part, rows: part.rows + 1 } : part)) });
    const before = await databases();
    await expect(restore(folder)).rejects.toThrow(/lignes au lieu de/);
    expect(await databases()).toEqual(before);
  });

  it("when it is of a version to come", async () => {
    const { writeManifest, readManifest } = await import("./archive.ts");
    const folder = spoilt(() => {});
    const manifest = await readManifest(folder);
    await writeManifest(folder, { ...manifest, migrations: { ...manifest.migrations, people: [...manifest.migrations["people"]!, "of-tomorrow"] } });
    await expect(restore(folder)).rejects.toThrow(/version plus récente/);
  });

  it("when the disk of the archive is full", async ({ skip }) => {
    using disk = smallDisk(1, skip);
    await expect(takeBackup({ databaseUrl: platform.databaseUrl, folder: join(disk!.path, "archive") })).rejects.toThrow(/est plein : la sauvegarde n'a pas été faite/);
    expect(readdirSync(disk!.path)).toEqual([]);
  });

  it("when there is something in the database", async () => {
    await expect(restoreBackup({ databaseUrl: platform.databaseUrl, folder: archive, clock: systemClock })).rejects.toThrow(/n'écrase rien/);
  });

  it("when the archive's folder holds something", async () => {
    await expect(takeBackup({ databaseUrl: platform.databaseUrl, folder: archive })).rejects.toThrow(/contient déjà quelque chose/);
  });
});
