import type { Act } from "@stages/database/act.ts";
import { actsForHost } from "@stages/kernel/actor.ts";
import type { OfferId } from "@stages/kernel/ids.ts";
import { insist, refused } from "@stages/kernel/refusal.ts";
import { refusalsToChangeSeats, seatsBeside } from "../domain/seats.ts";
import { lockBeside, lockSeats, saveSeats } from "../persistence/ledger.ts";
import { arrived, loadOffer } from "./load.ts";

/** The host has more seats, or fewer: the line is locked as for an acceptance, so that both never believe the same seat. */
export function changeOfferSeats({ write, actor, now }: Act, { offerId, seats }: { offerId: string; seats: number }): Promise<{ readonly id: OfferId }> {
  return write(async (tx) => {
    const offer = await loadOffer(tx, offerId);
    const { id, hostId } = offer;
    // Offers that this manager may not see are in the ledger as well: all of another host's but what the catalogue shows.
    if (!actsForHost(actor, hostId)) throw offer.status === "PUBLISHED" ? refused("FORBIDDEN") : refused("NOT_FOUND", { what: "Offre" }, "offerId");
    const beside = await lockBeside(tx, offer);
    const line = arrived(await lockSeats(tx, id, now));
    insist(refusalsToChangeSeats(line, seats, actor, seatsBeside(offer.period, beside)));
    if (seats !== line.seats) await saveSeats(tx, id, seats, now);
    return { id };
  });
}
