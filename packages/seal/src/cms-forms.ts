import { Attribute, id_signedData, SignedData } from "@peculiar/asn1-cms";
import { AsnArray, AsnProp, AsnPropTypes, AsnType, AsnTypeTypes, OctetString } from "@peculiar/asn1-schema";
import { AlgorithmIdentifier } from "@peculiar/asn1-x509";
import { inOrder, write } from "./der.ts";

/** ContentInfo of signed data, which the library's own keeps as bytes to be read again. */
export class SignedContentInfo {
  @AsnProp({ type: AsnPropTypes.ObjectIdentifier })
  contentType: string = id_signedData;

  @AsnProp({ type: SignedData, context: 0 })
  content = new SignedData();
}

/** What a signature signs: under the tag of a SET, where a message has them under `[0]` (RFC 5652, 5.4). */
@AsnType({ type: AsnTypeTypes.Set, itemType: Attribute })
export class SignedAttributes extends AsnArray<Attribute> {}

@AsnType({ type: AsnTypeTypes.Choice })
export class ContentType {
  @AsnProp({ type: AsnPropTypes.ObjectIdentifier })
  id = "";
}

/** ESSCertIDv2 (RFC 5035), and ESSCertID (RFC 2634), which has no algorithm. */
export class CertificateId {
  /** SHA-256 when there is none, in v2. */
  @AsnProp({ type: AlgorithmIdentifier, optional: true })
  algorithm?: AlgorithmIdentifier;

  @AsnProp({ type: OctetString })
  hash = new OctetString();

  @AsnProp({ type: AsnPropTypes.Any, optional: true })
  issuerAndSerial?: ArrayBuffer;
}

/** SigningCertificate and SigningCertificateV2: the signer's first. */
export class SigningCertificate {
  @AsnProp({ type: CertificateId, repeated: "sequence" })
  certificates: CertificateId[] = [];

  @AsnProp({ type: AsnPropTypes.Any, optional: true })
  policies?: ArrayBuffer;
}

export const attributeOf = (attrType: string, value: object): Attribute => new Attribute({ attrType, attrValues: [write(value).buffer] });

export const signedAttributes = (...attributes: readonly Attribute[]): SignedAttributes => new SignedAttributes(inOrder(attributes));
