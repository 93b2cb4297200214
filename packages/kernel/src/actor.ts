import type { HostId, PersonId, StudentId } from "./ids.ts";
import type { LinkScope } from "./link-purpose.ts";
import { departmentOf, type Uai } from "./uai.ts";

/**
 * Who acts, and within which bounds. The gateway resolves the bearer of a token to one Actor; every rule, policy and
 * query receives it as an argument. A person with several roles acts in one of them at a time.
 */
export type Actor =
  | { readonly role: "ANONYMOUS" }
  /** The platform itself: the gateway asking `people` who a bearer is, a sweep, the effect of an event. Never a client. */
  | { readonly role: "PLATFORM" }
  | { readonly role: "STUDENT"; readonly personId: PersonId; readonly studentId: StudentId; readonly schoolUai: Uai }
  | { readonly role: "LEGAL_REPRESENTATIVE"; readonly personId: PersonId; readonly studentIds: readonly StudentId[]; readonly link?: LinkScope }
  | { readonly role: "HOST_MANAGER"; readonly personId: PersonId; readonly hostIds: readonly HostId[]; readonly link?: LinkScope }
  /** A tutor is known by the verified address that the host wrote in the convention. */
  | { readonly role: "TUTOR"; readonly personId: PersonId; readonly email: string; readonly link?: LinkScope }
  | { readonly role: "SCHOOL_HEAD"; readonly personId: PersonId; readonly schoolUais: readonly Uai[] }
  | { readonly role: "REFERENT_TEACHER"; readonly personId: PersonId; readonly schoolUais: readonly Uai[] }
  | { readonly role: "EDUCATION_ADVISER"; readonly personId: PersonId; readonly schoolUais: readonly Uai[] }
  /** Of a rectorat, whole académies; of a DASEN, whole départements and no académie. Who was given both has both. */
  | { readonly role: "RECTORAT"; readonly personId: PersonId; readonly academies: readonly string[]; readonly departments: readonly string[] }
  | { readonly role: "MINISTRY"; readonly personId: PersonId };

export type Role = Actor["role"];
export type ActorOf<R extends Role> = Extract<Actor, { role: R }>;

export const ROLES = [
  "ANONYMOUS",
  "PLATFORM",
  "STUDENT",
  "LEGAL_REPRESENTATIVE",
  "HOST_MANAGER",
  "TUTOR",
  "SCHOOL_HEAD",
  "REFERENT_TEACHER",
  "EDUCATION_ADVISER",
  "RECTORAT",
  "MINISTRY",
] as const satisfies readonly Role[];

export const ANONYMOUS: Actor = { role: "ANONYMOUS" };
export const PLATFORM: Actor = { role: "PLATFORM" };

/** The person behind an actor, null for an anonymous visitor and for the platform. */
export function personOf(actor: Actor): PersonId | null {
  return "personId" in actor ? actor.personId : null;
}

/** What narrows someone who came by a personal link; null for whoever signed in. */
export function linkOf(actor: Actor): LinkScope | null {
  return ("link" in actor && actor.link) || null;
}

export function actsForStudent(actor: Actor, studentId: StudentId): boolean {
  if (actor.role === "STUDENT") return actor.studentId === studentId;
  return actor.role === "LEGAL_REPRESENTATIVE" && actor.studentIds.includes(studentId);
}

export function actsForHost(actor: Actor, hostId: HostId): boolean {
  return actor.role === "HOST_MANAGER" && actor.hostIds.includes(hostId);
}

export function worksAtSchool(actor: Actor, schoolUai: Uai): boolean {
  return "schoolUais" in actor && actor.schoolUais.includes(schoolUai);
}

/** A whole académie: the staff of its rectorat, the ministry everywhere; nobody of a DASEN, who has a part of it. */
export function oversees(actor: Actor, academy: string): boolean {
  return actor.role === "MINISTRY" || (actor.role === "RECTORAT" && actor.academies.includes(academy));
}

/** What is about one school: the staff of its académie's rectorat and of its département's DASEN; the ministry everywhere. */
export function overseesSchool(actor: Actor, { academy, schoolUai }: { readonly academy: string; readonly schoolUai: Uai }): boolean {
  return oversees(actor, academy) || (actor.role === "RECTORAT" && actor.departments.includes(departmentOf(schoolUai)));
}

/** What is at one place: the staff of its académie's rectorat and of its département's DASEN; the ministry everywhere, abroad too. */
export function overseesPlace(actor: Actor, { academy, department }: { readonly academy: string | null; readonly department: string | null }): boolean {
  if (actor.role !== "RECTORAT") return actor.role === "MINISTRY";
  return (academy !== null && actor.academies.includes(academy)) || (department !== null && actor.departments.includes(department));
}
