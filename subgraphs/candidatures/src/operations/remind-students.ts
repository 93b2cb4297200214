import type { Write } from "@stages/database/connection.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { confirmableUntil } from "../domain/reminders.ts";
import { confirmationAwaited } from "../persistence/events.ts";
import { findOffers } from "../persistence/mirror.ts";
import { lockToConfirm, saveConfirmationsReminded } from "../persistence/reminders.ts";
import { messaging } from "../persistence/tables.ts";

const BATCH = 500;

/**
 * Tells that a student was accepted and has still not confirmed, on the eve of the last day. That it is told and that it was
 * are one transaction: once a candidature, by whichever replica.
 */
export async function remindStudents(write: Write, now: Temporal.Instant): Promise<void> {
  const today = civilDateOf(now);
  const remindBatch = () =>
    write(async (tx) => {
      const due = await lockToConfirm(tx, today, confirmableUntil(today), BATCH);
      if (due.length === 0) return 0;
      const offers = new Map((await findOffers(tx, [...new Set(due.map(({ offerId }) => offerId))])).map((offer) => [offer.id, offer]));
      await saveConfirmationsReminded(tx, due.map(({ id }) => id), today);
      await tell(tx, messaging, due.map((candidature) => domainEvent("ConfirmationAwaited", candidature.id, confirmationAwaited(candidature, offers.get(candidature.offerId)?.title ?? ""), now)));
      return due.length;
    });
  while ((await remindBatch()) === BATCH);
}
