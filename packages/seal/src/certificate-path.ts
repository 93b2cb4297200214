import type { X509Certificate } from "node:crypto";
import { id_ce_basicConstraints, id_ce_extKeyUsage, id_ce_keyUsage, id_kp_timeStamping } from "@peculiar/asn1-x509";
import { fieldsOf } from "./certificate-fields.ts";
import { isSelfSigned, isValidAt } from "./certificates.ts";

export type PathProblem = "CERTIFICATE_UNTRUSTED" | "CERTIFICATE_OUT_OF_DATE" | "CERTIFICATE_NOT_FOR_THIS";

export type Purpose = "SEAL" | "TIME_STAMP";

export interface Path {
  readonly leaf: X509Certificate;
  /** Those that came with it, of whom nothing is believed. */
  readonly others: readonly X509Certificate[];
  readonly trusted: readonly X509Certificate[];
  readonly at: Temporal.Instant;
  readonly purpose: Purpose;
}

/** What must be understood is: the rest of RFC 5280 is refused rather than ignored. */
const UNDERSTOOD: readonly string[] = [id_ce_keyUsage, id_ce_basicConstraints, id_ce_extKeyUsage];
const LONGEST = 6;

/** From the leaf to an authority that is trusted, each valid at that time and allowed to do what it did. */
export function problemsOfPath({ leaf, others, trusted, at, purpose }: Path): readonly PathProblem[] {
  const problems = new Set<PathProblem>();
  if (!isFor(leaf, purpose)) problems.add("CERTIFICATE_NOT_FOR_THIS");
  let current = leaf;
  for (let below = 0; below < LONGEST; below += 1) {
    if (!isValidAt(current, at)) problems.add("CERTIFICATE_OUT_OF_DATE");
    if (!fieldsOf(current).critical.every((id) => UNDERSTOOD.includes(id))) problems.add("CERTIFICATE_NOT_FOR_THIS");
    if (trusted.some(({ raw }) => raw.equals(current.raw))) return [...problems];
    const issuer = isSelfSigned(current) ? undefined : [...trusted, ...others].find((other) => mayHaveSigned(other, current, below));
    if (!issuer) break;
    current = issuer;
  }
  return [...problems.add("CERTIFICATE_UNTRUSTED")];
}

function mayHaveSigned(authority: X509Certificate, certificate: X509Certificate, below: number): boolean {
  if (!authority.ca || !certificate.checkIssued(authority)) return false;
  const { keyUsage, pathLength } = fieldsOf(authority);
  return (keyUsage?.signsCertificates ?? true) && (pathLength === null || below <= pathLength) && certificate.verify(authority.publicKey);
}

function isFor(leaf: X509Certificate, purpose: Purpose): boolean {
  if (!(fieldsOf(leaf).keyUsage?.signs ?? true)) return false;
  // RFC 3161, 2.3: a time-stamp's certificate is for time-stamps alone.
  return purpose === "SEAL" || (leaf.keyUsage?.length === 1 && leaf.keyUsage[0] === id_kp_timeStamping);
}
