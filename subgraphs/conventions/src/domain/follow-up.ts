import { type Actor, type Role, worksAtSchool } from "@stages/kernel/actor.ts";
import type { ConventionId, FollowUpId, PersonId } from "@stages/kernel/ids.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { refusalsOfText } from "@stages/kernel/text.ts";
import { isInChain } from "./absence.ts";
import type { Concerned } from "./audience.ts";
import type { Convention } from "./convention.ts";
import { FROZEN } from "./lifecycle.ts";

/** What the referent teacher keeps of how they followed the student. */
export const FOLLOW_UP_KINDS = ["VISIT", "CALL", "NOTE"] as const;
export type FollowUpKind = (typeof FOLLOW_UP_KINDS)[number];

export interface FollowUp {
  readonly id: FollowUpId;
  readonly conventionId: ConventionId;
  readonly kind: FollowUpKind;
  /** When it took place. */
  readonly at: Temporal.Instant;
  readonly text: string;
  readonly byPersonId: PersonId;
  readonly byRole: Role;
  readonly recordedAt: Temporal.Instant;
}

/** The log is the school's: of that student's chain, and neither the host's nor the family's. */
export function seesFollowUps(actor: Actor, concerned: Concerned): boolean {
  return "schoolUais" in actor && isInChain(actor, concerned);
}

/** By the named teacher, or by the head, whose responsibility it is. */
export function refusalsToFollowUp(convention: Convention, concerned: Concerned, actor: Actor): readonly Refusal[] {
  const isHead = actor.role === "SCHOOL_HEAD" && worksAtSchool(actor, convention.schoolUai);
  if (!isHead && !(actor.role === "REFERENT_TEACHER" && isInChain(actor, concerned))) return [refuse("FORBIDDEN")];
  return FROZEN.includes(convention.status) ? [] : [refuse("WRONG_STATE", { what: "Convention", status: convention.status })];
}

export function refusalsOfFollowUp({ at, text }: Pick<FollowUp, "at" | "text">, now: Temporal.Instant): readonly Refusal[] {
  return [
    ...(Temporal.Instant.compare(at, now) > 0 ? [refuse("FOLLOW_UP_IN_THE_FUTURE", "at")] : []),
    ...refusalsOfText(text, 2_000, "text"),
  ];
}
