import { randomBytes } from "node:crypto";
import { DEVELOPMENT_KEYS, type Keyring, readKeyring } from "@stages/vault/keyring.ts";

const DEVELOPMENT = JSON.parse(DEVELOPMENT_KEYS) as { readonly keys: Readonly<Record<string, string>> };

/** The keys of development with another one after them, which seals from now on; and that one alone, once the former is thrown away. */
export function nextKey(): { readonly besideFormer: Keyring; readonly alone: Keyring } {
  const next = randomBytes(32).toString("base64");
  const withKeys = (keys: Readonly<Record<string, string>>) => readKeyring(JSON.stringify({ ...DEVELOPMENT, current: 2, keys }));
  return { besideFormer: withKeys({ ...DEVELOPMENT.keys, 2: next }), alone: withKeys({ 2: next }) };
}
