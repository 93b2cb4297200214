import type { Events } from "@stages/events/contracts.ts";
import type { StudentId } from "@stages/kernel/ids.ts";
import type { PersonalDataCategory } from "@stages/kernel/personal-data.ts";
import type { Uai } from "@stages/kernel/uai.ts";

/** Whose data an object holds. The school, where the object knows it, serves a student whom `people` does not know (any more). */
export interface Owner {
  readonly studentId: StudentId;
  readonly schoolUai?: Uai | null;
}

/** What was read, told once for all the students of whom the same was read: a list of a hundred is one line. */
export type ReadsOfRequest = Events["StudentsRead"]["reads"];

interface Noted {
  schoolUai: Uai | null;
  readonly coordinates: Map<string, PersonalDataCategory>;
}

/** The students whose personal data one request was shown, each with what. */
export class StudentReads {
  readonly #noted = new Map<StudentId, Noted>();
  readonly #pending: Promise<void>[] = [];

  note(owner: Owner | Promise<Owner>, coordinate: string, category: PersonalDataCategory): void {
    if (owner instanceof Promise) {
      const noting = owner.then((known) => this.#add(known, coordinate, category));
      // `settled` is where its failure is heard: until then it is nobody's unhandled rejection.
      noting.catch(() => {});
      this.#pending.push(noting);
    } else this.#add(owner, coordinate, category);
  }

  /** Fails when it cannot be said whose data was read. */
  async settled(): Promise<ReadsOfRequest> {
    if (this.#pending.length > 0) await Promise.all(this.#pending);
    const alike = Map.groupBy(this.#noted, ([, { coordinates }]) => [...coordinates.keys()].toSorted().join());
    return [...alike.values()].map((students) => {
      const { coordinates } = students[0]![1];
      return {
        coordinates: [...coordinates.keys()].toSorted(),
        categories: [...new Set(coordinates.values())].toSorted(),
        students: students.map(([studentId, { schoolUai }]) => ({ studentId, schoolUai })),
      };
    });
  }

  #add({ studentId, schoolUai = null }: Owner, coordinate: string, category: PersonalDataCategory): void {
    const noted = this.#noted.get(studentId);
    if (!noted) {
      this.#noted.set(studentId, { schoolUai, coordinates: new Map([[coordinate, category]]) });
      return;
    }
    noted.schoolUai ??= schoolUai;
    noted.coordinates.set(coordinate, category);
  }
}
