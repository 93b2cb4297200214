import { createPrivateKey, generateKeyPairSync, type KeyObject, randomUUID, type X509Certificate } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { daysLeft, readCertificates } from "./certificates.ts";
import { keyFromPem } from "./key-from-pem.ts";
import { makeCertificate } from "./make-certificate.ts";
import type { SealingKey } from "./sealing-key.ts";

/** Says in every reader of PDF what its seals are worth. */
export const DEVELOPMENT_NAME = "Autorité de développement, sans valeur";
const ORGANIZATION = "Stages de seconde (développement)";
const SEAL_NAME = "Sceau de développement, sans valeur";

const AUTHORITY_CERTIFICATE = "autorite.pem";
const AUTHORITY_KEY = "autorite.key";
/** Key and certificate in one file, so that one rename replaces both. */
const SEAL = "sceau.pem";

// Development travels in time, and its demonstration has conventions of former years.
const AUTHORITY_YEARS = { before: 3, after: 20 };
const SEAL_YEARS = { before: 2, after: 3 };
/** It is renewed while documents of next year's campaign can still be sealed. */
const RENEWED_DAYS_BEFORE = 365;

export interface DevelopmentAuthority {
  readonly certificate: X509Certificate;
  /** For a verifier to trust, or not. */
  readonly certificateFile: string;
  readonly key: SealingKey;
}

/**
 * A self-made authority and its seal in a folder of their own, made by whoever comes first and the same from then on. Its
 * certificates are believed by nobody but the verifiers who are given its own.
 */
export function openDevelopmentAuthority(folder: string, now: Temporal.Instant): DevelopmentAuthority {
  const authority = readAuthority(folder) ?? makeAuthority(folder, now);
  const key = readSeal(folder, authority, now) ?? makeSeal(folder, authority, now);
  return { certificate: authority.certificate, certificateFile: join(folder, AUTHORITY_CERTIFICATE), key };
}

interface Authority {
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
}

const newPair = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
const pem = (key: KeyObject): string => key.export({ type: "pkcs8", format: "pem" }) as string;

function span(now: Temporal.Instant, { before, after }: { readonly before: number; readonly after: number }) {
  const day = now.toZonedDateTimeISO("UTC").startOfDay();
  return { from: day.subtract({ years: before }).toInstant(), until: day.add({ years: after }).toInstant() };
}

function readAuthority(folder: string): Authority | null {
  const certificates = readIfThere(join(folder, AUTHORITY_CERTIFICATE));
  const key = readIfThere(join(folder, AUTHORITY_KEY));
  const [certificate] = readCertificates(certificates ?? "");
  return certificate && key ? { certificate, key: createPrivateKey(key) } : null;
}

/** The whole folder appears at once, and its first maker wins. */
function makeAuthority(folder: string, now: Temporal.Instant): Authority {
  const { publicKey, privateKey } = newPair();
  const certificate = makeCertificate({ name: { commonName: DEVELOPMENT_NAME, organization: ORGANIZATION }, publicKey, use: "AUTHORITY", ...span(now, AUTHORITY_YEARS), issuer: null, key: privateKey });
  const draft = `${folder}.${randomUUID()}`;
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(join(draft, AUTHORITY_CERTIFICATE), certificate.toString());
    writeSecret(join(draft, AUTHORITY_KEY), pem(privateKey));
    renameSync(draft, folder);
    return { certificate, key: privateKey };
  } catch (error) {
    const other = readAuthority(folder);
    if (!other) throw error;
    return other;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function readSeal(folder: string, authority: Authority, now: Temporal.Instant): SealingKey | null {
  const text = readIfThere(join(folder, SEAL));
  if (!text) return null;
  const key = keyFromPem(text, `${text}\n${authority.certificate.toString()}`);
  return daysLeft(key.chain[0], now) >= RENEWED_DAYS_BEFORE && key.chain.length === 2 ? key : null;
}

function makeSeal(folder: string, authority: Authority, now: Temporal.Instant): SealingKey {
  const { publicKey, privateKey } = newPair();
  const certificate = makeCertificate({ name: { commonName: SEAL_NAME, organization: ORGANIZATION }, publicKey, use: "SEAL", ...span(now, SEAL_YEARS), issuer: authority });
  const text = `${pem(privateKey)}${certificate.toString()}`;
  const draft = join(folder, `${SEAL}.${randomUUID()}`);
  writeSecret(draft, text);
  renameSync(draft, join(folder, SEAL));
  return keyFromPem(text, `${text}\n${authority.certificate.toString()}`);
}

function writeSecret(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 });
  // The mode of a file that was there is not changed by writing it.
  chmodSync(file, 0o600);
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
