import { createHash, verify, X509Certificate } from "node:crypto";
import { type Attribute, CMSVersion, id_contentType, id_data, id_messageDigest, id_signedData, type SignerInfo } from "@peculiar/asn1-cms";
import { OctetString } from "@peculiar/asn1-schema";
import type { AlgorithmIdentifier, Certificate } from "@peculiar/asn1-x509";
import { fieldsOf } from "./certificate-fields.ts";
import { validFrom, validUntil } from "./certificates.ts";
import { ContentType, SignedAttributes, type SignedContentInfo, SigningCertificate } from "./cms-forms.ts";
import { MalformedError, OID, read, write } from "./der.ts";

const DIGESTS: Readonly<Record<string, string>> = { [OID.sha256]: "sha256", [OID.sha384]: "sha384", [OID.sha512]: "sha512" };
/** By what is signed under each name; a plain rsaEncryption leaves it to the digest's own name. */
const SIGNATURES: Readonly<Record<string, { readonly key: "ec" | "rsa"; readonly digest: string | null }>> = {
  [OID.ecdsaWithSha256]: { key: "ec", digest: "sha256" },
  [OID.ecdsaWithSha384]: { key: "ec", digest: "sha384" },
  [OID.ecdsaWithSha512]: { key: "ec", digest: "sha512" },
  [OID.rsaWithSha256]: { key: "rsa", digest: "sha256" },
  [OID.rsaWithSha384]: { key: "rsa", digest: "sha384" },
  [OID.rsaWithSha512]: { key: "rsa", digest: "sha512" },
  [OID.rsaEncryption]: { key: "rsa", digest: null },
};

/** The bytes of each one's value. */
type Attributes = ReadonlyMap<string, Uint8Array>;

/** A CMS SignedData of one signer, as seals and time-stamps are. */
export interface SignedMessage {
  readonly contentType: string;
  /** Null where what is signed stands outside. */
  readonly content: Uint8Array | null;
  readonly certificates: readonly X509Certificate[];
  readonly signer: X509Certificate;
  readonly digest: string;
  readonly signatureAlgorithm: string;
  readonly signature: Uint8Array;
  /** As they were signed. */
  readonly attributes: Uint8Array;
  readonly signed: Attributes;
  readonly unsigned: Attributes;
}

/** RFC 5652, 5.1: 1 for data, as a seal's; 3 for anything else, as a time-stamp. */
const versionOf = (contentType: string): CMSVersion => (contentType === id_data ? CMSVersion.v1 : CMSVersion.v3);

/** Of what `read` has read. Throws MalformedError for whatever is not exactly that. */
export function readSignedMessage({ contentType: type, content: signed }: SignedContentInfo): SignedMessage {
  if (type !== id_signedData) throw new MalformedError("signed data was expected");
  const { version, digestAlgorithms, encapContentInfo, certificates: choices = [], signerInfos } = signed;
  const { eContentType: contentType, eContent } = encapContentInfo;
  if (version !== versionOf(contentType)) throw new MalformedError("an unknown version");
  const [signer] = signerInfos;
  if (!signer || signerInfos.length > 1) throw new MalformedError("one signer was expected");
  const certificates = Array.from(choices, ({ certificate }) => readCertificate(certificate));
  const digests = Array.from(digestAlgorithms, algorithmOf);
  return { contentType, content: eContent ? bytesOf(eContent.single) : null, certificates, ...readSigner(signer, certificates, digests) };
}

function readSigner(info: SignerInfo, certificates: readonly X509Certificate[], digests: readonly string[]) {
  const { version, sid, digestAlgorithm, signedAttrs = [], signatureAlgorithm, signature, unsignedAttrs = [] } = info;
  const named = sid.issuerAndSerialNumber;
  if (version !== CMSVersion.v1 || !named) throw new MalformedError("an unknown version of a signer");
  const signer = certificates.find((certificate) => Buffer.compare(write(fieldsOf(certificate).issuerAndSerial), write(named)) === 0);
  if (!signer) throw new MalformedError("the signer's certificate is missing");
  const digest = DIGESTS[algorithmOf(digestAlgorithm)];
  if (!digest || !digests.includes(digestAlgorithm.algorithm)) throw new MalformedError("an unknown digest");
  return {
    signer,
    digest,
    signatureAlgorithm: algorithmOf(signatureAlgorithm),
    signature: bytesOf(signature),
    // What is written again is what was read: `read` has compared them.
    attributes: write(new SignedAttributes(signedAttrs)),
    signed: attributesOf(signedAttrs),
    unsigned: attributesOf(unsignedAttrs),
  };
}

/** By its name alone: those that are known here have no parameters, or a NULL. */
function algorithmOf({ algorithm, parameters }: AlgorithmIdentifier): string {
  if (parameters) throw new MalformedError("no parameters were expected");
  return algorithm;
}

function bytesOf(octets: OctetString | undefined): Uint8Array {
  if (!octets) throw new MalformedError("octets were expected");
  return new Uint8Array(octets.buffer);
}

/** One whose key, dates and fields can be read: node:crypto only looks at them when it is asked. */
function readCertificate(written: Certificate | undefined): X509Certificate {
  if (!written) throw new MalformedError("a certificate was expected");
  try {
    const certificate = new X509Certificate(write(written));
    void [certificate.publicKey, validFrom(certificate), validUntil(certificate), fieldsOf(certificate, () => written)];
    return certificate;
  } catch (error) {
    throw new MalformedError("a certificate was expected", { cause: error });
  }
}

/** Each once, with one value. */
function attributesOf(attributes: readonly Attribute[]): Attributes {
  const byType = new Map(attributes.map(({ attrType, attrValues }) => [attrType, new Uint8Array(attrValues[0]!)]));
  if (byType.size !== attributes.length || attributes.some(({ attrValues }) => attrValues.length !== 1)) throw new MalformedError("an attribute stands there twice");
  return byType;
}

export type MessageProblem = "CONTENT_CHANGED" | "CERTIFICATE_NOT_BOUND" | "SIGNATURE_INVALID";

/** What is wrong with a message, given what it should have signed; nothing of whom its signer is. */
export function problemsOfMessage(message: SignedMessage, content: Uint8Array): readonly MessageProblem[] {
  const { signed, contentType, digest } = message;
  const problems: MessageProblem[] = [];
  const type = signed.get(id_contentType);
  const said = signed.get(id_messageDigest);
  if (!type || read(type, ContentType).id !== contentType || !said || !isHashOf(read(said, OctetString), digest, content)) problems.push("CONTENT_CHANGED");
  if (!namesItsCertificate(message)) problems.push("CERTIFICATE_NOT_BOUND");
  if (!isSignedRightly(message)) problems.push("SIGNATURE_INVALID");
  return problems;
}

function isSignedRightly({ signer, signatureAlgorithm, digest, attributes, signature }: SignedMessage): boolean {
  const known = SIGNATURES[signatureAlgorithm];
  if (!known || signer.publicKey.asymmetricKeyType !== known.key || (known.digest ?? digest) !== digest) return false;
  return verify(digest, attributes, signer.publicKey, signature);
}

/** ESS signing-certificate (v2, or v1 as many time-stamps still have it): another certificate of the same key would not do. */
function namesItsCertificate({ signed, signer }: SignedMessage): boolean {
  const v2 = signed.get(OID.signingCertificateV2);
  const attribute = v2 ?? signed.get(OID.signingCertificate);
  const id = attribute && read(attribute, SigningCertificate).certificates[0];
  if (!id) return false;
  if (!v2) return isHashOf(id.hash, "sha1", signer.raw);
  return isHashOf(id.hash, id.algorithm ? DIGESTS[id.algorithm.algorithm] : "sha256", signer.raw);
}

const isHashOf = ({ buffer }: OctetString, algorithm: string | undefined, data: Uint8Array): boolean =>
  algorithm !== undefined && createHash(algorithm).update(data).digest().equals(new Uint8Array(buffer));
