import type { Act } from "@stages/database/act.ts";
import type { Reader } from "@stages/database/connection.ts";
import { byId, type Keyed } from "@stages/database/idempotency.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import type { Coordinates } from "@stages/kernel/geography.ts";
import { newId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { sectorByCode } from "@stages/reference/sectors.ts";
import type { Host } from "../domain/host.ts";
import type { Offer } from "../domain/offer.ts";
import { coordinatesOf } from "../domain/place.ts";
import { publish, refusalsOfOffer, refusalsToPublish, type WrittenOffer } from "../domain/publish.ts";
import { addCommunePoint, findCommuneCoordinates } from "../persistence/commune-coordinates.ts";
import { findOffersByIds, insertPublishedOffer } from "../persistence/offers.ts";
import { findOffersOut } from "../persistence/offers-of-hosts.ts";
import { once } from "../persistence/once.ts";
import { knownAddress, loadCampaign, loadLockedHost } from "./load.ts";

export interface PublishOffer extends Keyed {
  readonly hostId: string;
  readonly campaignId: string | null;
  readonly offer: WrittenOffer;
}

/** A host writes an offer and publishes it at once. */
export function publishOffer(act: Act, input: PublishOffer): Promise<Offer> {
  const { actor, now } = act;
  const written = input.offer;
  const today = civilDateOf(now);
  return once(act, "publishOffer", input, byId(findOffersByIds), async (tx) => {
    const host = await loadLockedHost(tx, input.hostId);
    const campaign = await loadCampaign(tx, input.campaignId, today);
    insist(refusalsToPublish(host, campaign, actor, today));

    const where = written.place ? knownAddress(written.place, host.country) : { country: host.country, commune: null };
    const located = await locate(tx, written, host, where.commune?.code ?? null);
    const beside = (await findOffersOut(tx, host.id)).filter(({ campaignId }) => campaignId === campaign.id);
    const frame = { host, campaign, today, ...where, located, beside, sector: sectorByCode(written.sector ?? host.sector) };
    insist(refusalsOfOffer(written, frame));

    const offer = publish(newId("offer"), written, frame, now);
    await insertPublishedOffer(tx, offer, host, now);
    if (where.commune && coordinatesOf(written.place!)) await addCommunePoint(tx, where.commune.code, offer.place);
    return offer;
  });
}

/** As the host wrote it; else, at the host's own address, the host's point; else the commune's. */
async function locate(db: Reader, { place }: WrittenOffer, host: Host, communeOfPlace: string | null): Promise<Coordinates | null> {
  const told = place ? coordinatesOf(place) : host.coordinates;
  const communeCode = place ? communeOfPlace : host.address.communeCode;
  return told ?? (communeCode ? findCommuneCoordinates(db, communeCode) : null);
}
