import { createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

/**
 * Plays the program that holds a key, as the one in front of an HSM: `signer-under-test.ts KEY_FILE [--dies-after=N]`. It
 * answers out of order, as a machine that works on several demands may.
 */
const [file, option] = process.argv.slice(2) as [string, string | undefined];
const key = createPrivateKey(readFileSync(file));
const most = option?.startsWith("--dies-after=") ? Number(option.split("=")[1]) : Number.POSITIVE_INFINITY;
const refuses = option === "--refuses";
let count = 0;

for await (const line of createInterface({ input: process.stdin })) {
  const { id, data } = JSON.parse(line) as { readonly id: number; readonly data: string };
  count += 1;
  if (count > most) process.exit(1);
  const answer = refuses ? { id, error: "le code du module est verrouillé" } : { id, signature: sign("sha256", Buffer.from(data, "base64"), key).toString("base64") };
  setImmediate(() => process.stdout.write(`bavardage\n${JSON.stringify(answer)}\n`));
}
