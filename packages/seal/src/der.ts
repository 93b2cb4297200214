/**
 * DER, written. What is signed and what certificates say must enter byte for byte: a tree of objects that is encoded again
 * need not give the same bytes.
 */
export type Der = Uint8Array<ArrayBuffer>;

export function tagged(tag: number, ...parts: readonly Uint8Array[]): Der {
  const length = parts.reduce((sum, { length }) => sum + length, 0);
  return joined(new Uint8Array([tag, ...lengthOf(length)]), ...parts);
}

export function joined(...parts: readonly Uint8Array[]): Der {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function lengthOf(length: number): readonly number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [0x80 | bytes.length, ...bytes];
}

export const sequence = (...parts: readonly Uint8Array[]): Der => tagged(0x30, ...parts);
/** DER wants the elements of a SET OF in the order of their bytes (X.690, 11.6). */
export const setOf = (...parts: readonly Uint8Array[]): Der => tagged(0x31, ...[...parts].sort((a, b) => Buffer.compare(a, b)));
export const octets = (bytes: Uint8Array): Der => tagged(0x04, bytes);
export const bits = (bytes: Uint8Array, unused = 0): Der => tagged(0x03, new Uint8Array([unused]), bytes);
export const nothing = (): Der => tagged(0x05);
export const yes = (): Der => tagged(0x01, new Uint8Array([0xff]));
export const utf8 = (text: string): Der => tagged(0x0c, Buffer.from(text, "utf8"));
/** `[number]`, around what keeps its own tag, or in its place. */
export const context = (number: number, ...parts: readonly Uint8Array[]): Der => tagged(0xa0 + number, ...parts);

export function integer(value: number | Uint8Array): Der {
  const bytes = typeof value === "number" ? Buffer.from(value.toString(16).padStart(value.toString(16).length + (value.toString(16).length % 2), "0"), "hex") : value;
  const from = bytes.findIndex((byte) => byte !== 0);
  const significant = from === -1 ? new Uint8Array([0]) : bytes.subarray(from);
  // The first bit is the sign's.
  return tagged(0x02, ...(significant[0]! & 0x80 ? [new Uint8Array([0])] : []), significant);
}

export function oid(dotted: string): Der {
  const [first, second, ...rest] = dotted.split(".").map(Number) as [number, number, ...number[]];
  return tagged(0x06, new Uint8Array([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): readonly number[] {
  const groups = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) groups.unshift(0x80 | (rest % 128));
  return groups;
}

/** UTCTime until 2049, GeneralizedTime from then on (RFC 5280, 4.1.2.5). */
export function time(at: Temporal.Instant): Der {
  const text = at.round({ smallestUnit: "second", roundingMode: "floor" }).toString().replaceAll(/[-:T]/g, "");
  return text < "2050" ? tagged(0x17, Buffer.from(text.slice(2))) : tagged(0x18, Buffer.from(text));
}

/** Names of what is used here, as their standards number them. */
export const OID = {
  data: "1.2.840.113549.1.7.1",
  signedData: "1.2.840.113549.1.7.2",
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingCertificate: "1.2.840.113549.1.9.16.2.12",
  signingCertificateV2: "1.2.840.113549.1.9.16.2.47",
  timeStampToken: "1.2.840.113549.1.9.16.2.14",
  timeStampInfo: "1.2.840.113549.1.9.16.1.4",
  sha1: "1.3.14.3.2.26",
  sha256: "2.16.840.1.101.3.4.2.1",
  sha384: "2.16.840.1.101.3.4.2.2",
  sha512: "2.16.840.1.101.3.4.2.3",
  ecPublicKey: "1.2.840.10045.2.1",
  rsaEncryption: "1.2.840.113549.1.1.1",
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  ecdsaWithSha384: "1.2.840.10045.4.3.3",
  ecdsaWithSha512: "1.2.840.10045.4.3.4",
  rsaWithSha256: "1.2.840.113549.1.1.11",
  rsaWithSha384: "1.2.840.113549.1.1.12",
  rsaWithSha512: "1.2.840.113549.1.1.13",
  commonName: "2.5.4.3",
  organization: "2.5.4.10",
  country: "2.5.4.6",
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  basicConstraints: "2.5.29.19",
  authorityKeyIdentifier: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
  timeStamping: "1.3.6.1.5.5.7.3.8",
} as const;
