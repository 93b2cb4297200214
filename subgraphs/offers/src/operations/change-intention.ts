import type { Act } from "@stages/database/act.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { type Intention, refusalsOfSeats, refusalsToChange, type SeatsByPeriod } from "../domain/intention.ts";
import { saveIntention } from "../persistence/intentions.ts";
import { loadIntention } from "./load-intention.ts";

/** A host promises other numbers of seats than before. */
export function changeIntention({ write, actor, now }: Act, input: { intentionId: string; seats: SeatsByPeriod }): Promise<Intention> {
  const today = civilDateOf(now);
  return write(async (tx) => {
    const { intention, host, campaign } = await loadIntention(tx, input.intentionId, actor, today);
    insist(refusalsToChange(intention, host, campaign, actor, today));
    insist(refusalsOfSeats(input.seats, { host, campaign, today, before: intention.seats }));
    const changed = { ...intention, seats: input.seats, changedAt: now };
    await saveIntention(tx, changed);
    return changed;
  });
}
