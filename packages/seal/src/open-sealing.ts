import { verify, type X509Certificate } from "node:crypto";
import { authoritiesOf, InvalidCertificateError, isValidAt, nameOf, readCertificates } from "./certificates.ts";
import { warningOf } from "./certificate-watch.ts";
import { DEVELOPMENT_NAME, openDevelopmentAuthority } from "./development-authority.ts";
import { SealFailure } from "./failure.ts";
import { keyFromPem } from "./key-from-pem.ts";
import { keyInAnotherProcess } from "./key-in-another-process.ts";
import { InvalidSealingError, type KeySettings, type SealingSettings, type SealingVariable } from "./read-sealing.ts";
import { algorithmOf, type SealingKey } from "./sealing-key.ts";
import type { TimeStamping } from "./time-stamp.ts";
import type { Trusted } from "./verify-seal.ts";

/** Everything that sealing and verifying want, opened once at the start. */
export interface SealingAuthority extends Disposable {
  readonly key: SealingKey;
  readonly timeStamping: TimeStamping | null;
  readonly trusted: Trusted;
  /** As a page of evidence names it. */
  readonly name: string;
  readonly isDevelopment: boolean;
  /** A French sentence for whoever runs the platform; null when there is nothing to say. */
  readonly warning: string | null;
}

export interface Opening {
  /** Where the development authority lives, and is made. */
  readonly folder: string;
  readonly now: Temporal.Instant;
  readonly production: boolean;
}

/**
 * One that is over does not keep the platform from starting: a machine that restarts in the night would stop absences from being reported, for
 * the sake of documents that can wait.
 */
export const SEAL_WATCHED = { of: "du sceau", consequence: "rien n'est scellé, les documents signés attendent", variable: "STAGES_SEAL_CERTIFICATE" } as const;

/** Throws InvalidSealingError, with the variable, when documents sealed so would be believed by nobody. */
export async function openSealing(settings: SealingSettings, opening: Opening): Promise<SealingAuthority> {
  const clocks = settings.timeStampCertificates === null ? [] : trustedIn("STAGES_TSA_CERTIFICATE", settings.timeStampCertificates);
  const opened = settings.key ? await openConfigured(settings.key, opening) : openDevelopment(opening);
  const [leaf] = opened.key.chain;
  return {
    ...opened,
    timeStamping: settings.timeStampUrl === null ? null : { url: settings.timeStampUrl, authorities: clocks },
    trusted: { seals: opened.authorities, timeStamps: clocks },
    name: nameOf(opened.key.chain.at(-1)!),
    warning: warningOf({ ...SEAL_WATCHED, certificate: opened.key.chain.find((certificate) => !isValidAt(certificate, opening.now)) ?? leaf }, opening.now)?.sentence ?? null,
  };
}

function openDevelopment({ folder, now }: Opening) {
  const { key, certificate } = openDevelopmentAuthority(folder, now);
  return { key, authorities: [certificate], isDevelopment: true, [Symbol.dispose]: () => undefined };
}

async function openConfigured(settings: KeySettings, { production }: Opening) {
  const authorities = trustedIn("STAGES_SEAL_CERTIFICATE", settings.certificates);
  const key = openKey(settings);
  const isDevelopment = key.chain.some((certificate) => nameOf(certificate) === DEVELOPMENT_NAME);
  if (isDevelopment && production) throw new InvalidSealingError("STAGES_SEAL_CERTIFICATE", "ce certificat est celui de l'autorité de développement, qui ne vaut rien en production");
  try {
    await prove(key);
  } catch (error) {
    key[Symbol.dispose]();
    throw error;
  }
  return { key, authorities, isDevelopment, [Symbol.dispose]: () => key[Symbol.dispose]() };
}

function openKey({ held, certificates }: KeySettings): SealingKey & Disposable {
  try {
    return "command" in held ? keyInAnotherProcess({ command: held.command, certificates }) : { ...keyFromPem(held.pem, certificates), [Symbol.dispose]: () => undefined };
  } catch (error) {
    if (error instanceof InvalidCertificateError) throw new InvalidSealingError("STAGES_SEAL_KEY", error.message, { cause: error });
    throw error;
  }
}

/** A key that does not answer, or another's, is told at the start rather than at the first document. */
async function prove(key: SealingKey): Promise<void> {
  const [leaf] = key.chain;
  const data = Buffer.from("stages de seconde");
  try {
    const signature = await key.sign(data, algorithmOf(leaf));
    if (verify("sha256", data, leaf.publicKey, signature)) return;
  } catch (error) {
    if (error instanceof InvalidCertificateError || error instanceof SealFailure) throw new InvalidSealingError("STAGES_SEAL_KEY", error.message, { cause: error });
    throw error;
  }
  throw new InvalidSealingError("STAGES_SEAL_KEY", "cette clé n'est pas celle du premier certificat de STAGES_SEAL_CERTIFICATE");
}

function trustedIn(variable: SealingVariable, pem: string): readonly X509Certificate[] {
  try {
    return authoritiesOf(readCertificates(pem));
  } catch (error) {
    if (error instanceof InvalidCertificateError) throw new InvalidSealingError(variable, error.message, { cause: error });
    throw error;
  }
}
