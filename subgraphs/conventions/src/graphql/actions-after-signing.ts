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
  const [amendments, attestation, feedback] = await Promise.all([loaders.amendments.load(id), loaders.attestation.load(id), loaders.feedback.load(id)]);
  return [
    viewerAction("proposeAmendment", refusalsToPropose(convention, amendments, actor, { campaign, now })),
    viewerAction("requestAttestation", refusalsToRequest(convention, actor, { campaign, now, isRequested: attestation !== null })),
    viewerAction("giveFeedback", refusalsToGiveFeedback(convention, actor, { campaign, now, isGiven: feedback !== null })),
  ];
}
