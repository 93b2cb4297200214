import { type Actor, type Role, ROLES } from "@stages/kernel/actor.ts";
import type { HostId, StudentId } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import type { Person } from "./person.ts";

type SchoolRole = "SCHOOL_HEAD" | "REFERENT_TEACHER" | "EDUCATION_ADVISER";

/** A role given to a person within one bound: one school, one host, one student, one académie or one département. */
export type Grant =
  | { readonly role: "STUDENT"; readonly studentId: StudentId; readonly schoolUai: Uai }
  | { readonly role: "LEGAL_REPRESENTATIVE"; readonly studentId: StudentId }
  /** Null for someone who has still to register the host they will manage. */
  | { readonly role: "HOST_MANAGER"; readonly hostId: HostId | null }
  | { readonly role: "TUTOR" }
  | { [R in SchoolRole]: { readonly role: R; readonly schoolUai: Uai } }[SchoolRole]
  | { readonly role: "RECTORAT"; readonly academy: string; readonly department?: null }
  | { readonly role: "RECTORAT"; readonly academy?: null; readonly department: string }
  | { readonly role: "MINISTRY" };

export type GrantedRole = Grant["role"];
type GrantOf<R extends GrantedRole> = Extract<Grant, { role: R }>;

type Bearer = Pick<Person, "id" | "email">;
type Combine = { readonly [R in GrantedRole]: (grants: readonly [GrantOf<R>, ...GrantOf<R>[]], bearer: Bearer) => Actor };

const atSchools = (role: SchoolRole) =>
  (grants: readonly { readonly schoolUai: Uai }[], { id: personId }: Bearer): Actor => ({ role, personId, schoolUais: distinct(grants.map(({ schoolUai }) => schoolUai)) });

/** How the grants of one role become the one Actor that every rule receives. */
const COMBINE: Combine = {
  // Someone who repeats the seconde was enrolled twice: ids sort by creation, and the latest enrolment counts.
  STUDENT: (grants, { id: personId }) => {
    const latest = grants.reduce((a, b) => (a.studentId > b.studentId ? a : b));
    return { role: "STUDENT", personId, studentId: latest.studentId, schoolUai: latest.schoolUai };
  },
  LEGAL_REPRESENTATIVE: (grants, { id: personId }) => ({ role: "LEGAL_REPRESENTATIVE", personId, studentIds: distinct(grants.map(({ studentId }) => studentId)) }),
  HOST_MANAGER: (grants, { id: personId }) => ({
    role: "HOST_MANAGER",
    personId,
    hostIds: distinct(grants.map(({ hostId }) => hostId).filter((hostId) => hostId !== null)),
  }),
  TUTOR: (_, { id: personId, email }) => ({ role: "TUTOR", personId, email }),
  SCHOOL_HEAD: atSchools("SCHOOL_HEAD"),
  REFERENT_TEACHER: atSchools("REFERENT_TEACHER"),
  EDUCATION_ADVISER: atSchools("EDUCATION_ADVISER"),
  RECTORAT: (grants, { id: personId }) => ({
    role: "RECTORAT",
    personId,
    academies: distinct(grants.flatMap(({ academy }) => academy ?? [])),
    departments: distinct(grants.flatMap(({ department }) => department ?? [])),
  }),
  MINISTRY: (_, { id: personId }) => ({ role: "MINISTRY", personId }),
};

/** The roles among which someone can choose, in the order of `ROLES`. */
export function rolesOf(grants: readonly Pick<Grant, "role">[]): readonly GrantedRole[] {
  return ROLES.filter((candidate): candidate is GrantedRole => grants.some((grant) => grant.role === candidate));
}

/**
 * Who a person acts as: the grants of one role, together. Someone with several roles acts in the one they choose, otherwise
 * in the first in the order of `ROLES`; null for someone who has none, or not that one.
 */
export function actorOf(bearer: Bearer, grants: readonly Grant[], chosen: Role | null = null): Actor | null {
  const role = rolesOf(grants).find((candidate) => chosen === null || candidate === chosen);
  if (!role) return null;
  const combine = COMBINE[role] as (grants: readonly Grant[], bearer: Bearer) => Actor;
  return combine(grants.filter((grant) => grant.role === role), bearer);
}

/** Sorted, so that the same grants give the same actor whatever the order of the rows. */
const distinct = <T extends string>(values: readonly T[]): readonly T[] => [...new Set(values)].toSorted();
