import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import { type ConventionId, type Id, type IdPrefix, parseId } from "@stages/kernel/ids.ts";
import { refused } from "@stages/kernel/refusal.ts";
import type { Amendment } from "../domain/amendment.ts";
import type { Attestation } from "../domain/attestation.ts";
import { concernedBy, isConcerned } from "../domain/audience.ts";
import type { Convention } from "../domain/convention.ts";
import type { Feedback } from "../domain/feedback.ts";
import { findAmendmentsByIds } from "../persistence/amendments.ts";
import { findAttestationsByIds } from "../persistence/attestations.ts";
import { lockConvention } from "../persistence/conventions.ts";
import { findFeedbackByIds } from "../persistence/feedback.ts";

interface OfConvention {
  readonly conventionId: ConventionId;
}

/** Something of a convention, and the convention, which is locked; not found when the actor may not see it. */
function loaderOf<P extends IdPrefix, T extends OfConvention>(prefix: P, what: string, field: string, find: (db: Reader, ids: readonly Id<P>[]) => Promise<readonly T[]>) {
  return async (tx: Transaction, text: string, actor: Actor): Promise<readonly [T, Convention]> => {
    const notFound = refused("NOT_FOUND", { what }, field);
    const id = parseId(prefix, text);
    const known = id && (await find(tx, [id]))[0];
    if (!known) throw notFound;
    const convention = await lockConvention(tx, known.conventionId);
    // Read again under the lock: someone may be deciding the same.
    const [found] = await find(tx, [id]);
    if (!convention || !found || !isConcerned(actor, concernedBy(convention))) throw notFound;
    return [found, convention];
  };
}

export const loadAmendment = loaderOf<"amendment", Amendment>("amendment", "Avenant", "amendmentId", findAmendmentsByIds);
export const loadAttestation = loaderOf<"attestation", Attestation>("attestation", "Attestation", "attestationId", findAttestationsByIds);
export const loadFeedback = loaderOf<"feedback", Feedback>("feedback", "Retour d'expérience", "feedbackId", findFeedbackByIds);
