import { readFileSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import type { Manifest } from "./archive.ts";
import { takeBackup } from "./take-backup.ts";

/** Two tables of two subgraphs, in which one transaction writes one row each: whoever sees one sees the other. */
const PAIR = ["candidatures", "conventions"] as const;

export interface Pairs {
  readonly written: number;
  /** How many rows the archive holds of either. */
  readonly kept: readonly number[];
}

/** Takes an archive while pairs are written between any two of its tables; without the shared snapshot, table after table. */
export async function pairsInBackup({ databaseUrl, folder, sharedSnapshot }: { readonly databaseUrl: string; readonly folder: string; readonly sharedSnapshot: boolean }): Promise<Pairs> {
  const sql = postgres(databaseUrl, { max: 2, onnotice: () => {} });
  let written = 0;
  try {
    for (const schema of PAIR) await sql.unsafe(`create table "${schema}".paired (id integer primary key)`);
    await takeBackup({
      databaseUrl,
      folder,
      sharedSnapshot,
      async beforeTable() {
        const id = (written += 1);
        await sql.begin(async (tx) => {
          for (const schema of PAIR) await tx.unsafe(`insert into "${schema}".paired values (${id})`);
        });
      },
    });
    const { parts } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as Manifest;
    return { written, kept: PAIR.map((schema) => parts.find(({ table }) => table === `${schema}.paired`)!.rows) };
  } finally {
    for (const schema of PAIR) await sql.unsafe(`drop table if exists "${schema}".paired`);
    await sql.end();
  }
}
