import type { PersonId } from "@stages/kernel/ids.ts";

/** Someone the platform knows, whatever their roles; a student too. */
export interface Person {
  readonly id: PersonId;
  /** The subject of the tokens that this person bears; null for those who have no account. */
  readonly subject: string | null;
  readonly firstName: string;
  readonly lastName: string;
  /** Empty for a student that a class list enrolled: it tells none. */
  readonly email: string;
  readonly phone: string | null;
}

export function displayNameOf({ firstName, lastName }: Pick<Person, "firstName" | "lastName">): string {
  return `${firstName} ${lastName}`;
}
