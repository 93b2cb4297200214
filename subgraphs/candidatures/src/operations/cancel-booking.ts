import type { Act } from "@stages/database/act.ts";
import { parseId } from "@stages/kernel/ids.ts";
import { insist, refused } from "@stages/kernel/refusal.ts";
import { refusalsOfReason } from "../domain/answer.ts";
import { type Booking, isConcernedByBooking, refusalsToCancelBooking, toCancel } from "../domain/booking.ts";
import { end } from "../domain/candidature.ts";
import { findBooking } from "../persistence/bookings.ts";
import { lockByBooking, saveSteps } from "../persistence/candidatures.ts";
import { loadCampaign } from "./load.ts";

export interface CancelBooking {
  readonly bookingId: string;
  /** Null for all who are left. */
  readonly studentIds: readonly string[] | null;
  readonly reason: string;
}

/** The school gives seats back, and says why. `write` is the platform's, as in book-offer.ts. */
export function cancelBooking({ write, actor, now }: Act, { bookingId, studentIds, reason }: CancelBooking): Promise<Booking> {
  return write(async (tx) => {
    const parsed = parseId("booking", bookingId);
    const booking = parsed && (await findBooking(tx, parsed));
    if (!booking || !isConcernedByBooking(actor, booking)) throw refused("NOT_FOUND", { what: "Réservation" }, "bookingId");
    const campaign = await loadCampaign(tx, booking.campaignId);
    const frame = { actor, booking, booked: await lockByBooking(tx, booking.id), studentIds, campaign, now };
    insist([...refusalsToCancelBooking(frame), ...refusalsOfReason(reason)]);
    await saveSteps(tx, toCancel(frame).map((seated) => ({ from: seated.status, candidature: end(seated, "CANCELLED_BY_SCHOOL"), actor, at: now, reason })));
    return booking;
  });
}
