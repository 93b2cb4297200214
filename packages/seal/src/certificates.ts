import { X509Certificate } from "node:crypto";
import { fieldsOf } from "./certificate-fields.ts";

/** `message` is the end of a French sentence: what is wrong with the certificates that were given. */
export class InvalidCertificateError extends Error {
  override readonly name = "InvalidCertificateError";
}

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** Every certificate of a PEM text, in its order. */
export function readCertificates(pem: string): readonly X509Certificate[] {
  return (pem.match(PEM_CERTIFICATE) ?? []).map((block, index) => {
    try {
      const certificate = new X509Certificate(block);
      fieldsOf(certificate);
      return certificate;
    } catch (error) {
      throw new InvalidCertificateError(`le certificat n° ${index + 1} ne peut pas être lu`, { cause: error });
    }
  });
}

const signed = (certificate: X509Certificate, issuer: X509Certificate): boolean => certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);

export const isSelfSigned = (certificate: X509Certificate): boolean => signed(certificate, certificate);

/** From the first to the one that nobody among the others vouches for: what goes into a seal. */
export function chainOf(certificates: readonly X509Certificate[]): readonly [X509Certificate, ...X509Certificate[]] {
  const [leaf, ...others] = certificates;
  if (!leaf) throw new InvalidCertificateError("il n'y a aucun certificat");
  const chain: [X509Certificate, ...X509Certificate[]] = [leaf];
  for (;;) {
    const last = chain.at(-1)!;
    const next = isSelfSigned(last) ? undefined : others.find((other) => !chain.includes(other) && signed(last, other));
    if (!next) return chain;
    chain.push(next);
  }
}

/** Of a list that also keeps former ones: the authorities whose seals are still believed. */
export function authoritiesOf(certificates: readonly X509Certificate[]): readonly X509Certificate[] {
  const roots = certificates.filter((certificate) => certificate.ca && isSelfSigned(certificate));
  return roots.length > 0 ? roots : [chainOf(certificates).at(-1)!];
}

export const validFrom = ({ validFromDate }: X509Certificate): Temporal.Instant => Temporal.Instant.fromEpochMilliseconds(validFromDate.getTime());
export const validUntil = ({ validToDate }: X509Certificate): Temporal.Instant => Temporal.Instant.fromEpochMilliseconds(validToDate.getTime());

export function isValidAt(certificate: X509Certificate, at: Temporal.Instant): boolean {
  return Temporal.Instant.compare(validFrom(certificate), at) <= 0 && Temporal.Instant.compare(at, validUntil(certificate)) <= 0;
}

/** Whole days left; negative once it is over. */
export function daysLeft(certificate: X509Certificate, now: Temporal.Instant): number {
  return Math.floor(now.until(validUntil(certificate)).total("hours") / 24);
}

const COMMON_NAME = "2.5.4.3";

/**
 * The name that a person reads: the common name, or the whole subject. Not by `toLegacyObject`: in Node 26.10, called before
 * anything has loaded `tls`, it leaves that module without `createSecureContext`.
 */
export function nameOf(certificate: X509Certificate): string {
  const common = fieldsOf(certificate).subject.flatMap((names) => [...names].filter(({ type }) => type === COMMON_NAME).map(({ value }) => value.toString()));
  return common.length > 0 ? common.join(", ") : certificate.subject.replaceAll("\n", ", ");
}
