import { sequence, type Der, OID } from "./der.ts";
import { type Element, Reader, readFirst, readOid, readWhole, TAG } from "./der-reader.ts";

/** What node:crypto does not tell of a certificate. */
export interface CertificateFields {
  /** IssuerAndSerialNumber, as the certificate writes both: a name encoded anew would name nobody. */
  readonly issuerAndSerial: Der;
  readonly subject: Uint8Array;
  /** Null where it does not say. */
  readonly keyUsage: { readonly signs: boolean; readonly signsCertificates: boolean } | null;
  /** How many authorities may stand between it and the last certificate; null for any number. */
  readonly pathLength: number | null;
  /** Those that must be understood by whoever believes it. */
  readonly critical: readonly string[];
}

const VERSION = TAG.context(0);
const EXTENSIONS = TAG.context(3);
// RFC 5280, 4.2.1.3: the bits from the left.
const DIGITAL_SIGNATURE = 0x80;
const NON_REPUDIATION = 0x40;
const KEY_CERT_SIGN = 0x04;

export function fieldsOf(certificate: Uint8Array): CertificateFields {
  const tbs = new Reader(new Reader(readWhole(certificate)).take(TAG.sequence));
  tbs.takeIf(VERSION);
  const serial = tbs.take(TAG.integer);
  tbs.take(TAG.sequence);
  const issuer = tbs.take(TAG.sequence);
  tbs.take(TAG.sequence);
  const subject = tbs.take(TAG.sequence);
  const extensions = extensionsOf(tbs.rest().find(({ tag }) => tag === EXTENSIONS));
  const usage = extensions.get(OID.keyUsage);
  const constraints = extensions.get(OID.basicConstraints);
  return {
    issuerAndSerial: sequence(issuer.raw, serial.raw),
    subject: subject.raw,
    keyUsage: usage ? usageOf(usage.value) : null,
    pathLength: constraints ? pathLengthOf(constraints.value) : null,
    critical: [...extensions].filter(([, { isCritical }]) => isCritical).map(([id]) => id),
  };
}

interface Extension {
  readonly isCritical: boolean;
  readonly value: Element;
}

function extensionsOf(element: Element | undefined): ReadonlyMap<string, Extension> {
  if (!element) return new Map();
  return new Map(
    new Reader(readFirst(element.content)).rest().map((extension) => {
      const reader = new Reader(extension);
      const id = readOid(reader.take(TAG.oid));
      const isCritical = reader.takeIf(TAG.boolean)?.content[0] === 0xff;
      return [id, { isCritical, value: readWhole(reader.take(TAG.octets).content) }];
    }),
  );
}

function usageOf({ content }: Element): CertificateFields["keyUsage"] {
  const bits = content[1] ?? 0;
  return { signs: (bits & (DIGITAL_SIGNATURE | NON_REPUDIATION)) !== 0, signsCertificates: (bits & KEY_CERT_SIGN) !== 0 };
}

function pathLengthOf(constraints: Element): number | null {
  const reader = new Reader(constraints);
  reader.takeIf(TAG.boolean);
  const length = reader.takeIf(TAG.integer);
  return length ? length.content.reduce((value, byte) => value * 256 + byte, 0) : null;
}
