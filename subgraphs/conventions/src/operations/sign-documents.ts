import { type DocumentId, newId, type PersonId } from "@stages/kernel/ids.ts";
import { insist, type Refusal, refused, RefusedError } from "@stages/kernel/refusal.ts";
import { nextRecord } from "../domain/evidence.ts";
import { missingSignatures } from "../domain/sign.ts";
import { documentsHashOf, MOST_DOCUMENTS, type SignatureCode } from "../domain/signature-code.ts";
import { insertEvidence } from "../persistence/evidence.ts";
import { useCode } from "../persistence/signature-codes.ts";
import { ceremonyOf } from "./ceremonies.ts";
import { loadSignable, seeSignable, type Signable } from "./load-signable.ts";
import { sealDocument } from "./seal-document.ts";
import { findSigner } from "./signer-name.ts";
import type { SigningAct } from "./signing-act.ts";
import { verifySignatureCode } from "./verify-signature-code.ts";

export interface SignDocuments {
  readonly documentIds: readonly string[];
  /** As it was typed. */
  readonly code: string;
}

/** What became of one document of a list: signed, when nothing is refused. */
export interface Outcome {
  readonly documentId: string;
  readonly refusals: readonly Refusal[];
}

/**
 * Signs frozen documents of any kind, by one code that was sent for exactly them; the last signature has the document sealed.
 * A kind that is new is a `Ceremony` in `ceremonies.ts`: in what state it is signed, and what a signature makes of it.
 *
 * Each document is signed in a transaction of its own, as if alone. The code is used by the first: whoever is interrupted
 * asks for another for what is left.
 */
export async function signDocuments(act: SigningAct, { documentIds, code: typed }: SignDocuments): Promise<readonly Outcome[]> {
  const { write, actor, now } = act;
  const ids = [...new Set(documentIds)].toSorted();
  if (ids.length === 0 || ids.length > MOST_DOCUMENTS) throw refused("TOO_MANY_DOCUMENTS", { max: MOST_DOCUMENTS }, "documentIds");
  // Before the code is looked at: who may not sign, or has, hears so and loses no try.
  const looked = await inTurn(ids, (id) => attempt(id, () => write((tx) => seeSignable(tx, id, actor, now))));
  const standing = looked.map(({ done }) => done?.standing).find((found) => found != null);
  const { personId } = actor as { readonly personId: PersonId };
  if (looked.every(({ done }) => !done || done.refusals.length > 0) || !standing) return looked.map(outcomeOf);
  const missing = looked.find(({ done }) => !done);
  if (missing) throw new RefusedError(missing.refusals as RefusedError["refusals"]);

  const documentsHash = documentsHashOf(looked.map(({ done }) => done!.document.sha256));
  const code = await verifySignatureCode(write, { personId, capacity: standing.capacity, documentsHash }, typed, now);
  const use: CodeUse = { isDone: false };
  const batchHash = ids.length > 1 ? documentsHash : null;
  return inTurn(ids, async (id) => outcomeOf(await attempt(id, async () => {
    const isComplete = await signOne(act, id, code, batchHash, use);
    // Of a list, the seals are the sweep's: nobody waits for two hundred of them.
    if (isComplete && !batchHash) await sealSoon(act, id as DocumentId);
    return null;
  })));
}

/** True when nobody else's signature is awaited. */
async function signOne({ write, platform, actor, now, address }: SigningAct, id: string, code: SignatureCode, batchHash: string | null, use: CodeUse): Promise<boolean> {
  const isComplete = await write(async (tx) => {
    const { document, convention, frame, standing, refusals } = await loadSignable(tx, id, actor, now);
    insist(refusals);
    if (standing!.capacity !== code.capacity) throw refused("NOT_A_SIGNATORY");
    // In the first signature's own transaction: a code whose only signature failed has not served.
    if (!use.isDone && !(await useCode(tx, code.id, now))) throw refused("SIGNATURE_CODE_USED");
    const signer = await findSigner(tx, convention, actor, standing!);
    const record = nextRecord(document, frame.evidence, {
      id: newId("evidence"),
      kind: "SIGNED",
      capacity: code.capacity,
      signerId: code.personId,
      at: now,
      detail: { signerName: signer.name, channel: code.channel, address, delegationId: standing!.delegationId, reason: null, batchHash, scanHash: null },
    });
    const signed = { ...frame, evidence: [...frame.evidence, record] };
    const isLast = missingSignatures(signed).length === 0;
    await insertEvidence(tx, record, isLast ? now : null);
    // A delegate's role writes no convention: the platform writes what follows from a signature that it has just judged.
    if (standing!.delegationId) await platform.takeOver(tx);
    await ceremonyOf(document.kind).signed(tx, { convention, document, frame: signed, isComplete: isLast, actor, now });
    return isLast;
  });
  use.isDone = true;
  return isComplete;
}

interface CodeUse {
  isDone: boolean;
}

/** A signature that is given stays given: when the seal fails, a sweep does it again, and tells why it could not. */
async function sealSoon({ platform, papers, now }: SigningAct, id: DocumentId): Promise<void> {
  await sealDocument(platform.write, papers, id, now).catch(() => {});
}

interface Attempt<T> {
  readonly id: string;
  readonly done: T | null;
  readonly refusals: readonly Refusal[];
}

async function attempt<T>(id: string, act: () => Promise<T>): Promise<Attempt<T>> {
  try {
    const done = await act();
    return { id, done, refusals: [] };
  } catch (error) {
    if (error instanceof RefusedError) return { id, done: null, refusals: error.refusals };
    throw error;
  }
}

const outcomeOf = ({ id, done, refusals }: Attempt<Signable | null>): Outcome => ({ documentId: id, refusals: done ? done.refusals : refusals });

async function inTurn<T, R>(values: readonly T[], work: (value: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (const value of values) results.push(await work(value));
  return results;
}
