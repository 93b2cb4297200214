import { DEVELOPMENT_KEYS, readKeyring } from "@stages/vault/keyring.ts";
import { blindIndex, seal, unseal, useKeyring } from "@stages/vault/vault.ts";
import type postgres from "postgres";
import type { Configuration } from "./config.ts";
import { ConfigurationError } from "./configuration-error.ts";

/** Puts the configured keyring in use, and gives it as it is handed to other processes. */
export function useConfiguredKeys({ keys, production }: Pick<Configuration, "keys" | "production">): string {
  if (keys === null && production) {
    throw new ConfigurationError(
      "NODE_ENV vaut « production » : les clés qui protègent les données des personnes manquent ; faites-en par « npm run keys > keys.json », gardez ce fichier à l'abri, et donnez son nom par STAGES_KEYS.",
    );
  }
  const used = keys ?? DEVELOPMENT_KEYS;
  useKeyring(readKeyring(used));
  return used;
}

const PLACE = { table: "standalone.keyring", id: "1", column: "witness" };
const WITNESS = "what these keys sealed";

/**
 * A database is one keyring's: with other keys nothing could be read, and with another index every student would be a
 * stranger. The first start leaves a witness, which each start must be able to read.
 */
export async function checkKeyring(sql: postgres.Sql): Promise<void> {
  await sql`create schema if not exists standalone`;
  await sql`create table if not exists standalone.keyring (only_one boolean primary key default true check (only_one), witness bytea not null, index text not null)`;
  const index = blindIndex("EMAIL", WITNESS);
  await sql`insert into standalone.keyring (witness, index) values (${seal(PLACE, WITNESS)}, ${index}) on conflict do nothing`;
  const [row] = await sql<{ witness: Uint8Array; index: string }[]>`select witness, index from standalone.keyring`;
  if (row!.index === index && opens(row!.witness)) return;
  throw new ConfigurationError("Les données de cette base ont été scellées par d'autres clés que celles de STAGES_KEYS : donnez le fichier de clés de cette plateforme.");
}

/** Once everything else is sealed anew, the witness is too. */
export async function renewWitness(sql: postgres.Sql): Promise<void> {
  await sql`update standalone.keyring set witness = ${seal(PLACE, WITNESS)}`;
}

function opens(witness: Uint8Array): boolean {
  try {
    return unseal(PLACE, witness) === WITNESS;
  } catch {
    return false;
  }
}
