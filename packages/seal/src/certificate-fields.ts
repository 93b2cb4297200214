import type { X509Certificate } from "node:crypto";
import { IssuerAndSerialNumber } from "@peculiar/asn1-cms";
import { BasicConstraints, Certificate, id_ce_basicConstraints, id_ce_keyUsage, KeyUsage, KeyUsageFlags, type Name } from "@peculiar/asn1-x509";
import { read } from "./der.ts";

/** What node:crypto does not tell of a certificate. */
export interface CertificateFields {
  readonly whole: Certificate;
  readonly issuerAndSerial: IssuerAndSerialNumber;
  readonly subject: Name;
  /** Null where it does not say. */
  readonly keyUsage: { readonly signs: boolean; readonly signsCertificates: boolean } | null;
  /** How many authorities may stand between it and the last certificate; null for any number. */
  readonly pathLength: number | null;
  /** Those that must be understood by whoever believes it. */
  readonly critical: readonly string[];
}

const known = new WeakMap<X509Certificate, CertificateFields>();

/** Throws MalformedError. */
export function fieldsOf(certificate: X509Certificate, written = () => read(certificate.raw, Certificate)): CertificateFields {
  const fields = known.get(certificate) ?? readFields(written());
  known.set(certificate, fields);
  return fields;
}

function readFields(whole: Certificate): CertificateFields {
  const { issuer, serialNumber, subject, extensions = [] } = whole.tbsCertificate;
  const extension = <T extends object>(id: string, form: new () => T): T | null => {
    const found = extensions.find(({ extnID }) => extnID === id);
    return found ? read(new Uint8Array(found.extnValue.buffer), form) : null;
  };
  const usage = extension(id_ce_keyUsage, KeyUsage)?.toNumber();
  const mayDo = (flags: number): boolean => ((usage ?? 0) & flags) !== 0;
  return {
    whole,
    issuerAndSerial: new IssuerAndSerialNumber({ issuer, serialNumber }),
    subject,
    keyUsage: usage === undefined ? null : { signs: mayDo(KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation), signsCertificates: mayDo(KeyUsageFlags.keyCertSign) },
    pathLength: extension(id_ce_basicConstraints, BasicConstraints)?.pathLenConstraint ?? null,
    critical: extensions.filter(({ critical }) => critical).map(({ extnID }) => extnID),
  };
}
