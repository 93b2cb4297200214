import { resolve } from "node:path";
import { connectSql, type Sql } from "@stages/database/connection.ts";
import { migrateSchema } from "@stages/database/migrate.ts";
import type { Clock } from "@stages/kernel/civil-time.ts";
import { ConfigurationError } from "@stages/standalone/configuration-error.ts";
import { checkKeyring } from "@stages/standalone/keyring.ts";
import { createSubgraphs, type Subgraphs } from "@stages/standalone/subgraphs.ts";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { MIGRATED_SCHEMAS, migrationsOf } from "../migrations/folders.ts";
import { dropIndexes, rebuildIndexes, vacuum } from "../national/indexes.ts";
import { checkMigrations, checkParts, type Manifest, type Part, readManifest } from "./archive.ts";
import { type Checked, checkCounts, checkRestored } from "./check-restored.ts";
import { loadPart } from "./load-part.ts";
import { isEmptyDatabase } from "./tables-to-keep.ts";

export interface RestoreOptions {
  /** Of the database that there is to be; the server's own, empty or not there yet. */
  readonly databaseUrl: string;
  readonly folder: string;
  readonly clock: Clock;
  readonly onProgress?: (step: string) => void;
}

export interface Restored extends Checked {
  readonly rows: number;
  readonly takenAt: string;
  readonly seconds: number;
  /** Its facts were in NATS, whose stream is not followed any more. */
  readonly wasInNats: boolean;
}

const LOADS_AT_ONCE = 2;
const RESTORE_LOCK = 7_283_005;
/**
 * Between the archive and now, numbers were given that it does not know: keys of letters and messages that have left, places in the log that clients
 * keep. None is given again.
 */
const NUMBERS_LEFT_OUT = 1_000_000;

/**
 * Into a database beside, which takes the name once everything in it was held against the archive and against itself. Until then, and whatever
 * happens, nothing stands under that name.
 */
export async function restoreBackup({ databaseUrl, folder: asked, clock, onProgress = () => {} }: RestoreOptions): Promise<Restored> {
  const from = performance.now();
  const folder = resolve(asked);
  const manifest = await readManifest(folder);
  checkMigrations(folder, manifest, Object.fromEntries(MIGRATED_SCHEMAS.map((schema) => [schema, readMigrationFiles({ migrationsFolder: migrationsOf(schema) }).map(({ hash }) => hash)])));
  onProgress("Lecture de la sauvegarde");
  await checkParts(folder, manifest);

  const url = new URL(databaseUrl);
  const name = decodeURIComponent(url.pathname.slice(1));
  const draft = `${name}_restauration`;
  const draftUrl = Object.assign(new URL(databaseUrl), { pathname: `/${encodeURIComponent(draft)}` }).href;
  const server = connectSql({ url: Object.assign(new URL(databaseUrl), { pathname: "/postgres" }).href, name: "restore", max: 1 });
  try {
    const session = await server.reserve();
    const [lock] = await session.unsafe<{ taken: boolean }[]>(`select pg_try_advisory_lock(${RESTORE_LOCK}) as taken`);
    if (!lock!.taken) throw new ConfigurationError("Une autre restauration est en cours sur ce serveur : attendez qu'elle finisse.");
    const isThere = (await session.unsafe("select 1 from pg_database where datname = $1", [name])).length > 0;
    if (isThere && !(await isEmpty(databaseUrl))) throw new ConfigurationError(`La base « ${name} » contient déjà des données, et une restauration n'écrase rien : donnez un dossier neuf par STAGES_DATA_DIR, ou une base vide ou nouvelle par DATABASE_URL.`);
    // What an interrupted restoration left.
    await session.unsafe(`drop database if exists "${draft}" with (force)`);
    await session.unsafe(`create database "${draft}"`);
    try {
      const checked = await fill(draftUrl, folder, manifest, clock, onProgress);
      if (isThere) await session.unsafe(`drop database "${name}"`);
      await session.unsafe(`alter database "${draft}" rename to "${name}"`);
      session.release();
      return { ...checked, takenAt: manifest.takenAt, seconds: (performance.now() - from) / 1_000, wasInNats: manifest.stream !== null };
    } catch (error) {
      await session.unsafe(`drop database if exists "${draft}" with (force)`);
      // Which the migrations of the catalogue want.
      const { code, message } = error as { readonly code?: string; readonly message: string };
      if (code === "42501" && /extension/.test(message)) throw new ConfigurationError("Le compte de DATABASE_URL ne peut pas créer les extensions cube et earthdistance : un superutilisateur doit les créer une fois dans la base « template1 » de ce serveur, ou restaurer lui-même.", { cause: error });
      throw error;
    }
  } finally {
    await server.end({ timeout: 0 });
  }
}

async function isEmpty(databaseUrl: string): Promise<boolean> {
  const sql = connectSql({ url: databaseUrl, name: "restore", max: 1 });
  try {
    return await isEmptyDatabase(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function fill(databaseUrl: string, folder: string, manifest: Manifest, clock: Clock, onProgress: (step: string) => void): Promise<Checked & { readonly rows: number }> {
  onProgress("Création des tables, dans leur version de la sauvegarde");
  for (const schema of MIGRATED_SCHEMAS) await migrateSchema({ url: databaseUrl, schema, folder: migrationsOf(schema), upTo: manifest.migrations[schema]!.length });
  const subgraphs = createSubgraphs({ databaseUrl, clock });
  const sql = connectSql({ url: databaseUrl, name: "restore", max: 1 });
  try {
    await sql`create schema if not exists standalone`;
    const [outside, tables] = [manifest.parts.filter(({ definition }) => definition !== null), manifest.parts.filter(({ definition }) => definition === null)];
    await loadAll(databaseUrl, folder, outside, onProgress);
    // With other keys nothing could be read: said before hours are spent.
    await checkKeyring(sql);
    const indexes = await dropIndexes(sql, tables.map(({ table }) => quoted(table)));
    await loadAll(databaseUrl, folder, tables, onProgress);
    onProgress(`Index (${indexes.length})`);
    await rebuildIndexes(databaseUrl, indexes, () => {});
    await setSequences(sql, manifest);
    if (manifest.stream !== null) await sql`delete from bus.stream`;
    onProgress("Statistiques du planificateur");
    await vacuum(databaseUrl, tables.map(({ table }) => quoted(table)));
    const rows = await checkCounts(databaseUrl, manifest);
    onProgress("Mise à jour des tables et des réveils");
    for (const subgraph of Object.values(subgraphs)) {
      await subgraph.migrate();
      await subgraph.wakeAll();
    }
    return { rows, ...(await checkRestored(databaseUrl, manifest, subgraphs, onProgress)) };
  } finally {
    await Promise.allSettled(Object.values(subgraphs satisfies Subgraphs).map((subgraph) => subgraph.stop()));
    await sql.end({ timeout: 5 });
  }
}

const quoted = (table: string) => table.split(".").map((word) => `"${word}"`).join(".");

async function loadAll(databaseUrl: string, folder: string, parts: readonly Part[], onProgress: (step: string) => void): Promise<void> {
  const left = [...parts];
  const loadNext = async () => {
    const client = connectSql({ url: databaseUrl, name: "restore", max: 1 });
    try {
      const session = await client.reserve();
      for (let part = left.shift(); part; part = left.shift()) {
        onProgress(`${part.table} (${part.rows.toLocaleString("fr-FR")} lignes), ${parts.length - left.length} sur ${parts.length}`);
        await loadPart(session, folder, part);
      }
      session.release();
    } catch (error) {
      left.length = 0;
      throw error;
    } finally {
      await client.end({ timeout: 0 });
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: LOADS_AT_ONCE }, loadNext));
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
}

async function setSequences(sql: Sql, { sequences }: Manifest): Promise<void> {
  for (const [name, last] of Object.entries(sequences)) if (last !== null) await sql.unsafe("select setval($1::regclass, $2)", [quoted(name), last + NUMBERS_LEFT_OUT]);
}
