import type { Act } from "@stages/database/act.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { Actor, ActorOf } from "@stages/kernel/actor.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { parseId } from "@stages/kernel/ids.ts";
import { refused } from "@stages/kernel/refusal.ts";
import { seesOffer } from "../domain/audience.ts";
import { isOpenToStudents } from "../domain/campaigns.ts";
import { MAX_FAVOURITES, type Offer } from "../domain/offer.ts";
import { countOtherFavourites, deleteFavourite, insertFavourite } from "../persistence/favourites.ts";
import { findOffersByIds } from "../persistence/offers.ts";
import { loadCampaign, loadHost } from "./load.ts";

/** A student puts an offer aside; again changes nothing. */
export function addFavourite(act: Act, offerId: string): Promise<Offer> {
  return deciding(act, offerId, async (tx, { studentId }, { id }) => {
    if ((await countOtherFavourites(tx, studentId, id)) >= MAX_FAVOURITES) throw refused("TOO_MANY_FAVOURITES", { max: MAX_FAVOURITES });
    await insertFavourite(tx, studentId, id, act.now);
  });
}

/** A student no longer keeps an offer aside; again changes nothing. */
export function removeFavourite(act: Act, offerId: string): Promise<Offer> {
  return deciding(act, offerId, (tx, { studentId }, { id }) => deleteFavourite(tx, studentId, id));
}

function deciding({ write, actor, now }: Act, offerId: string, decide: (tx: Transaction, student: ActorOf<"STUDENT">, offer: Offer) => Promise<void>): Promise<Offer> {
  return write(async (tx) => {
    const offer = await loadSeenOffer(tx, offerId, actor, now);
    if (actor.role !== "STUDENT") throw refused("FORBIDDEN");
    await decide(tx, actor, offer);
    return offer;
  });
}

/** Not locked: nothing of it is decided on. */
async function loadSeenOffer(db: Reader, id: string, actor: Actor, now: Temporal.Instant): Promise<Offer> {
  const parsed = parseId("offer", id);
  const [offer] = parsed ? await findOffersByIds(db, [parsed]) : [];
  const notFound = refused("NOT_FOUND", { what: "Offre" }, "offerId");
  if (!offer) throw notFound;
  const today = civilDateOf(now);
  const [host, campaign] = [await loadHost(db, offer.hostId), await loadCampaign(db, offer.campaignId, today)];
  if (!seesOffer(actor, offer, { host, openToStudents: isOpenToStudents(campaign, today) })) throw notFound;
  return offer;
}
