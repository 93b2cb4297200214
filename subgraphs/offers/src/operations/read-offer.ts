import type { Actor } from "@stages/kernel/actor.ts";
import { type Campaign, currentCampaign } from "@stages/kernel/campaign.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { seesOffer } from "../domain/audience.ts";
import { awaitsOpening, isOpenToStudents, refusalsToSearch } from "../domain/campaigns.ts";
import type { Host } from "../domain/host.ts";
import type { Offer } from "../domain/offer.ts";

interface Reading {
  readonly actor: Actor;
  readonly today: Temporal.PlainDate;
  readonly campaigns: readonly Campaign[];
  readonly host: Host | null;
}

/**
 * Before the opening students are told the date instead of nothing: the same for an offer that waits for it as for one that
 * does not exist, so that nobody learns which is which.
 */
export function readOffer(offer: Offer | null, { actor, today, campaigns, host }: Reading): Offer | null {
  if (!awaitsOpening(actor)) return offer;
  const openToStudents = campaigns.some((one) => one.id === offer?.campaignId && isOpenToStudents(one, today));
  if (offer && host && seesOffer(actor, offer, { host, openToStudents })) return offer;
  const current = currentCampaign(campaigns, today);
  if (current) insist(refusalsToSearch(current, actor, today));
  return null;
}
