import { createHash, createPublicKey, type KeyObject, randomBytes, sign, X509Certificate } from "node:crypto";
import { OctetString } from "@peculiar/asn1-schema";
import * as x509 from "@peculiar/asn1-x509";
import { fieldsOf } from "./certificate-fields.ts";
import { OID, read, write } from "./der.ts";

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

const ECDSA_SHA256 = new x509.AlgorithmIdentifier({ algorithm: OID.ecdsaWithSha256 });
const SIGNS = x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation;
const KEY_USAGE = { AUTHORITY: x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, SEAL: SIGNS, TIME_STAMP: SIGNS } as const;

/** An X.509 certificate over P-256: for development, and for what the tests play. */
export function makeCertificate({ name, publicKey, use, from, until, issuer, key }: CertificateDemand): X509Certificate {
  const signingKey = issuer?.key ?? key;
  if (!signingKey) throw new Error("a certificate is signed by an authority's key, or by its own");
  const subject = nameOf(name);
  const tbsCertificate = new x509.TBSCertificate({
    version: x509.Version.v3,
    // RFC 5280, 4.1.2.2: positive, hard to guess.
    serialNumber: new Uint8Array([0x5e, ...randomBytes(15)]).buffer,
    signature: ECDSA_SHA256,
    issuer: issuer ? fieldsOf(issuer.certificate).subject : subject,
    validity: new x509.Validity({ notBefore: new Date(from.epochMilliseconds), notAfter: new Date(until.epochMilliseconds) }),
    subject,
    subjectPublicKeyInfo: read(spkiOf(publicKey), x509.SubjectPublicKeyInfo),
    extensions: new x509.Extensions(extensionsOf(use, publicKey, createPublicKey(signingKey))),
  });
  const signatureValue = new Uint8Array(sign("sha256", write(tbsCertificate), signingKey)).buffer;
  return new X509Certificate(write(new x509.Certificate({ tbsCertificate, signatureAlgorithm: ECDSA_SHA256, signatureValue })));
}

function nameOf({ commonName, organization }: Name): x509.Name {
  const part = (type: string, value: Partial<x509.AttributeValue>) => new x509.RelativeDistinguishedName([new x509.AttributeTypeAndValue({ type, value: new x509.AttributeValue(value) })]);
  return new x509.Name([part(OID.country, { printableString: "FR" }), part(OID.organization, { utf8String: organization }), part(OID.commonName, { utf8String: commonName })]);
}

const spkiOf = (key: KeyObject): Uint8Array => key.export({ type: "spki", format: "der" });
const identifierOf = (key: KeyObject): x509.SubjectKeyIdentifier => new x509.SubjectKeyIdentifier(createHash("sha256").update(spkiOf(key)).digest().subarray(0, 20));

function extensionsOf(use: CertificateUse, subject: KeyObject, issuer: KeyObject): x509.Extension[] {
  const extension = (extnID: string, value: object, critical = false) => new x509.Extension({ extnID, critical, extnValue: new OctetString(write(value)) });
  return [
    extension(x509.id_ce_basicConstraints, new x509.BasicConstraints(use === "AUTHORITY" ? { cA: true, pathLenConstraint: 0 } : {}), true),
    extension(x509.id_ce_keyUsage, new x509.KeyUsage(KEY_USAGE[use]), true),
    extension(x509.id_ce_subjectKeyIdentifier, identifierOf(subject)),
    extension(x509.id_ce_authorityKeyIdentifier, new x509.AuthorityKeyIdentifier({ keyIdentifier: identifierOf(issuer) })),
    ...(use === "TIME_STAMP" ? [extension(x509.id_ce_extKeyUsage, new x509.ExtendedKeyUsage([x509.id_kp_timeStamping]), true)] : []),
  ];
}
