import { type Actor, worksAtSchool } from "@stages/kernel/actor.ts";
import type { Refusal } from "@stages/kernel/refusal.ts";
import type { CancelledConvention, Convention } from "./convention.ts";
import type { Party, StageDays } from "./lifecycle.ts";
import { partyOf, refusalsOfStepOn } from "./party.ts";

/** Why a convention was cancelled, beside the sentence that says it: what can be counted. */
export const CANCELLATION_CAUSES = ["STUDENT_WITHDREW", "HOST_UNABLE", "SCHOOL_DECISION", "OTHER_STAGE", "MISTAKE", "OTHER"] as const;
export type CancellationCause = (typeof CANCELLATION_CAUSES)[number];

/** By the school head or the host: before the stage begins; after that too, while it has not been signed by all. */
export const refusalsToCancel = (convention: Convention, actor: Actor, days: StageDays): readonly Refusal[] => refusalsOfStepOn(convention, "CANCELLED", actor, days);

/** Null where no person chose one: the candidature ended, or the student was erased. */
export function cancel(convention: Convention, reason: string, cause: CancellationCause | null = null): CancelledConvention {
  return { ...convention, status: "CANCELLED", reason, endCause: cause, draft: null };
}

/** As whom a change was made, told with it: an end is told otherwise to who is at its origin. */
export const madeBy = (actor: Actor, convention: Convention): Party => partyOf(actor, convention) ?? (worksAtSchool(actor, convention.schoolUai) ? "SCHOOL" : "PLATFORM");
