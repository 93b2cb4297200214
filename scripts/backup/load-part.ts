import { createReadStream } from "node:fs";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createZstdDecompress } from "node:zlib";
import { ConfigurationError } from "@stages/standalone/configuration-error.ts";
import type postgres from "postgres";
import type { Part } from "./archive.ts";

/**
 * The rows of one table, past its triggers and its row policies: what they decided was decided then. Both stand again when it is committed.
 * It takes the owner's rights and no more, where `session_replication_role` would take a superuser's.
 */
export async function loadPart(session: postgres.ReservedSql, folder: string, { table, columns, rows, file, definition }: Part): Promise<void> {
  const name = table.split(".").map((word) => `"${word}"`).join(".");
  await session.unsafe("begin");
  const [state] = await session.unsafe<{ there: boolean; forced: boolean; triggers: boolean }[]>(
    `select to_regclass($1) is not null as there, coalesce((select relforcerowsecurity from pg_class where oid = to_regclass($1)), false) as forced,
       exists (select from pg_trigger where tgrelid = to_regclass($1) and not tgisinternal) as triggers`,
    [name],
  );
  if (!state!.there) {
    if (definition === null) throw new ConfigurationError(`La table ${table} de la sauvegarde n'existe pas dans cette version de la plateforme.`);
    await session.unsafe(definition);
  }
  if (state!.triggers) await session.unsafe(`alter table ${name} disable trigger user`);
  if (state!.forced) await session.unsafe(`alter table ${name} no force row level security`);
  // In the transaction that empties it, PostgreSQL needs no journal for what it is given, nor for the old.
  await session.unsafe(`truncate ${name}`);
  let found = 0;
  const counting = new Transform({
    transform(chunk: Buffer, _, done) {
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) found += 1;
      done(null, chunk);
    },
  });
  const list = columns.map((column) => `"${column}"`).join(", ");
  const writable = await session.unsafe(`copy ${name} (${list}) from stdin with (freeze)`).writable();
  await pipeline(createReadStream(join(folder, file)), createZstdDecompress(), counting, writable);
  if (found !== rows) throw new ConfigurationError(`La partie ${file} a ${found} lignes au lieu de ${rows}.`);
  if (state!.triggers) await session.unsafe(`alter table ${name} enable trigger user`);
  if (state!.forced) await session.unsafe(`alter table ${name} force row level security`);
  await session.unsafe("commit");
}
