import { randomBytes } from "node:crypto";
import { readKeyring } from "./keyring.ts";

const secret = () => randomBytes(32).toString("base64");
const written = (document: object) => `${JSON.stringify(document, null, 2)}\n`;

/** A keyring of a first key, as the file that `STAGES_KEYS` names holds it. */
export const newKeyring = (): string => written({ current: 1, keys: { 1: secret() }, index: secret() });

interface Document {
  readonly current: number;
  readonly keys: Readonly<Record<string, string>>;
}

/** The same with one key more, which seals from now on. */
export function withNextKey(keyring: string): string {
  readKeyring(keyring);
  const document = JSON.parse(keyring) as Document;
  const next = Math.max(...Object.keys(document.keys).map(Number)) + 1;
  return written({ ...document, current: next, keys: { ...document.keys, [next]: secret() } });
}

/** The same with the current key alone: to be kept once everything is sealed by it. */
export function withoutFormerKeys(keyring: string): string {
  readKeyring(keyring);
  const document = JSON.parse(keyring) as Document;
  return written({ ...document, keys: { [document.current]: document.keys[document.current] } });
}
