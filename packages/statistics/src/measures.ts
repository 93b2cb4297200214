import { toSnakeCase } from "drizzle-orm/casing";

/**
 * What a subgraph counts, as data: the tables, the fold, the recount and the queries are all made of it.
 * Each name is a column, in camel case here and in snake case in PostgreSQL.
 */
export interface Measures<Fact extends string = string, Counter extends string = string, Flag extends string = string, Delay extends string = string> {
  /** The Postgres schema whose tables they are. */
  readonly schema: string;
  /** What is added up as it comes: conventions in a status, seats. */
  readonly facts: readonly Fact[];
  /** Of each student and campaign: what is added up before it can be said what the student is. The first counts enrolments. */
  readonly counters: readonly Counter[];
  /** What a student is, by a condition on those counters (SQL): each student who is enrolled counts for one, or for none. */
  readonly flags: Readonly<Record<Flag, string>>;
  /** What is measured in whole days or minutes, of which the median is asked. */
  readonly delays: readonly Delay[];
}

export const measures = <F extends string, C extends string, G extends string, D extends string>(declared: Measures<F, C, G, D>): Measures<F, C, G, D> => declared;

const columns = new Map<string, string>();

/** Asked for each measure of each row that is read: a dashboard has thousands. */
export function column(name: string): string {
  let known = columns.get(name);
  if (known === undefined) columns.set(name, (known = toSnakeCase(name)));
  return known;
}

/** Everything that a rollup holds. */
export const countedBy = ({ facts, flags }: Measures): readonly string[] => [...facts, ...Object.keys(flags)];
