import { type Actor, actsForHost, actsForStudent, linkOf, worksAtSchool } from "@stages/kernel/actor.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { Convention } from "./convention.ts";
import { FROZEN, isActOf, type Party, type StageDays, type Status, stepOf } from "./lifecycle.ts";

/** Of a stage that the school found with someone who has no account here: what they would fill, the school may fill. */
export const isHostUnknown = ({ origin, hostParty }: Pick<Convention, "origin" | "hostParty">): boolean => origin === "SCHOOL" && hostParty !== null;

/** As whom the actor takes steps in the life of this convention; null for who only looks on, and for everyone else. */
export function partyOf(actor: Actor, convention: Pick<Convention, "id" | "studentId" | "hostId" | "schoolUai">): Party | null {
  const link = linkOf(actor);
  if (link && link.conventionId !== convention.id) return null;
  if (actsForHost(actor, convention.hostId)) return "HOST";
  if (actor.role === "SCHOOL_HEAD" && worksAtSchool(actor, convention.schoolUai)) return "SCHOOL";
  if (actsForStudent(actor, convention.studentId)) return "FAMILY";
  return actor.role === "PLATFORM" ? "PLATFORM" : null;
}

/** Whether it is the actor's to lead it to that status at all, then whether it can be from the status in which it is. */
export function refusalsOfStep(convention: Convention, to: Status, actor: Actor): readonly Refusal[] {
  const party = partyOf(actor, convention);
  if (!party || !isActOf(to, party, isHostUnknown(convention))) return [refuse("FORBIDDEN")];
  // Whatever the day: the rules that know it say the rest.
  return DAYS.some((days) => stepOf(convention.status, to, party, isHostUnknown(convention), days)) ? [] : [refusalOfStatus(convention, to)];
}

/** The same on a given day. */
export function refusalsOfStepOn(convention: Convention, to: Status, actor: Actor, days: StageDays): readonly Refusal[] {
  const refusals = refusalsOfStep(convention, to, actor);
  if (refusals.length > 0) return refusals;
  return stepOf(convention.status, to, partyOf(actor, convention)!, isHostUnknown(convention), days) ? [] : [refusalOfStatus(convention, to)];
}

function refusalOfStatus({ status }: Convention, to: Status): Refusal {
  return to === "HOST_COMPLETED" && FROZEN.includes(status) ? refuse("CONVENTION_FROZEN") : refuse("WRONG_STATE", { what: "Convention", status });
}

const day = Temporal.PlainDate.from("2000-01-10");
/** The day before a stage of one day, that day, and the day after. */
const DAYS: readonly StageDays[] = [-1, 0, 1].map((days) => ({ firstDay: day, lastDay: day, today: day.add({ days }) }));
