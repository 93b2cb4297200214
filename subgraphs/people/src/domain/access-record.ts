import type { Role } from "@stages/kernel/actor.ts";
import type { PersonId, StudentId } from "@stages/kernel/ids.ts";
import { PERSONAL_DATA, type PersonalDataCategory } from "@stages/kernel/personal-data.ts";

/** That a member of staff was shown personal data of a student, by one request. */
export interface AccessRecord {
  /** Orders the records of one instant. */
  readonly id: number;
  readonly studentId: StudentId;
  readonly readerId: PersonId;
  readonly readerRole: Role;
  readonly at: Temporal.Instant;
  readonly coordinates: readonly string[];
  readonly categories: readonly PersonalDataCategory[];
}

const IN_ORDER = Object.keys(PERSONAL_DATA) as PersonalDataCategory[];

/** What was read, in French, in the same order whatever was read first. */
export function labelsOf({ categories }: Pick<AccessRecord, "categories">): readonly string[] {
  return IN_ORDER.filter((category) => categories.includes(category)).map((category) => PERSONAL_DATA[category]);
}
