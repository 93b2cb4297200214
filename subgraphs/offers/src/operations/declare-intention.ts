import type { Act } from "@stages/database/act.ts";
import { byId, type Keyed } from "@stages/database/idempotency.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { newId } from "@stages/kernel/ids.ts";
import { insist, refused } from "@stages/kernel/refusal.ts";
import { refusalsToManage } from "../domain/host.ts";
import { type Intention, NO_SEATS, refusalsOfSeats, refusalsToDeclare, type SeatsByPeriod } from "../domain/intention.ts";
import { findIntentionsByIds, insertIntention } from "../persistence/intentions.ts";
import { once } from "../persistence/once.ts";
import { loadCampaign, loadHost } from "./load.ts";

export interface DeclareIntention extends Keyed {
  readonly hostId: string;
  readonly campaignId: string | null;
  readonly seats: SeatsByPeriod;
}

/** A host promises seats for a campaign, whether it is open to hosts yet or not. */
export function declareIntention(act: Act, input: DeclareIntention): Promise<Intention> {
  const { actor, now } = act;
  const today = civilDateOf(now);
  const { seats } = input;
  return once(act, "declareIntention", input, byId(findIntentionsByIds), async (tx) => {
    const host = await loadHost(tx, input.hostId);
    insist(refusalsToManage(host, actor));
    const campaign = await loadCampaign(tx, input.campaignId, today);
    insist(refusalsToDeclare(host, campaign, actor, today));
    insist(refusalsOfSeats(seats, { host, campaign, today, before: NO_SEATS }));

    const intention: Intention = { id: newId("intention"), hostId: host.id, campaignId: campaign.id, seats, declaredAt: now, changedAt: null, withdrawnAt: null };
    if (!(await insertIntention(tx, intention))) throw refused("INTENTION_ALREADY_DECLARED", "campaignId");
    return intention;
  });
}
