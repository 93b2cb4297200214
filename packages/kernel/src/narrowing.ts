import { type Actor, linkOf } from "./actor.ts";
import type { StudentId } from "./ids.ts";
import { refused } from "./refusal.ts";
import { departmentOf, parseUai, type Uai } from "./uai.ts";

/** What a client may narrow a stream of events to, beside one object. Null, or left out: all that it may hear. */
export interface Narrowing {
  readonly schoolUai?: string | null | undefined;
  readonly hostId?: string | null | undefined;
  readonly academy?: string | null | undefined;
  readonly department?: string | null | undefined;
}

/** Whom and where an event is about. */
export interface Placed {
  readonly studentId: StudentId;
  readonly schoolUai: Uai;
  readonly hostId: string;
  readonly academy: string;
}

export function isWithin({ schoolUai, hostId, academy }: Omit<Placed, "studentId">, wanted: Narrowing): boolean {
  return (
    (!wanted.schoolUai || schoolUai === parseUai(wanted.schoolUai)) &&
    (!wanted.hostId || hostId === wanted.hostId) &&
    (!wanted.academy || academy === wanted.academy) &&
    (!wanted.department || departmentOf(schoolUai) === wanted.department)
  );
}

/**
 * Says so to whoever asks for a school, a host or a territory that is not theirs, rather than leaving them to wait for what
 * never comes: which ones are theirs is no secret to them. Of ids that are hidden nothing is said: they are silent.
 */
export function insistOnBounds(actor: Actor, { schoolUai, hostId, academy, department }: Narrowing): void {
  const isIn = (bounds: readonly string[], value: string | null | undefined) => !value || bounds.includes(value);
  const uai = schoolUai ? parseUai(schoolUai) : null;
  if (schoolUai && !uai) throw refused("INVALID_UAI", { value: schoolUai.slice(0, 40) }, "schoolUai");
  switch (actor.role) {
    case "STUDENT":
      if (!isIn([actor.schoolUai], uai)) throw refused("FORBIDDEN", "schoolUai");
      return;
    case "SCHOOL_HEAD":
    case "REFERENT_TEACHER":
    case "EDUCATION_ADVISER":
      if (!isIn(actor.schoolUais, uai)) throw refused("FORBIDDEN", "schoolUai");
      return;
    case "HOST_MANAGER":
      if (!isIn(actor.hostIds, hostId)) throw refused("FORBIDDEN", "hostId");
      return;
    case "RECTORAT":
      // Who has départements hears of an académie what is in them, and the reverse.
      if (actor.departments.length === 0 && !isIn(actor.academies, academy)) throw refused("FORBIDDEN", "academy");
      if (actor.academies.length === 0 && !isIn(actor.departments, department)) throw refused("FORBIDDEN", "department");
      if (uai && actor.academies.length === 0 && !actor.departments.includes(departmentOf(uai))) throw refused("FORBIDDEN", "schoolUai");
  }
}

/**
 * By which of its ids and places an event that this viewer may hear can be found: the narrowest that all of them name. Null
 * where there is none, and all are looked at.
 */
export function followedBy(actor: Actor, { schoolUai, hostId, academy }: Narrowing, objectId: string | null | undefined = null): readonly string[] | null {
  if (objectId) return [objectId];
  const link = linkOf(actor);
  if (link) return [link.conventionId];
  switch (actor.role) {
    case "STUDENT":
      return [actor.studentId];
    case "LEGAL_REPRESENTATIVE":
      return actor.studentIds;
    case "TUTOR":
      return [actor.email.toLowerCase()];
  }
  if (hostId) return [hostId];
  const uai = schoolUai && parseUai(schoolUai);
  if (uai) return [uai];
  switch (actor.role) {
    case "HOST_MANAGER":
      return actor.hostIds;
    case "SCHOOL_HEAD":
    case "REFERENT_TEACHER":
    case "EDUCATION_ADVISER":
      return actor.schoolUais;
  }
  if (academy) return [academy];
  return actor.role === "RECTORAT" && actor.departments.length === 0 ? actor.academies : null;
}
