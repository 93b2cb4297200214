import type { Act } from "@stages/database/act.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { type Candidature, end, type SeatedCandidature } from "../domain/candidature.ts";
import { confirm, refusalsToConfirm, supersededBy } from "../domain/confirm.ts";
import { saveSteps } from "../persistence/candidatures.ts";
import { lockSeats } from "../persistence/ledger.ts";
import { findStagesElsewhere } from "../persistence/stages-elsewhere.ts";
import { arrived, loadAmongOwn, studentOf } from "./load.ts";

/** The student takes the stage; the student's other live candidatures of the same week end with it, and free their seats. */
export function confirmCandidature({ write, actor, now }: Act, input: { candidatureId: string }): Promise<Candidature> {
  return write(async (tx) => {
    const { candidature: accepted, mine } = await loadAmongOwn(tx, input.candidatureId, studentOf(actor));
    const seats = arrived(await lockSeats(tx, accepted.offerId, now));
    const elsewhere = await findStagesElsewhere(tx, [accepted.studentId]);
    insist(refusalsToConfirm(accepted, { actor, now, mine, elsewhere, seats }));

    const candidature = confirm(accepted as SeatedCandidature);
    const superseded = supersededBy(candidature, mine, now);
    await saveSteps(tx, [
      { from: accepted.status, candidature, actor, at: now },
      ...superseded.map((other) => ({ from: other.status, candidature: end(other, "SUPERSEDED"), actor, at: now })),
    ]);
    return candidature;
  });
}
