import type { StagesClient } from "@stages/client/client.ts";
import { CAMPAIGN, COMPLETE, type CampaignDates, hostPart, WHO_TUTORS } from "../../../scripts/story/operations.ts";
import type { PlatformUnderTest } from "./platform-under-test.ts";

/**
 * An act that changes a convention's status as often as one wants: the host completes it, the school head gives it back.
 * The host of Tulle and the lycée of Tulle both see it.
 */
export interface BackAndForth {
  readonly conventionId: string;
  act(): Promise<"HOST_COMPLETED" | "RETURNED">;
}

const TO_FILL = `{ conventions(status: DRAFT, first: 100) { edges { node { id period confirmedAt } } } }`;
const RETURN = `mutation($id: ID!) { returnConvention(input: { conventionId: $id, reason: "Précisez les horaires." }) { status } }`;

export async function backAndForth({ as }: Pick<PlatformUnderTest, "as">): Promise<BackAndForth> {
  const [manager, head, tutor] = await Promise.all([as("host-manager"), as("school-head"), as("tutor")]);
  const { currentCampaign } = await manager.need<{ currentCampaign: CampaignDates }>(CAMPAIGN);
  const { viewer } = await tutor.need<{ viewer: { displayName: string; email: string } }>(WHO_TUTORS);
  const conventionId = await conventionToFill(manager);
  let returned = true;
  return {
    conventionId,
    async act() {
      if (returned) await manager.need(COMPLETE, hostPart(conventionId, currentCampaign, viewer));
      else await head.need(RETURN, { id: conventionId });
      returned = !returned;
      return returned ? "RETURNED" : "HOST_COMPLETED";
    },
  };
}

interface ToFill {
  readonly conventions: { readonly edges: readonly { readonly node: { readonly id: string; readonly period: string; readonly confirmedAt: string | null } }[] };
}

async function conventionToFill(manager: StagesClient): Promise<string> {
  const { conventions } = await manager.need<ToFill>(TO_FILL);
  return conventions.edges.find(({ node }) => node.period === "WEEK_2" && node.confirmedAt !== null)!.node.id;
}
