import { type Actor, actsForHost, worksAtSchool } from "@stages/kernel/actor.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { Candidature } from "./candidature.ts";
import { endByTime, refusalsOfStatus } from "./deadlines.ts";
import { isActOf, type Party, type Status, stepOf } from "./lifecycle.ts";

/** As whom the actor takes steps in the life of this candidature; null for who only looks on, and for everyone else. */
export function partyOf(actor: Actor, { studentId, hostId, schoolUai }: Pick<Candidature, "studentId" | "hostId" | "schoolUai">): Party | null {
  switch (actor.role) {
    case "STUDENT":
      return actor.studentId === studentId ? "STUDENT" : null;
    case "HOST_MANAGER":
      return actsForHost(actor, hostId) ? "HOST" : null;
    case "SCHOOL_HEAD":
    case "REFERENT_TEACHER":
      return worksAtSchool(actor, schoolUai) ? "SCHOOL" : null;
    case "PLATFORM":
      return "PLATFORM";
    default:
      return null;
  }
}

/** Why the actor may not lead it to that status now, by the table alone. */
export function refusalsOfStep(candidature: Candidature, to: Status, actor: Actor, now: Temporal.Instant): readonly Refusal[] {
  const by = partyOf(actor, candidature);
  if (!by || !isActOf(to, by)) return [refuse("FORBIDDEN")];
  if (stepOf(candidature.status, to, by, endByTime(candidature, now) !== null)) return [];
  const ofStatus = refusalsOfStatus(candidature, to, now);
  return ofStatus.length > 0 ? ofStatus : [refuse("WRONG_STATE", { what: "Candidature", status: candidature.status })];
}
