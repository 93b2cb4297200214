import type { Act } from "@stages/database/act.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { newId } from "@stages/kernel/ids.ts";
import { insist, refused } from "@stages/kernel/refusal.ts";
import { type Intention, NO_SEATS, refusalsOfSeats, refusalsToDeclare, type SeatsByPeriod } from "../domain/intention.ts";
import { insertIntention } from "../persistence/intentions.ts";
import { loadCampaign, loadHost } from "./load.ts";

/** A host promises seats for a campaign, whether it is open to hosts yet or not. */
export function declareIntention({ write, actor, now }: Act, input: { hostId: string; campaignId: string | null; seats: SeatsByPeriod }): Promise<Intention> {
  const today = civilDateOf(now);
  const { seats } = input;
  return write(async (tx) => {
    const host = await loadHost(tx, input.hostId);
    const campaign = await loadCampaign(tx, input.campaignId, today);
    insist(refusalsToDeclare(host, campaign, actor, today));
    insist(refusalsOfSeats(seats, { host, campaign, today, before: NO_SEATS }));

    const intention: Intention = { id: newId("intention"), hostId: host.id, campaignId: campaign.id, seats, declaredAt: now, changedAt: null, withdrawnAt: null };
    if (!(await insertIntention(tx, intention))) throw refused("INTENTION_ALREADY_DECLARED", "campaignId");
    return intention;
  });
}
