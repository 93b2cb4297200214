import type { Act } from "@stages/database/act.ts";
import { byId, type Keyed } from "@stages/database/idempotency.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { newId, type PersonId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { type Attestation, refusalsToRequest } from "../domain/attestation.ts";
import { findAttestations, findAttestationsByIds, insertAttestation } from "../persistence/attestations.ts";
import { lookAgainBy } from "../persistence/awaited.ts";
import { once } from "../persistence/once.ts";
import { tellToSign } from "./tell-to-sign.ts";
import { loadCampaign, loadConvention } from "./load.ts";

export interface RequestAttestation extends Keyed {
  readonly conventionId: string;
}

/** The student, or a legal representative, asks the host to attest what was done. */
export function requestAttestation(act: Act, input: RequestAttestation): Promise<Attestation> {
  const { actor, now } = act;
  return once(act, "requestAttestation", input, byId(findAttestationsByIds), async (tx) => {
    const convention = await loadConvention(tx, input.conventionId, actor);
    const isRequested = (await findAttestations(tx, [convention.id])).length > 0;
    insist(refusalsToRequest(convention, actor, { campaign: await loadCampaign(tx, convention), now, isRequested }));
    const attestation: Attestation = {
      id: newId("attestation"), conventionId: convention.id, status: "REQUESTED", requestedAt: now, requestedBy: (actor as { personId: PersonId }).personId,
      confirmedAt: null, confirmedBy: null, signedAt: null, documentId: null, days: null,
    };
    await insertAttestation(tx, attestation);
    // From tomorrow on: what fell due today was told, or is still to be.
    await lookAgainBy(tx, convention.id, civilDateOf(now).add({ days: 1 }));
    await tellToSign(tx, convention, { documentId: null, kind: "ATTESTATION", capacities: ["HOST_MANAGER"] }, now);
    return attestation;
  });
}
