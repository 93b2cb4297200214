import type { Transaction } from "@stages/database/connection.ts";
import { PLATFORM } from "@stages/kernel/actor.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import type { OfferId } from "@stages/kernel/ids.ts";
import type { Offer } from "../domain/offer.ts";
import { settle } from "../domain/seats.ts";
import { lockOffer, saveSeats, saveSteps } from "../persistence/offers.ts";
import { loadCampaign, loadHost } from "./load.ts";

type Counted = Pick<Offer, "seats" | "seatsTaken">;

/** What the ledger tells of an offer's seats; when it is full it leaves the catalogue, and comes back once it is not. */
export async function followSeats(tx: Transaction, id: OfferId, change: (counted: Counted) => Partial<Counted>, at: Temporal.Instant): Promise<void> {
  const known = await lockOffer(tx, id);
  if (!known) return;
  const offer = { ...known, ...change(known) };
  await saveSeats(tx, offer);
  const today = civilDateOf(at);
  const settled = settle(offer, await loadCampaign(tx, offer.campaignId, today), today);
  if (!settled) return;
  const host = await loadHost(tx, offer.hostId);
  await saveSteps(tx, [{ from: offer.status, offer: { ...offer, status: settled.to }, host, actor: PLATFORM, at, why: settled.why }]);
}
