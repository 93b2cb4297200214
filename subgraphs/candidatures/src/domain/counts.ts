import { type Status, STATUSES } from "./lifecycle.ts";

type NameOf<S extends string> = S extends `${infer First}_${infer Rest}` ? `${Lowercase<First>}${Capitalize<NameOf<Rest>>}` : Lowercase<S>;

/** What is counted of a territory's candidatures, by the names of `persistence/measures.ts`: each status by its own. */
export type Counted = Readonly<Record<NameOf<Status> | "farFromHome" | "studentsApplied" | "studentsAccepted" | "studentsConfirmed", number>>;

/** CANCELLED_BY_HOST: cancelledByHost. */
const nameOf = (status: Status) => status.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()) as NameOf<Status>;

/** Those that there are, in the order of a candidature's life. */
export const byStatus = (counted: Counted): readonly { readonly status: Status; readonly count: number }[] =>
  STATUSES.map((status) => ({ status, count: counted[nameOf(status)] })).filter(({ count }) => count > 0);

type Of<Name extends string, Value> = { readonly [K in Name]: Value };
export type CandidatureCounts = Of<"studentsApplied" | "studentsAccepted" | "studentsConfirmed", number | null> & Of<"candidatures" | "expired", number>;

/** A student applies in several sectors: they are counted once, of a whole. */
export function candidatureCountsOf(counted: Counted, isPart: boolean): CandidatureCounts {
  const { studentsApplied, studentsAccepted, studentsConfirmed, expired } = counted;
  const students = { studentsApplied, studentsAccepted, studentsConfirmed };
  return {
    ...(isPart ? { studentsApplied: null, studentsAccepted: null, studentsConfirmed: null } : students),
    candidatures: byStatus(counted).reduce((sum, { count }) => sum + count, 0),
    expired,
  };
}
