import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { canonicalJson, sha256 } from "@stages/kernel/digest.ts";
import { ConfigurationError } from "@stages/standalone/configuration-error.ts";

/** Raised when what is written is read in another way. */
export const FORMAT = 1;

export interface Part {
  /** "people.students" */
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: number;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** What makes the table, for one that no migration makes; null otherwise. */
  readonly definition: string | null;
}

export interface Manifest {
  readonly format: number;
  readonly takenAt: string;
  /** Of PostgreSQL, such as 180004. */
  readonly serverVersion: number;
  /** Where the server's journal was: what an operator who keeps it too would replay from. */
  readonly journal: string;
  /** The hash of each migration applied, in order, by schema. */
  readonly migrations: Readonly<Record<string, readonly string[]>>;
  /** The last value that each gave; null for one that gave none. */
  readonly sequences: Readonly<Record<string, number | null>>;
  /** The stream of NATS in which its facts were; null when they are in the database. */
  readonly stream: string | null;
  readonly parts: readonly Part[];
}

const MANIFEST = "manifest.json";
const CHECK = "sha256";

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writeFile(join(folder, MANIFEST), `${JSON.stringify({ ...manifest, [CHECK]: sha256(canonicalJson(manifest)) }, null, 1)}\n`, { mode: 0o600, flush: true });
}

const refused = (folder: string, why: string, cause?: unknown) => new ConfigurationError(`La sauvegarde ${folder} ne peut pas être restaurée : ${why} ; rien n'a été changé.`, { cause });

export async function readManifest(folder: string): Promise<Manifest> {
  let whole: Manifest & { readonly [CHECK]: string };
  try {
    whole = JSON.parse(await readFile(join(folder, MANIFEST), "utf8")) as typeof whole;
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code !== "ENOENT";
    throw refused(folder, isThere ? `son fichier ${MANIFEST} est abîmé` : `il n'y a pas de fichier ${MANIFEST}, ou elle n'a pas été finie`, error);
  }
  const { [CHECK]: kept, ...manifest } = whole;
  if (typeof manifest.format === "number" && manifest.format !== FORMAT) throw refused(folder, `elle est au format ${manifest.format}, et ce programme lit le format ${FORMAT}`);
  if (sha256(canonicalJson(manifest)) !== kept) throw refused(folder, `son fichier ${MANIFEST} a été modifié`);
  return manifest;
}

/** Reads every part to its end: nothing is begun with an archive that is not whole. */
export async function checkParts(folder: string, { parts }: Manifest, onProgress: (part: Part) => void = () => {}): Promise<void> {
  for (const part of parts) {
    onProgress(part);
    const path = join(folder, part.file);
    const found = await stat(path).catch(() => null);
    if (!found) throw refused(folder, `la partie ${part.file} manque`);
    if (found.size !== part.bytes) throw refused(folder, `la partie ${part.file} est incomplète (${found.size} octets au lieu de ${part.bytes})`);
    const hash = createHash("sha256");
    await pipeline(createReadStream(path), hash);
    if (hash.digest("hex") !== part.sha256) throw refused(folder, `la partie ${part.file} a été modifiée ou abîmée`);
  }
}

/** An archive is restored by a program that knows its migrations, and has them in the same order. */
export function checkMigrations(folder: string, { migrations }: Manifest, known: Readonly<Record<string, readonly string[]>>): void {
  for (const [schema, applied] of Object.entries(migrations)) {
    const ours = known[schema] ?? [];
    if (applied.length > ours.length) throw refused(folder, `elle vient d'une version plus récente de la plateforme (${schema} : ${applied.length} migrations, ce programme en connaît ${ours.length})`);
    const other = applied.findIndex((hash, index) => hash !== ours[index]);
    if (other !== -1) throw refused(folder, `elle vient d'une autre version de la plateforme (la migration ${other + 1} de ${schema} n'est pas la même)`);
  }
}
