import { createHash, verify } from "node:crypto";
import { context, type Der, integer, joined, octets, OID, oid, sequence, setOf } from "./der.ts";
import { SealFailure } from "./failure.ts";
import { algorithmOf, identifierOf, type SealingKey } from "./sealing-key.ts";
import { fieldsOf } from "./certificate-fields.ts";

const sha256 = (data: Uint8Array): Der => new Uint8Array(createHash("sha256").update(data).digest());
const SHA256 = sequence(oid(OID.sha256));

const attribute = (type: string, value: Uint8Array): Der => sequence(oid(type), setOf(value));

export interface SignedContent {
  /** SHA-256 of what is signed, which stands outside. */
  readonly digest: Uint8Array;
  readonly key: SealingKey;
  /** Given the signature, what proves when it was there; null for none (B-B). */
  readonly timeStamp: ((signature: Uint8Array) => Promise<Uint8Array>) | null;
}

/**
 * The CMS of a PAdES baseline signature (ETSI EN 319 142-1, 6.3): content type, message digest and the certificate by its
 * hash are signed attributes; the time is not, since it stands in the PDF's own dictionary.
 */
export async function signContent({ digest, key, timeStamp }: SignedContent): Promise<Der> {
  const [leaf] = key.chain;
  const algorithm = algorithmOf(leaf);
  const attributes = setOf(
    attribute(OID.contentType, oid(OID.data)),
    attribute(OID.messageDigest, octets(digest)),
    // ESSCertIDv2 with SHA-256, its default, which DER leaves out (RFC 5035).
    attribute(OID.signingCertificateV2, sequence(sequence(sequence(octets(sha256(leaf.raw)))))),
  );
  const signature = await key.sign(attributes, algorithm);
  if (!verify("sha256", attributes, leaf.publicKey, signature)) throw new SealFailure("KEY_MISMATCH", "La clé du sceau n'est pas celle de son certificat.");
  const token = await timeStamp?.(signature);
  const signer = sequence(
    integer(1),
    fieldsOf(leaf.raw).issuerAndSerial,
    SHA256,
    implicitly(0, attributes),
    identifierOf(algorithm),
    octets(signature),
    ...(token ? [context(1, attribute(OID.timeStampToken, token))] : []),
  );
  const certificates = context(0, ...[...key.chain].map(({ raw }) => raw).sort((a, b) => Buffer.compare(a, b)));
  const signedData = sequence(integer(1), setOf(SHA256), sequence(oid(OID.data)), certificates, setOf(signer));
  return sequence(oid(OID.signedData), context(0, signedData));
}

/** Signed under the tag of a SET, written under `[0]` (RFC 5652, 5.4). */
const implicitly = (number: number, set: Der): Der => joined(new Uint8Array([0xa0 + number]), set.subarray(1));
