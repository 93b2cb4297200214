import type { Handlers } from "@stages/events/consumer.ts";
import { forgetUntold } from "@stages/events/forget.ts";
import { uuidOf } from "@stages/kernel/ids.ts";
import { followSeats } from "./operations/follow-seats.ts";
import { deleteFavouritesOf } from "./persistence/favourites.ts";
import { deleteFlagsBy } from "./persistence/flags.ts";
import { addManager, deleteManager } from "./persistence/hosts.ts";
import { messaging } from "./persistence/tables.ts";
import { learnWords } from "./persistence/vocabulary.ts";

/**
 * The market stands on its own, but for whom `people` lets manage a host, and for its seats: the ledger says how many there
 * are and how many are taken. The words of an offer are learned on hearing, as everyone does, that it was published: one
 * after the other, so that two hosts who publish at once never wait for each other over the same words.
 */
export const handlers: Handlers = {
  OfferPublished: (tx, { payload }) => learnWords(tx, payload.offer.id),
  HostManagerAdded: (tx, { payload: { hostId, personId } }) => addManager(tx, hostId, personId),
  HostManagerRemoved: (tx, { payload: { hostId, personId } }) => deleteManager(tx, hostId, personId),
  CandidatureAccepted: (tx, { payload, occurredAt }) => followSeats(tx, payload.offerId, ({ seatsTaken }) => ({ seatsTaken: seatsTaken + 1 }), occurredAt),
  CandidatureEnded: async (tx, { payload, occurredAt }) => {
    if (payload.freedSeat) await followSeats(tx, payload.offerId, ({ seatsTaken }) => ({ seatsTaken: seatsTaken - 1 }), occurredAt);
  },
  SeatsFreed: (tx, { payload, occurredAt }) => followSeats(tx, payload.offerId, ({ seatsTaken }) => ({ seatsTaken: seatsTaken - payload.count }), occurredAt),
  OfferSeatsChanged: (tx, { payload, occurredAt }) => followSeats(tx, payload.offerId, () => ({ seats: payload.seats }), occurredAt),
  StudentErased: async (tx, { payload }) => {
    await deleteFavouritesOf(tx, payload.studentId);
    await deleteFlagsBy(tx, payload.personIds);
    await forgetUntold(tx, messaging, [payload.studentId, ...payload.personIds].map(uuidOf));
  },
};
