import type { PersonId, StudentId } from "@stages/kernel/ids.ts";

/** A reason to keep someone: a student they are or answer for; null for any other, such as a post or a role of their own. */
export interface Tie {
  readonly personId: PersonId;
  readonly studentId: StudentId | null;
}

/** Those whom nothing ties to the platform any more once these students have gone. `ties` are all of theirs. */
export function personsGoingWith(students: ReadonlySet<StudentId>, ties: readonly Tie[]): readonly PersonId[] {
  const staying = new Set(ties.filter(({ studentId }) => studentId === null || !students.has(studentId)).map(({ personId }) => personId));
  return [...new Set(ties.map(({ personId }) => personId))].filter((personId) => !staying.has(personId));
}
