import { createSecretKey, type KeyObject } from "node:crypto";
import { z } from "zod";

/** What the platform keeps of people is read with these alone: a copy of the database without them is of no use. */
export interface Keyring {
  /** The version that seals from now on. */
  readonly current: number;
  /** Those that open: the current one, and the former ones until everything is sealed anew. */
  readonly keys: ReadonlyMap<number, KeyObject>;
  /** Of the blind indexes. Never rotated: by it alone a student is known again by an INE. */
  readonly index: KeyObject;
}

export class InvalidKeyringError extends Error {
  override readonly name = "InvalidKeyringError";
}

const KEY_BYTES = 32;
const MOST_VERSIONS = 2 ** 31;

const key = z
  .string()
  .transform((text) => Buffer.from(text, "base64"))
  .refine((bytes) => bytes.length === KEY_BYTES, { error: "une clé est faite de 32 octets tirés au hasard, en base 64" })
  .transform((bytes) => createSecretKey(bytes));

const version = z.coerce.number().int().positive().lt(MOST_VERSIONS);

const document = z.strictObject({ current: version, keys: z.record(z.string().regex(/^[1-9]\d*$/), key), index: key });

/** Keys are never repeated in what is said of them. */
export function readKeyring(text: string): Keyring {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new InvalidKeyringError("ce n'est pas du JSON");
  }
  const { success, data, error } = document.safeParse(json);
  if (!success) {
    const { path, message, code } = error.issues[0]!;
    throw new InvalidKeyringError(`${path.join(".") || "le document"} : ${code === "custom" ? message : "n'a pas la forme attendue, { \"current\": 1, \"keys\": { \"1\": \"…\" }, \"index\": \"…\" }"}`);
  }
  const keys = new Map(Object.entries(data.keys).map(([name, secret]) => [version.parse(name), secret]));
  if (!keys.has(data.current)) throw new InvalidKeyringError(`current : la clé ${data.current} n'est pas parmi « keys »`);
  return { current: data.current, keys, index: data.index };
}

/** Anyone can read these keys: for development and demonstrations alone. */
export const DEVELOPMENT_KEYS = JSON.stringify({
  current: 1,
  keys: { 1: Buffer.from("development: everyone reads this").toString("base64") },
  index: Buffer.from("development: and this one, too !").toString("base64"),
});
