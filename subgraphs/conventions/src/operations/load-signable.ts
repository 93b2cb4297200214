import type { Transaction } from "@stages/database/connection.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import { type DocumentId, parseId } from "@stages/kernel/ids.ts";
import { type Refusal, refused } from "@stages/kernel/refusal.ts";
import type { Convention } from "../domain/convention.ts";
import { refusalsOfSignatory, type SigningFrame, standingOf, type Standing } from "../domain/sign.ts";
import { findDocuments, type StoredDocument } from "../persistence/documents.ts";
import { ceremonyOf } from "./ceremonies.ts";
import { loadConvention, loadSigningFrame, seeConvention } from "./load.ts";

/** A document before someone who may have to sign it. */
export interface Signable {
  readonly document: StoredDocument;
  readonly convention: Convention;
  readonly frame: SigningFrame;
  /** Null for who is no signatory. */
  readonly standing: Standing | null;
  readonly refusals: readonly Refusal[];
}

/** Its convention is locked: signatures of one convention's documents come one after the other. Not found when the actor may not see it. */
export const loadSignable = (tx: Transaction, id: string, actor: Actor, now: Temporal.Instant): Promise<Signable> => find(tx, id, actor, now, loadConvention);

/** The same as it is at this moment. */
export const seeSignable = (tx: Transaction, id: string, actor: Actor, now: Temporal.Instant): Promise<Signable> => find(tx, id, actor, now, seeConvention);

async function find(tx: Transaction, id: string, actor: Actor, now: Temporal.Instant, load: typeof loadConvention): Promise<Signable> {
  const parsed: DocumentId | null = parseId("document", id);
  const [document] = parsed ? await findDocuments(tx, [parsed]) : [];
  if (!document) throw refused("NOT_FOUND", { what: "Document" }, "documentId");
  const convention = await load(tx, document.conventionId, actor);
  const frame = await loadSigningFrame(tx, convention, document, now);
  const ofSignatory = refusalsOfSignatory(convention, actor, frame);
  const refusals = ofSignatory.length > 0 ? ofSignatory : await ceremonyOf(document.kind).refusalsOfState(tx, convention, document, now);
  return { document, convention, frame, standing: standingOf(convention, actor, frame), refusals };
}
