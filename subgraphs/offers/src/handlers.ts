import type { Handlers } from "@stages/events/consumer.ts";
import { followSeats } from "./operations/follow-seats.ts";
import { deleteFlagsBy } from "./persistence/flags.ts";
import { addManager, deleteManager } from "./persistence/hosts.ts";

/** The market stands on its own, but for whom `people` lets manage a host, and for its seats: the ledger says how many there are and how many are taken. */
export const handlers: Handlers = {
  HostManagerAdded: (tx, { payload: { hostId, personId } }) => addManager(tx, hostId, personId),
  HostManagerRemoved: (tx, { payload: { hostId, personId } }) => deleteManager(tx, hostId, personId),
  CandidatureAccepted: (tx, { payload, occurredAt }) => followSeats(tx, payload.offerId, ({ seatsTaken }) => ({ seatsTaken: seatsTaken + 1 }), occurredAt),
  CandidatureEnded: async (tx, { payload, occurredAt }) => {
    if (payload.freedSeat) await followSeats(tx, payload.offerId, ({ seatsTaken }) => ({ seatsTaken: seatsTaken - 1 }), occurredAt);
  },
  SeatsFreed: (tx, { payload, occurredAt }) => followSeats(tx, payload.offerId, ({ seatsTaken }) => ({ seatsTaken: seatsTaken - payload.count }), occurredAt),
  OfferSeatsChanged: (tx, { payload, occurredAt }) => followSeats(tx, payload.offerId, () => ({ seats: payload.seats }), occurredAt),
  StudentErased: (tx, { payload }) => deleteFlagsBy(tx, payload.personIds),
};
