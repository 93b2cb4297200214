import type { X509Certificate } from "node:crypto";
import { AlgorithmIdentifier } from "@peculiar/asn1-x509";
import { InvalidCertificateError } from "./certificates.ts";
import { OID } from "./der.ts";

/** As PKCS#11 names them CKM_ECDSA_SHA256 and CKM_SHA256_RSA_PKCS: what is signed is given whole, and hashed by the signer. */
export type SigningAlgorithm = "ECDSA-SHA-256" | "RSA-SHA-256";

/** What seals. The key may be anywhere: in a file, in another process, in a machine made for it. */
export interface SealingKey {
  /** The certificate of the key first, then those that vouch for it, up to the authority's. */
  readonly chain: readonly [X509Certificate, ...X509Certificate[]];
  /** An ECDSA signature is given in DER (a sequence of r and s), an RSA one by PKCS#1 v1.5. */
  sign(data: Uint8Array, algorithm: SigningAlgorithm): Promise<Uint8Array>;
}

export function algorithmOf({ publicKey, subject }: X509Certificate): SigningAlgorithm {
  switch (publicKey.asymmetricKeyType) {
    case "ec":
      return "ECDSA-SHA-256";
    case "rsa":
      return "RSA-SHA-256";
    default:
      throw new InvalidCertificateError(`la clé de « ${subject.replaceAll("\n", ", ")} » n'est ni RSA ni une courbe elliptique`);
  }
}

/** RFC 5754: without parameters for ECDSA, with a NULL for RSA. */
export const identifierOf = (algorithm: SigningAlgorithm): AlgorithmIdentifier => new AlgorithmIdentifier(algorithm === "ECDSA-SHA-256" ? { algorithm: OID.ecdsaWithSha256 } : { algorithm: OID.rsaWithSha256, parameters: null });
