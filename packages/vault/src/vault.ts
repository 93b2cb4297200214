import { createCipheriv, createDecipheriv, createHmac, randomFillSync } from "node:crypto";
import { DEVELOPMENT_KEYS, type Keyring, readKeyring } from "./keyring.ts";

/** Where a value stands: sealed in one place, it opens in no other. */
export interface Place {
  /** With its schema: `people.persons`. */
  readonly table: string;
  /** Of the row. */
  readonly id: string;
  readonly column: string;
}

export class UnreadableError extends Error {
  override readonly name = "UnreadableError";
}

let installed: Keyring | null = null;

/** Once, by whoever starts the process, before anything is read or written. A process serves one platform, and so one keyring. */
export function useKeyring(keyring: Keyring): void {
  installed = keyring;
}

/** For tests, benchmarks and demonstrations. */
export const useDevelopmentKeys = (): void => useKeyring(readKeyring(DEVELOPMENT_KEYS));

function keyring(): Keyring {
  if (!installed) throw new Error("No keyring: call useKeyring before reading or writing what is sealed");
  return installed;
}

const CIPHER = "aes-256-gcm";
const FORMAT = 1;
const HEADER_BYTES = 5;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** `format (1) | key version (4) | nonce (12) | ciphertext | tag (16)`; the header and the place are authenticated with it. */
export function seal(place: Place, value: unknown): Buffer {
  const { current, keys } = keyring();
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(FORMAT, 0);
  header.writeUInt32BE(current, 1);
  const nonce = nextNonce();
  const cipher = createCipheriv(CIPHER, keys.get(current)!, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associated(header, place));
  return Buffer.concat([header, nonce, cipher.update(JSON.stringify(value), "utf8"), cipher.final(), cipher.getAuthTag()]);
}

const nonces = Buffer.alloc(NONCE_BYTES * 1_024);
let unused = 0;

/** Drawn by the thousand: asking the system for twelve bytes takes longer than all the rest of sealing. Each is given once. */
function nextNonce(): Buffer {
  if (unused === 0) {
    randomFillSync(nonces);
    unused = nonces.length;
  }
  unused -= NONCE_BYTES;
  return nonces.subarray(unused, unused + NONCE_BYTES);
}

/** The value as JSON gives it back. Throws UnreadableError for what was changed, moved, or sealed by a key that is not at hand. */
export function unseal<T>(place: Place, sealed: Uint8Array): T {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const where = `${place.table}.${place.column} of ${place.id}`;
  if (bytes.length < HEADER_BYTES + NONCE_BYTES + TAG_BYTES || bytes.readUInt8(0) !== FORMAT) throw new UnreadableError(`${where} is not a sealed value`);
  const version = bytes.readUInt32BE(1);
  const key = keyring().keys.get(version);
  if (!key) throw new UnreadableError(`${where} is sealed by key ${version}, which is not in the keyring`);
  const nonce = bytes.subarray(HEADER_BYTES, HEADER_BYTES + NONCE_BYTES);
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(associated(bytes.subarray(0, HEADER_BYTES), place));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(HEADER_BYTES + NONCE_BYTES, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
    return JSON.parse(text) as T;
  } catch {
    throw new UnreadableError(`${where} was changed or moved`);
  }
}

export function keyVersionOf(sealed: Uint8Array): number {
  return Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength).readUInt32BE(1);
}

export function currentKeyVersion(): number {
  return keyring().current;
}

const associated = (header: Buffer, { table, id, column }: Place) => Buffer.concat([header, Buffer.from([table, id, column].join("\0"), "utf8")]);

export type IndexedAs = "INE" | "EMAIL" | "IDEMPOTENCY" | "DOCUMENT_CODE" | "SIGNATURE_CODE" | "EVIDENCE" | "PUSH_ENDPOINT" | "VAPID";

/**
 * By which a value is found again without being kept: HMAC-SHA-256 in hexadecimal, another one for each use. Values that
 * are few enough to be tried one by one, as INEs are, are protected by the key alone.
 */
export function blindIndex(use: IndexedAs, value: string): string {
  return createHmac("sha256", keyring().index).update(`${use}\0${value}`, "utf8").digest("hex");
}

/** Addresses are the same whatever their case. */
export const emailIndex = (email: string): string => blindIndex("EMAIL", email.toLowerCase());
