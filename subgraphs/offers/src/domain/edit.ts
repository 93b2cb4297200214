import type { Actor } from "@stages/kernel/actor.ts";
import { type Campaign, isOver } from "@stages/kernel/campaign.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { periodsLeft, refusalsForHosts } from "./campaigns.ts";
import { type Host, manages } from "./host.ts";
import { canBecome } from "./lifecycle.ts";
import type { Offer } from "./offer.ts";
import { type OfferFrame, publish, refusalsOfOffer, type WrittenOffer } from "./publish.ts";
import { lackOf } from "./seats.ts";

// What a host does with an offer that exists: edits its text, publishes it, publishes it again.

const wrongState = ({ status }: Offer) => refuse("WRONG_STATE", { what: "Offre", status });

/** An offer as it could have been written, to be judged by the same rules as a new one. */
export function writtenOf({ place, seatsTaken: _, ...offer }: Offer, host: Host): WrittenOffer {
  const { latitude, longitude, communeName: town, ...address } = place;
  const isSame = (key: "addressLine" | "postcode" | "communeCode") => address[key] === host.address[key];
  const isHosts = isSame("addressLine") && isSame("postcode") && isSame("communeCode") && town === host.address.communeName && address.country === host.country;
  const isThere = !host.coordinates || latitude === null || (latitude === host.coordinates.latitude && longitude === host.coordinates.longitude);
  return { ...offer, place: isHosts && isThere ? null : { ...address, town, latitude, longitude } };
}

/** What may be written anew; what is null stays as it is. */
export interface Changes extends Omit<WrittenOffer, "period" | "mode" | "seats"> {
  readonly period: WrittenOffer["period"] | null;
  readonly mode: WrittenOffer["mode"] | null;
  readonly seats: number | null;
}

export function changed({ period, mode, seats }: Offer, changes: Changes): WrittenOffer {
  return { ...changes, period: changes.period ?? period, mode: changes.mode ?? mode, seats: changes.seats ?? seats };
}

/** Whether this actor may edit it now, whatever it will say. */
export function refusalsToEdit(offer: Offer, host: Host, campaign: Campaign, actor: Actor, today: Temporal.PlainDate): readonly Refusal[] {
  if (!manages(actor, host)) return [refuse("FORBIDDEN")];
  if (offer.status === "REMOVED") return [wrongState(offer)];
  const refusals = offer.publishedAt !== null ? refusalsForHosts(campaign, today) : isOver(campaign, today) ? [refuse("CAMPAIGN_ENDED")] : [];
  if (refusals.length > 0) return refusals;
  const left = periodsLeft(campaign, today);
  // A draft can still be of another period.
  return (offer.publishedAt === null ? left.length > 0 : left.includes(offer.period)) ? [] : [refuse("PERIOD_STARTED", "period")];
}

/** All that is wrong in the new text, as in publishing, and what is fixed once published. */
export function refusalsOfEdit(offer: Offer, written: WrittenOffer, frame: OfferFrame): readonly Refusal[] {
  const fixed =
    offer.publishedAt === null
      ? []
      : [
          ...(written.period === offer.period ? [] : [refuse("OFFER_FIXED_ONCE_PUBLISHED", "period")]),
          ...(written.mode === offer.mode ? [] : [refuse("OFFER_FIXED_ONCE_PUBLISHED", "mode")]),
          ...(written.seats === offer.seats ? [] : [refuse("SEATS_CHANGED_APART", "seats")]),
        ];
  return [...fixed, ...refusalsOfOffer(written, frame)];
}

export function edit(offer: Offer, written: WrittenOffer, frame: OfferFrame, now: Temporal.Instant): Offer {
  const { status, seatsTaken, publishedAt } = offer;
  return { ...publish(offer.id, written, frame, now), status, seatsTaken, publishedAt };
}

/** Which of an offer's statuses each of the two acts is for. */
const PUBLISHED_BY = { publishDraft: ["DRAFT"], republishOffer: ["UNPUBLISHED", "NEEDS_UPDATE"] } as const;
export type Publishing = keyof typeof PUBLISHED_BY;

export function refusalsToPublishExisting(act: Publishing, offer: Offer, frame: OfferFrame, actor: Actor): readonly Refusal[] {
  const { host, campaign, today } = frame;
  if (!manages(actor, host)) return [refuse("FORBIDDEN")];
  const isFor = (PUBLISHED_BY[act] as readonly string[]).includes(offer.status) && canBecome(offer.status, "PUBLISHED", "HOST");
  if (!isFor) return [wrongState(offer)];
  // That it is past is told with its field, among what is wrong in the text.
  const full = lackOf(offer, campaign, today) === "FULL" && offer.publishedAt !== null ? [refuse("OFFER_FULL")] : [];
  return [...refusalsForHosts(campaign, today), ...full, ...refusalsOfOffer(writtenOf(offer, host), frame)];
}

export function publishExisting(offer: Offer, frame: OfferFrame, now: Temporal.Instant): Offer {
  return { ...edit(offer, writtenOf(offer, frame.host), frame, now), status: "PUBLISHED", publishedAt: offer.publishedAt ?? now };
}
