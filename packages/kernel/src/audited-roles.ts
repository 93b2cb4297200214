import type { Role } from "./actor.ts";

/** Whose reads of a student's personal data are recorded: the staff's. Families read their own, hosts what they were sent. */
export const AUDITED_ROLES: ReadonlySet<Role> = new Set<Role>(["SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER", "RECTORAT", "MINISTRY"]);
