import type { HostId, PersonId, StudentId } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";

/** What this subgraph keeps of a student: what decides age, territory and the text of the convention. */
export interface Student {
  readonly id: StudentId;
  readonly firstName: string;
  readonly lastName: string;
  readonly birthDate: Temporal.PlainDate;
  readonly className: string;
  readonly schoolUai: Uai;
  readonly academy: string;
  /** The campaign of the student's year of seconde. */
  readonly campaignId: string;
}

export interface School {
  readonly uai: Uai;
  readonly name: string;
  readonly address: string;
  readonly academy: string;
}

export interface StaffMember {
  readonly personId: PersonId;
  readonly schoolUai: Uai;
  readonly role: "SCHOOL_HEAD" | "REFERENT_TEACHER" | "EDUCATION_ADVISER";
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
}

/** Who manages a host of the platform, as far as evidence names them and a code reaches them. */
export interface HostManager {
  readonly hostId: HostId;
  readonly personId: PersonId;
  readonly name: string;
  readonly phone: string | null;
}

/** One of those who answer for a student, as far as a convention names and asks them. */
export interface Representative {
  readonly personId: PersonId;
  readonly name: string;
  readonly phone: string | null;
  readonly maySign: boolean;
}

/** Who may not sign. Whom nobody has told of may: what is known of a family comes after its links. */
export const barredAmong = (family: readonly Representative[]): readonly PersonId[] => family.filter(({ maySign }) => !maySign).map(({ personId }) => personId);
