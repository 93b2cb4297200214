import type { Campaign } from "@stages/kernel/campaign.ts";
import { viewerAction } from "@stages/subgraph/refusal-type.ts";
import type { ConventionsContext } from "../context.ts";
import { refusalsToPropose } from "../domain/amendment.ts";
import { refusalsToRequest } from "../domain/attestation.ts";
import type { Convention } from "../domain/convention.ts";
import { refusalsToGiveFeedback } from "../domain/feedback.ts";

/** What this viewer may begin on a convention that is signed. */
export async function actionsAfterSigning(convention: Convention, campaign: Campaign, { actor, now, loaders }: ConventionsContext) {
  const { id } = convention;
  // What there is already is asked where it could still refuse.
  const mayPropose = refusalsToPropose(convention, [], actor, { campaign, now }).length === 0;
  const mayRequest = refusalsToRequest(convention, actor, { campaign, now, isRequested: false }).length === 0;
  const [amendments, attestation, feedback] = await Promise.all([
    mayPropose ? loaders.amendments.load(id) : [],
    mayRequest ? loaders.attestation.load(id) : null,
    actor.role === "STUDENT" ? loaders.feedback.load(id) : null,
  ]);
  return [
    viewerAction("proposeAmendment", refusalsToPropose(convention, amendments, actor, { campaign, now })),
    viewerAction("requestAttestation", refusalsToRequest(convention, actor, { campaign, now, isRequested: attestation !== null })),
    viewerAction("giveFeedback", refusalsToGiveFeedback(convention, actor, { campaign, now, isGiven: feedback !== null })),
  ];
}
