import {
  type Actor,
  type ActorOf,
  actsForHost,
  actsForStudent,
  linkOf,
  overseesSchool,
  type Role,
  worksAtSchool,
} from "@stages/kernel/actor.ts";
import type { ConventionId, PersonId } from "@stages/kernel/ids.ts";
import { type Convention, schoolPartInForce, tutorEmailOf } from "./convention.ts";

/** What decides who sees a convention: any object that carries it can be judged, an event as well as a row. */
export type Concerned = Pick<Convention, "studentId" | "hostId" | "schoolUai" | "academy"> & {
  readonly conventionId: ConventionId;
  readonly tutorEmail: string | null;
  readonly referentTeacherId: PersonId | null;
};

export function concernedBy(convention: Convention): Concerned {
  return {
    ...convention,
    conventionId: convention.id,
    tutorEmail: tutorEmailOf(convention),
    referentTeacherId: schoolPartInForce(convention)?.referentTeacherId ?? null,
  };
}

/** Who works at a school, and is known there by name. */
export const isOfSchool = (role: Role): boolean => role === "SCHOOL_HEAD" || role === "REFERENT_TEACHER" || role === "EDUCATION_ADVISER";

type Audience = { readonly [R in Role]?: (actor: ActorOf<R>, concerned: Concerned) => boolean };

/** Role by role, who sees a convention: those it binds, those who follow the student, those in charge of the territory. */
export const AUDIENCE = {
  STUDENT: (actor, { studentId }) => actsForStudent(actor, studentId),
  LEGAL_REPRESENTATIVE: (actor, { studentId }) => actsForStudent(actor, studentId),
  HOST_MANAGER: (actor, { hostId }) => actsForHost(actor, hostId),
  TUTOR: (actor, { tutorEmail }) => actor.email.toLowerCase() === tutorEmail,
  SCHOOL_HEAD: (actor, { schoolUai }) => worksAtSchool(actor, schoolUai),
  REFERENT_TEACHER: (actor, { schoolUai }) => worksAtSchool(actor, schoolUai),
  EDUCATION_ADVISER: (actor, { schoolUai }) => worksAtSchool(actor, schoolUai),
  RECTORAT: (actor, concerned) => overseesSchool(actor, concerned),
  MINISTRY: () => true,
} satisfies Audience;

/** Who came by a personal link is concerned by its one convention, whatever else the role would show. */
export function isConcerned(actor: Actor, concerned: Concerned): boolean {
  const link = linkOf(actor);
  if (link && link.conventionId !== concerned.conventionId) return false;
  const sees = (AUDIENCE as Audience)[actor.role] as ((actor: Actor, concerned: Concerned) => boolean) | undefined;
  return sees?.(actor, concerned) ?? false;
}
