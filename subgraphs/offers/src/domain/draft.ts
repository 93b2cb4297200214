import type { Actor } from "@stages/kernel/actor.ts";
import { type Campaign, isOver } from "@stages/kernel/campaign.ts";
import type { OfferId } from "@stages/kernel/ids.ts";
import { type Refusal, type RefusalCode, refuse } from "@stages/kernel/refusal.ts";
import { lengthOf } from "@stages/kernel/text.ts";
import { type Host, manages } from "./host.ts";
import type { Offer } from "./offer.ts";
import { type OfferFrame, publish, refusalsOfOffer, type WrittenOffer } from "./publish.ts";

/** What may be unfinished in a draft. What cannot be kept as it is (too long, a code that nothing has) is refused there too. */
const CAN_WAIT: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  "TEXT_REQUIRED", "INVALID_EMAIL", "PLACE_NOT_LOCATED", "PERIOD_STARTED", "ECOLE_SEATS_EXCEEDED", "ECOLE_TUTOR_NOT_TEACHER",
]);
const EMAIL_MAX = 254;

export function refusalsOfDraft(written: WrittenOffer, frame: OfferFrame): readonly Refusal[] {
  const length = lengthOf(written.tutor.email);
  return [
    ...refusalsOfOffer(written, frame).filter(({ code }) => !CAN_WAIT.has(code)),
    ...(length > EMAIL_MAX ? [refuse("TEXT_TOO_LONG", { max: EMAIL_MAX, length }, "tutor.email")] : []),
  ];
}

/** Hosts may prepare before the campaign opens to them, and not once it is over. */
export function refusalsToDraft(host: Host, campaign: Campaign, actor: Actor, today: Temporal.PlainDate): readonly Refusal[] {
  if (!manages(actor, host)) return [refuse("FORBIDDEN")];
  return isOver(campaign, today) ? [refuse("CAMPAIGN_ENDED", "campaignId")] : [];
}

export function refusalsToSaveDraft(offer: Offer, host: Host, actor: Actor): readonly Refusal[] {
  if (!manages(actor, host)) return [refuse("FORBIDDEN")];
  return offer.status === "DRAFT" ? [] : [refuse("WRONG_STATE", { what: "Offre", status: offer.status })];
}

/** The same with the campaign that it would be of: its own or, once that is over, the one that runs, if its host says so. */
export function refusalsToSaveDraftNow(offer: Offer, host: Host, campaign: Campaign, actor: Actor, today: Temporal.PlainDate): readonly Refusal[] {
  const refusals = refusalsToSaveDraft(offer, host, actor);
  return refusals.length > 0 ? refusals : refusalsToDraft(host, campaign, actor, today);
}

/** Makes the draft of a text that can be kept. Where it is may be unknown until it is published. */
export function draft(id: OfferId, written: WrittenOffer, frame: OfferFrame, now: Temporal.Instant): Offer {
  const { place, ...offer } = publish(id, written, frame, now);
  const { latitude = null, longitude = null } = frame.located ?? {};
  return { ...offer, place: { ...place, latitude, longitude }, status: "DRAFT", publishedAt: null };
}

/** The same text, to be published anew: another campaign, or another period. */
export function duplicate(id: OfferId, offer: Offer, campaign: Campaign): Offer {
  return { ...offer, id, campaignId: campaign.id, status: "DRAFT", seatsTaken: 0, publishedAt: null };
}
