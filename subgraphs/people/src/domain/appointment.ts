import { type Refusal } from "@stages/kernel/refusal.ts";
import { refusalsOfEmail, refusalsOfText } from "@stages/kernel/text.ts";
import type { StaffFunction } from "./staff-member.ts";

/** The role that a post gives; none for the school life office, which has no act of its own on the platform. */
export const ROLE_OF_FUNCTION = {
  SCHOOL_HEAD: "SCHOOL_HEAD",
  TEACHER: "REFERENT_TEACHER",
  EDUCATION_ADVISER: "EDUCATION_ADVISER",
  SCHOOL_LIFE: null,
} as const satisfies Record<StaffFunction, string | null>;

/** As printed, when whoever invites writes nothing better: in words that suit a woman and a man. */
export const TITLE_OF_FUNCTION: Readonly<Record<StaffFunction, string>> = {
  SCHOOL_HEAD: "Direction de l'établissement",
  TEACHER: "Enseignement",
  EDUCATION_ADVISER: "Conseil principal d'éducation (CPE)",
  SCHOOL_LIFE: "Vie scolaire",
};

export interface Invited {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly function: StaffFunction;
  /** Null for the function's own. */
  readonly title: string | null;
}

export function refusalsOfInvitation({ email, firstName, lastName, title }: Invited): readonly Refusal[] {
  return [
    ...refusalsOfEmail(email, "email"),
    ...refusalsOfText(firstName, 80, "firstName"),
    ...refusalsOfText(lastName, 80, "lastName"),
    ...(title === null ? [] : refusalsOfText(title, 120, "title")),
  ];
}
