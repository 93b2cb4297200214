import { createHash, verify, X509Certificate } from "node:crypto";
import { fieldsOf } from "./certificate-fields.ts";
import { joined, OID } from "./der.ts";
import { childrenOf, type Element, MalformedError, readAlgorithm, Reader, readOid, readWhole, TAG } from "./der-reader.ts";

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
  readonly signed: ReadonlyMap<string, Element>;
  readonly unsigned: ReadonlyMap<string, Element>;
}

/** Throws MalformedError for whatever is not exactly that. */
export function readSignedMessage(element: Element): SignedMessage {
  const info = new Reader(element);
  if (readOid(info.take(TAG.oid)) !== OID.signedData) throw new MalformedError("signed data was expected");
  const message = new Reader(readWhole(info.take(TAG.context(0)).content));
  message.take(TAG.integer);
  message.take(TAG.set);
  const encapsulated = new Reader(message.take(TAG.sequence));
  const contentType = readOid(encapsulated.take(TAG.oid));
  const content = encapsulated.takeIf(TAG.context(0));
  const certificates = childrenOf(message.takeIf(TAG.context(0)) ?? nobody()).map(({ raw }) => readCertificate(raw));
  message.takeIf(TAG.context(1));
  const signers = childrenOf(message.take(TAG.set));
  message.end();
  const [signer] = signers;
  if (!signer || signers.length > 1) throw new MalformedError("one signer was expected");
  return { contentType, content: content && readWhole(content.content).content, certificates, ...readSigner(signer, certificates) };
}

function readSigner(element: Element, certificates: readonly X509Certificate[]) {
  const reader = new Reader(element);
  reader.take(TAG.integer);
  const issuerAndSerial = reader.take(TAG.sequence);
  const digest = DIGESTS[readAlgorithm(reader.take(TAG.sequence))];
  const attributes = reader.take(TAG.context(0));
  const signatureAlgorithm = readAlgorithm(reader.take(TAG.sequence));
  const signature = reader.take(TAG.octets).content;
  const unsigned = reader.takeIf(TAG.context(1));
  reader.end();
  const signer = certificates.find(({ raw }) => Buffer.compare(fieldsOf(raw).issuerAndSerial, issuerAndSerial.raw) === 0);
  if (!signer) throw new MalformedError("the signer's certificate is missing");
  if (!digest) throw new MalformedError("an unknown digest");
  return {
    signer,
    digest,
    signatureAlgorithm,
    signature,
    attributes: joined(new Uint8Array([TAG.set]), attributes.raw.subarray(1)),
    signed: attributesOf(attributes),
    unsigned: unsigned ? attributesOf(unsigned) : new Map<string, Element>(),
  };
}

const nobody = () => {
  throw new MalformedError("certificates were expected");
};

function readCertificate(raw: Uint8Array): X509Certificate {
  try {
    return new X509Certificate(raw);
  } catch (error) {
    throw new MalformedError("a certificate was expected", { cause: error });
  }
}

/** Each once, with one value. */
function attributesOf(element: Element): ReadonlyMap<string, Element> {
  const attributes = childrenOf(element).map((attribute) => {
    const reader = new Reader(attribute);
    const type = readOid(reader.take(TAG.oid));
    return [type, readWhole(reader.take(TAG.set).content)] as const;
  });
  const byType = new Map(attributes);
  if (byType.size !== attributes.length) throw new MalformedError("an attribute stands there twice");
  return byType;
}

export type MessageProblem = "CONTENT_CHANGED" | "CERTIFICATE_NOT_BOUND" | "SIGNATURE_INVALID";

/** What is wrong with a message, given what it should have signed; nothing of whom its signer is. */
export function problemsOfMessage(message: SignedMessage, content: Uint8Array): readonly MessageProblem[] {
  const { signed, contentType, digest } = message;
  const problems: MessageProblem[] = [];
  const type = signed.get(OID.contentType);
  const said = signed.get(OID.messageDigest);
  if (!type || readOid(type) !== contentType || said?.tag !== TAG.octets || !createHash(digest).update(content).digest().equals(said.content)) problems.push("CONTENT_CHANGED");
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
  const v1 = signed.get(OID.signingCertificate);
  if (v2) {
    const id = new Reader(firstIdOf(v2));
    const algorithm = id.takeIf(TAG.sequence);
    return isHashOf(id.take(TAG.octets), algorithm ? DIGESTS[readAlgorithm(algorithm)] : "sha256", signer);
  }
  return v1 !== undefined && isHashOf(new Reader(firstIdOf(v1)).take(TAG.octets), "sha1", signer);
}

const firstIdOf = (attribute: Element): Element => new Reader(new Reader(attribute).take(TAG.sequence)).take(TAG.sequence);

const isHashOf = ({ content }: Element, algorithm: string | undefined, { raw }: X509Certificate): boolean =>
  algorithm !== undefined && createHash(algorithm).update(raw).digest().equals(content);
