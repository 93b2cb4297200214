import { readFileSync } from "node:fs";
import { ConfigurationError } from "@stages/standalone/configuration-error.ts";
import { describeFailure } from "@stages/standalone/failure.ts";
import { InvalidKeyringError } from "@stages/vault/keyring.ts";
import { newKeyring, withNextKey, withoutFormerKeys } from "@stages/vault/new-keyring.ts";

const USAGE = "npm run keys > keys.json, npm run keys -- next keys.json > next.json, ou npm run keys -- last keys.json > last.json";

/**
 * A keyring, alone on stdout: `npm run keys` makes one, `next FILE` adds a key that seals from then on, `last FILE` keeps
 * the current one alone. Nothing is overwritten: a lost keyring is a lost platform.
 */
try {
  process.stdout.write(keyring(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = 1;
}

function keyring([command, file]: readonly string[]): string {
  if (command === undefined) return newKeyring();
  if ((command !== "next" && command !== "last") || !file) throw new ConfigurationError(`Dites ce que vous voulez : ${USAGE}`);
  try {
    const text = readFileSync(file, "utf8");
    return command === "next" ? withNextKey(text) : withoutFormerKeys(text);
  } catch (error) {
    const why = error instanceof InvalidKeyringError ? error.message : `il ne peut pas être lu (${(error as NodeJS.ErrnoException).code})`;
    throw new ConfigurationError(`« ${file} » n'est pas un fichier de clés : ${why}.`);
  }
}
