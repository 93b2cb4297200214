import type { ConventionsContext } from "../context.ts";
import type { Convention, FrozenDocument } from "../domain/convention.ts";
import { barredAmong } from "../domain/people.ts";
import type { SigningFrame } from "../domain/sign.ts";

/** What decides who signs a document of the convention, read for a viewer; of what is not frozen yet, as if it were the convention itself. */
export async function signingFrame({ loaders, now }: ConventionsContext, convention: Convention, document: Pick<FrozenDocument, "id" | "kind"> | null): Promise<SigningFrame | null> {
  const [student, campaign, evidence, family, ofSchool, ofHost] = await Promise.all([
    loaders.student.load(convention.studentId),
    loaders.campaign.load(convention.campaignId),
    loaders.evidence.load(convention.id),
    loaders.representatives.load(convention.studentId),
    loaders.delegations.load(convention.schoolUai),
    loaders.delegations.load(convention.hostId),
  ]);
  if (!student || !campaign) return null;
  return {
    kind: document?.kind ?? "CONVENTION",
    birthDate: student.birthDate,
    signingLegalRepresentatives: campaign.signingLegalRepresentatives,
    evidence: evidence.filter(({ documentId }) => documentId === document?.id),
    delegations: [...ofSchool, ...ofHost],
    barred: barredAmong(family?.family ?? []),
    now,
  };
}
