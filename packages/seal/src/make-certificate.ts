import { createHash, createPublicKey, type KeyObject, randomBytes, sign, X509Certificate } from "node:crypto";
import { bits, context, type Der, integer, octets, OID, oid, sequence, setOf, tagged, time, utf8, yes } from "./der.ts";
import { fieldsOf } from "./certificate-fields.ts";

export interface Name {
  readonly commonName: string;
  readonly organization: string;
}

export type CertificateUse = "AUTHORITY" | "SEAL" | "TIME_STAMP";

export interface CertificateDemand {
  readonly name: Name;
  readonly publicKey: KeyObject;
  readonly use: CertificateUse;
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
  /** The authority's own key and certificate; null for a certificate that vouches for itself. */
  readonly issuer: { readonly certificate: X509Certificate; readonly key: KeyObject } | null;
  /** Of this certificate, where it vouches for itself. */
  readonly key?: KeyObject;
}

const ECDSA_SHA256 = sequence(oid(OID.ecdsaWithSha256));
const V3 = 2;
/** RFC 5280, 4.2.1.3, with how many bits of the last byte are unused. */
const KEY_USAGE = { AUTHORITY: bits(new Uint8Array([0x06]), 1), SEAL: bits(new Uint8Array([0xc0]), 6), TIME_STAMP: bits(new Uint8Array([0xc0]), 6) } as const;

/** An X.509 certificate over P-256: for development, and for what the tests play. */
export function makeCertificate({ name, publicKey, use, from, until, issuer, key }: CertificateDemand): X509Certificate {
  const signingKey = issuer?.key ?? key;
  if (!signingKey) throw new Error("a certificate is signed by an authority's key, or by its own");
  const subject = nameOf(name);
  const tbs = sequence(
    context(0, integer(V3)),
    // RFC 5280, 4.1.2.2: positive, hard to guess.
    integer(new Uint8Array([0x5e, ...randomBytes(15)])),
    ECDSA_SHA256,
    issuer ? subjectOf(issuer.certificate) : subject,
    sequence(time(from), time(until)),
    subject,
    spkiOf(publicKey),
    context(3, sequence(...extensionsOf(use, publicKey, createPublicKey(signingKey)))),
  );
  return new X509Certificate(sequence(tbs, ECDSA_SHA256, bits(sign("sha256", tbs, signingKey))));
}

const nameOf = ({ commonName, organization }: Name): Der =>
  sequence(...([[OID.country, null], [OID.organization, organization], [OID.commonName, commonName]] as const).map(([type, text]) => setOf(sequence(oid(type), text === null ? FRANCE : utf8(text)))));
/** A country is a PrintableString. */
const FRANCE = new Uint8Array([0x13, 2, 0x46, 0x52]);

const subjectOf = ({ raw }: X509Certificate): Uint8Array => fieldsOf(raw).subject;

const spkiOf = (key: KeyObject): Uint8Array => key.export({ type: "spki", format: "der" });
const identifierOf = (key: KeyObject): Uint8Array => createHash("sha256").update(spkiOf(key)).digest().subarray(0, 20);

function extensionsOf(use: CertificateUse, subject: KeyObject, issuer: KeyObject): readonly Der[] {
  const extension = (id: string, value: Uint8Array, isCritical = false) => sequence(oid(id), ...(isCritical ? [yes()] : []), octets(value));
  return [
    extension(OID.basicConstraints, use === "AUTHORITY" ? sequence(yes(), integer(0)) : sequence(), true),
    extension(OID.keyUsage, KEY_USAGE[use], true),
    extension(OID.subjectKeyIdentifier, octets(identifierOf(subject))),
    extension(OID.authorityKeyIdentifier, sequence(tagged(0x80, identifierOf(issuer)))),
    ...(use === "TIME_STAMP" ? [extension(OID.extendedKeyUsage, sequence(oid(OID.timeStamping)), true)] : []),
  ];
}
