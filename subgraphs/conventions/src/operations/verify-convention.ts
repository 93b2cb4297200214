import type { Reader } from "@stages/database/connection.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import { sha256 } from "@stages/kernel/digest.ts";
import { parseId } from "@stages/kernel/ids.ts";
import type { Trusted } from "@stages/seal/verify-seal.ts";
import { concernedBy, isConcerned } from "../domain/audience.ts";
import { FROZEN } from "../domain/lifecycle.ts";
import { type DocumentFacts, type Finding, FINDINGS_IN_FRENCH, findingsOf, type SealedFacts } from "../domain/verify.ts";
import { findByIds } from "../persistence/conventions.ts";
import { readStored, type StoredForVerification } from "../persistence/verification.ts";
import { proofsOf } from "./evidence-page.ts";

/** Beyond, one of the clocks was wrong, and the seal was refused when it was made. */
const MOST_MINUTES_APART = 11;

export interface Verification {
  readonly isIntact: boolean;
  readonly findings: readonly (Finding & { readonly message: string })[];
}

/** Computes everything again from what is stored, and believes nothing of it; null for whom the convention is not there. */
export async function verifyConvention(db: Reader, trusted: Trusted, id: string, actor: Actor): Promise<Verification | null> {
  const parsed = parseId("convention", id);
  const [convention] = parsed ? await findByIds(db, [parsed]) : [];
  if (!convention || !isConcerned(actor, concernedBy(convention))) return null;
  const stored = await readStored(db, convention.id);
  const findings: Finding[] = [];
  if (FROZEN.includes(convention.status) && !stored.some(({ document }) => document.kind === "CONVENTION")) findings.push({ kind: "DOCUMENT_MISSING", documentId: null, seq: null });
  for (const one of stored) findings.push(...findingsOf(await factsOf(one, trusted)));
  return { isIntact: findings.length === 0, findings: findings.map((finding) => ({ ...finding, message: FINDINGS_IN_FRENCH[finding.kind] })) };
}

async function factsOf({ document, content, pdf, state, records, sealed }: StoredForVerification, trusted: Trusted): Promise<DocumentFacts> {
  const chain = records.flatMap(({ record }) => record ?? []);
  return {
    id: document.id,
    conventionId: document.conventionId,
    sha256: document.sha256,
    contentHash: content === null ? null : sha256(content),
    pdfHash: pdf && sha256(pdf),
    state,
    records,
    sealed: sealed && (await sealedFacts(sealed, proofsOf(document, chain), trusted)),
  };
}

async function sealedFacts({ sha256: kept, evidenceHead, level, sealedAt, pdf }: NonNullable<StoredForVerification["sealed"]>, proofs: string, trusted: Trusted): Promise<SealedFacts> {
  if (!pdf) return { sha256: kept, evidenceHead, pdfHash: null, isSealGenuine: false, attachedHash: null, hasSameProofs: false, isAsTold: false };
  // Loaded by who needs them: two libraries, of which the start of a subgraph is spared.
  const [{ verifySeal }, { attachmentsOf }] = await Promise.all([import("@stages/seal/verify-seal.ts"), import("@stages/seal/attachments-of.ts")]);
  const seal = await verifySeal(pdf, trusted);
  // No parser of PDF sees a file that our own key has not vouched for.
  const inside = seal.isGenuine ? await attachmentsOf(pdf) : new Map<string, Uint8Array>();
  const named = (extension: string) => [...inside].find(([name]) => name.endsWith(extension))?.[1];
  const attached = named(".pdf");
  const attachedProofs = named(".json");
  return {
    sha256: kept,
    evidenceHead,
    pdfHash: sha256(pdf),
    isSealGenuine: seal.isGenuine,
    attachedHash: attached ? sha256(attached) : null,
    hasSameProofs: attachedProofs !== undefined && Buffer.from(attachedProofs).toString("utf8") === proofs,
    // A seal tells whole seconds, and a time-stamp is of somebody else's clock.
    isAsTold: seal.level === level && seal.signedAt !== null && seal.signedAt.until(sealedAt).abs().total("minutes") < MOST_MINUTES_APART,
  };
}
