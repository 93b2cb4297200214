import { createHash } from "node:crypto";
import { createWriteStream, existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createZstdCompress } from "node:zlib";
import { connectSql } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import { diskFull } from "@stages/embedded-postgres/errors.ts";
import { ConfigurationError } from "@stages/standalone/configuration-error.ts";
import { SUBGRAPH_NAMES } from "@stages/transport/transport.ts";
import type postgres from "postgres";
import { FORMAT, type Manifest, type Part, writeManifest } from "./archive.ts";
import { type KeptTable, migrationsOfDatabase, sequencesOf, tablesToKeep } from "./tables-to-keep.ts";

export interface BackupOptions {
  readonly databaseUrl: string;
  /** Made by it; refused when there is something in it. */
  readonly folder: string;
  readonly onProgress?: (step: string) => void;
  /** The control of the proof: each table as it stands when its turn comes. */
  readonly sharedSnapshot?: boolean;
  /** Called before a table is copied, for tests that write meanwhile. */
  readonly beforeTable?: (table: string) => Promise<void>;
}

export interface TakenBackup {
  readonly folder: string;
  readonly tables: number;
  readonly rows: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly stream: string | null;
}

const NOTHING_THERE = "Cette base ne contient pas de plateforme entière : il n'y a rien à sauvegarder (lancez-la une fois par « npm start »).";
const COPIES_AT_ONCE = 2;
const LEVEL = 3;

/**
 * Every table of the platform as it stood at one instant, while it is written to: all sessions read the snapshot of the first. Memory does not
 * grow with the tables. It takes its name once it is whole; until then, and for ever when it fails, there is nothing under that name.
 */
export async function takeBackup({ databaseUrl, folder: asked, onProgress = () => {}, sharedSnapshot = true, beforeTable = async () => {} }: BackupOptions): Promise<TakenBackup> {
  const from = performance.now();
  const folder = resolve(asked);
  if (existsSync(folder) && readdirSync(folder).length > 0) throw new ConfigurationError(`Le dossier ${folder} contient déjà quelque chose : donnez à chaque sauvegarde un dossier nouveau, comme sauvegardes/${new Date().toISOString().slice(0, 10)}.`);
  const draft = draftOf(folder);
  const first = connectSql({ url: databaseUrl, name: "backup", max: 1 });
  try {
    mkdirSync(dirname(folder), { recursive: true });
    mkdirSync(draft, { mode: 0o700 });
    const session = await first.reserve();
    await session.unsafe("begin isolation level repeatable read read only");
    await refuseUnfinished(session);
    const [{ snapshot, ...server }] = await session.unsafe<[{ snapshot: string; now: string; version: string; journal: string; walled: boolean }]>(
      `select pg_export_snapshot() as snapshot, to_json(now()) #>> '{}' as now, current_setting('server_version_num') as version, pg_current_wal_lsn()::text as journal,
         not (select rolsuper or rolbypassrls from pg_roles where rolname = current_user) as walled`,
    );
    const tables = await tablesToKeep(session);
    if (server.walled) await refuseHidden(session);
    const parts: Part[] = [];
    const left = tables.map((table, index) => ({ table, index }));
    let rows = 0;
    const copyNext = async () => {
      const client = connectSql({ url: databaseUrl, name: "backup", max: 1 });
      try {
        const own = await client.reserve();
        await own.unsafe("begin isolation level repeatable read read only");
        if (sharedSnapshot) await own.unsafe(`set transaction snapshot '${snapshot}'`);
        for (let next = left.shift(); next; next = left.shift()) {
          if (!sharedSnapshot) await own.unsafe("commit; begin isolation level repeatable read read only");
          await beforeTable(`${next.table.schema}.${next.table.name}`);
          onProgress(`${next.table.schema}.${next.table.name} (${inMegabytes(next.table.bytes)}), ${tables.length - left.length} sur ${tables.length}`);
          const part = await copyOut(own, next.table, join(draft, fileOf(next.table)), server.walled);
          parts[next.index] = part;
          rows += part.rows;
        }
        await own.unsafe("commit");
        own.release();
      } catch (error) {
        left.length = 0;
        throw error;
      } finally {
        await client.end({ timeout: 0 });
      }
    };
    const outcomes = await Promise.allSettled(Array.from({ length: sharedSnapshot ? COPIES_AT_ONCE : 1 }, copyNext));
    for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
    const [stream] = await session.unsafe<{ token: string }[]>("select token from bus.stream");
    const manifest: Manifest = {
      format: FORMAT,
      takenAt: server.now,
      serverVersion: Number(server.version),
      journal: server.journal,
      migrations: await migrationsOfDatabase(session),
      // Drawn outside of any snapshot: what they gave since then is in no row of the archive.
      sequences: await sequencesOf(session),
      stream: stream?.token ?? null,
      parts,
    };
    await session.unsafe("commit");
    session.release();
    await writeManifest(draft, manifest);
    if (existsSync(folder)) rmdirSync(folder);
    renameSync(draft, folder);
    return { folder, tables: parts.length, rows, bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0), seconds: (performance.now() - from) / 1_000, stream: manifest.stream };
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw asSentence(error, folder);
  } finally {
    await first.end({ timeout: 0 });
  }
}

/** Where it is written until it is whole; for whoever is interrupted to take away. */
export const draftOf = (folder: string): string => `${resolve(folder)}.incomplet-${process.pid}`;

const fileOf = ({ schema, name }: KeptTable) => `${schema}.${name}.copy.zst`;

async function copyOut(session: postgres.ReservedSql, { schema, name, columns, definition }: KeptTable, path: string, walled: boolean): Promise<Part> {
  if (walled && isSubgraph(schema)) await session.unsafe(`set local role "${roleOf(schema, "PLATFORM")}"`);
  const list = columns.map((column) => `"${column}"`).join(", ");
  const readable = await session.unsafe(`copy "${schema}"."${name}" (${list}) to stdout`).readable();
  const hash = createHash("sha256");
  let [rows, bytes] = [0, 0];
  // A newline within a value is written as two characters: each of these ends a row.
  const counting = new Transform({
    transform(chunk: Buffer, _, done) {
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) rows += 1;
      done(null, chunk);
    },
  });
  const hashing = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  const compress = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: LEVEL, [constants.ZSTD_c_checksumFlag]: 1 } });
  await pipeline(readable, counting, compress, hashing, createWriteStream(path, { mode: 0o600, flush: true }));
  // postgres.js stops listening to its server while rows wait to be taken, and is not told to go on once the last was: what follows would never be heard.
  readable._read(0);
  if (walled && isSubgraph(schema)) await session.unsafe("reset role");
  return { table: `${schema}.${name}`, columns, rows, file: basename(path), bytes, sha256: hash.digest("hex"), definition };
}

const isSubgraph = (schema: string): schema is (typeof SUBGRAPH_NAMES)[number] => (SUBGRAPH_NAMES as readonly string[]).includes(schema);

async function refuseUnfinished(session: postgres.ReservedSql): Promise<void> {
  const [state] = await session.unsafe<{ real: boolean; demonstration: boolean }[]>("select to_regclass('standalone.production') is not null as real, to_regclass('standalone.demonstration') is not null as demonstration");
  const isWhole = state!.real || (state!.demonstration && (await session.unsafe("select 1 from standalone.demonstration where loaded_at is not null")).length > 0);
  if (!isWhole) throw new ConfigurationError(NOTHING_THERE);
}

/** Whom the walls stop as well would copy what it is shown, and believe it to be all. As the platform's role it is shown all of these. */
async function refuseHidden(session: postgres.ReservedSql): Promise<void> {
  const hidden = await session.unsafe<{ name: string }[]>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1::text[]) and c.relkind = 'r' and c.relrowsecurity
       and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'platform' and p.polpermissive and pg_get_expr(p.polqual, p.polrelid) = 'true')`,
    [SUBGRAPH_NAMES as unknown as string[]],
  );
  if (hidden.length > 0) throw new ConfigurationError(`Le compte de DATABASE_URL ne voit pas toutes les lignes de ${hidden.map(({ name }) => name).join(", ")} : sauvegardez sous un compte qui a BYPASSRLS.`);
}

function asSentence(error: unknown, folder: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "3D000" || code === "3F000") return new ConfigurationError(NOTHING_THERE, { cause: error });
  if (code !== "ENOSPC" && code !== "EDQUOT") return error;
  return new ConfigurationError(`Le disque de ${folder} est plein : la sauvegarde n'a pas été faite, et ce qui en était écrit a été effacé ; libérez de la place, ou donnez un dossier d'un autre disque.`, { cause: diskFull(folder, error) });
}

export const inMegabytes = (bytes: number): string => `${(bytes / 1e6).toLocaleString("fr-FR", { maximumFractionDigits: bytes < 1e7 ? 1 : 0 })} Mo`;

