import { type Actor, type ActorOf, actsForHost, actsForStudent, overseesSchool, type Role, worksAtSchool } from "@stages/kernel/actor.ts";
import type { Candidature } from "./candidature.ts";

export type Concerned = Pick<Candidature, "studentId" | "hostId" | "schoolUai" | "academy">;

type Audience = { readonly [R in Role]?: (actor: ActorOf<R>, concerned: Concerned) => boolean };

/** Role by role, who sees a candidature: the student and the family, the host, the student's school, the territory's staff. */
export const AUDIENCE = {
  STUDENT: (actor, { studentId }) => actsForStudent(actor, studentId),
  LEGAL_REPRESENTATIVE: (actor, { studentId }) => actsForStudent(actor, studentId),
  HOST_MANAGER: (actor, { hostId }) => actsForHost(actor, hostId),
  SCHOOL_HEAD: (actor, { schoolUai }) => worksAtSchool(actor, schoolUai),
  REFERENT_TEACHER: (actor, { schoolUai }) => worksAtSchool(actor, schoolUai),
  EDUCATION_ADVISER: (actor, { schoolUai }) => worksAtSchool(actor, schoolUai),
  RECTORAT: (actor, concerned) => overseesSchool(actor, concerned),
  MINISTRY: () => true,
} satisfies Audience;

export function isConcerned(actor: Actor, concerned: Concerned): boolean {
  const sees = (AUDIENCE as Audience)[actor.role] as ((actor: Actor, concerned: Concerned) => boolean) | undefined;
  return sees?.(actor, concerned) ?? false;
}
