import type { Coordinates } from "@stages/kernel/geography.ts";
import type { PersonId, StudentId } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import type { Person } from "./person.ts";

export interface Home extends Coordinates {
  readonly addressLine: string;
  readonly postcode: string;
  readonly communeCode: string;
  readonly communeName: string;
  /** The coordinates are those of the commune or of the school: the list that told this home has none. */
  readonly isApproximate?: true;
}

/** A person's year of seconde in a school. */
export interface Student {
  readonly id: StudentId;
  readonly personId: PersonId;
  /** The campaign of that year: who is enrolled in one is not counted in another. */
  readonly campaignId: string;
  readonly schoolUai: Uai;
  readonly academy: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly birthDate: Temporal.PlainDate;
  readonly className: string;
  readonly home: Home;
}

export const RELATIONSHIPS = ["MOTHER", "FATHER", "GUARDIAN"] as const;
export type Relationship = (typeof RELATIONSHIPS)[number];

/** One of those who answer for a student. The same person may answer for several, in another order for each. */
export interface LegalRepresentative extends Pick<Person, "id" | "firstName" | "lastName" | "email" | "phone"> {
  readonly studentId: StudentId;
  readonly relationship: Relationship;
  /** Whom to call first: from 1 on. */
  readonly contactOrder: number;
  readonly maySign: boolean;
}
