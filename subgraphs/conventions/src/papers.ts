import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { DEVELOPMENT_NAME, openDevelopmentAuthority } from "@stages/seal/development-authority.ts";
import { openSealing } from "@stages/seal/open-sealing.ts";
import type { SealingSettings } from "@stages/seal/read-sealing.ts";
import type { SealingKey } from "@stages/seal/sealing-key.ts";
import type { TimeStamping } from "@stages/seal/time-stamp.ts";
import type { Trusted } from "@stages/seal/verify-seal.ts";

/** By what documents are sealed, and whose seals are believed. */
export interface SealingMeans {
  readonly key: SealingKey;
  readonly timeStamping: TimeStamping | null;
  readonly authority: { readonly name: string; readonly isDevelopment: boolean };
  readonly trusted: Trusted;
}

/** What documents are made with. */
export interface Papers {
  /** The page on which anyone checks the code of a document. */
  readonly verifyUrl: string;
  readonly sealing: SealingMeans;
}

/** What papers are opened with, as data: it can be handed to another process in JSON. */
export interface PapersSettings {
  readonly verifyUrl: string;
  readonly sealing: SealingSettings;
  /** Where the development authority lives, when nothing else is configured. */
  readonly folder: string;
  readonly production: boolean;
}

export interface OpenedPapers extends Papers, Disposable {
  /** A French sentence for whoever runs the platform; null when there is nothing to say. */
  readonly warning: string | null;
}

/** Throws InvalidSealingError when documents sealed so would be believed by nobody. */
export async function openPapers({ verifyUrl, sealing: settings, ...where }: PapersSettings, now: Temporal.Instant): Promise<OpenedPapers> {
  const opened = await openSealing(settings, { ...where, now });
  const { key, timeStamping, trusted, name, isDevelopment, warning } = opened;
  return { verifyUrl, sealing: { key, timeStamping, trusted, authority: { name, isDevelopment } }, warning, [Symbol.dispose]: () => opened[Symbol.dispose]() };
}

let own: Papers | null = null;

/** Of a process that was given none: an authority that nobody else believes, and that ends with it. For tests and benchmarks. */
export function developmentPapers(): Papers {
  return (own ??= developmentPapersIn(join(mkdtempSync(join(tmpdir(), "stages-seal-")), "authority"), "http://localhost:4000/verifier"));
}

export function developmentPapersIn(folder: string, verifyUrl: string): Papers {
  const { key, certificate } = openDevelopmentAuthority(folder, systemClock());
  return { verifyUrl, sealing: { key, timeStamping: null, authority: { name: DEVELOPMENT_NAME, isDevelopment: true }, trusted: { seals: [certificate], timeStamps: [] } } };
}
