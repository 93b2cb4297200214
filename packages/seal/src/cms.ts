import { createHash, verify } from "node:crypto";
import * as cms from "@peculiar/asn1-cms";
import { OctetString } from "@peculiar/asn1-schema";
import { fieldsOf } from "./certificate-fields.ts";
import { attributeOf, CertificateId, ContentType, signedAttributes, SignedContentInfo, SigningCertificate } from "./cms-forms.ts";
import { type Der, inOrder, OID, write } from "./der.ts";
import { SealFailure } from "./failure.ts";
import { algorithmOf, identifierOf, type SealingKey } from "./sealing-key.ts";

const SHA256 = new cms.DigestAlgorithmIdentifier({ algorithm: OID.sha256 });

export interface SignedContent {
  /** SHA-256 of what is signed, which stands outside. */
  readonly digest: Uint8Array;
  readonly key: SealingKey;
  /** Given the signature, what proves when it was there; null for none (B-B). */
  readonly timeStamp: ((signature: Uint8Array) => Promise<SignedContentInfo>) | null;
}

/**
 * The CMS of a PAdES baseline signature (ETSI EN 319 142-1, 6.3): content type, message digest and the certificate by its
 * hash are signed attributes; the time is not, since it stands in the PDF's own dictionary.
 */
export async function signContent({ digest, key, timeStamp }: SignedContent): Promise<Der> {
  const [leaf] = key.chain;
  const algorithm = algorithmOf(leaf);
  const signedAttrs = signedAttributes(
    attributeOf(cms.id_contentType, Object.assign(new ContentType(), { id: cms.id_data })),
    attributeOf(cms.id_messageDigest, new OctetString(digest)),
    attributeOf(OID.signingCertificateV2, certificateIdOf(leaf.raw)),
  );
  const attributes = write(signedAttrs);
  const signature = await key.sign(attributes, algorithm);
  if (!verify("sha256", attributes, leaf.publicKey, signature)) throw new SealFailure("KEY_MISMATCH", "La clé du sceau n'est pas celle de son certificat.");
  const token = await timeStamp?.(signature);
  const signer = new cms.SignerInfo({
    version: cms.CMSVersion.v1,
    sid: new cms.SignerIdentifier({ issuerAndSerialNumber: fieldsOf(leaf).issuerAndSerial }),
    digestAlgorithm: SHA256,
    signedAttrs,
    signatureAlgorithm: identifierOf(algorithm),
    signature: new OctetString(signature),
    ...(token && { unsignedAttrs: [attributeOf(OID.timeStampToken, token)] }),
  });
  const content = new cms.SignedData({
    version: cms.CMSVersion.v1,
    digestAlgorithms: new cms.DigestAlgorithmIdentifiers([SHA256]),
    encapContentInfo: new cms.EncapsulatedContentInfo({ eContentType: cms.id_data }),
    certificates: new cms.CertificateSet(inOrder(key.chain.map((certificate) => new cms.CertificateChoices({ certificate: fieldsOf(certificate).whole })))),
    signerInfos: new cms.SignerInfos([signer]),
  });
  return write(Object.assign(new SignedContentInfo(), { content }));
}

function certificateIdOf(certificate: Uint8Array): SigningCertificate {
  const id = Object.assign(new CertificateId(), { hash: new OctetString(createHash("sha256").update(certificate).digest()) });
  return Object.assign(new SigningCertificate(), { certificates: [id] });
}
