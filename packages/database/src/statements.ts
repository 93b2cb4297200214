import { AsyncLocalStorage } from "node:async_hooks";
import { type Channel, channel } from "node:diagnostics_channel";

/** A statement as it leaves for PostgreSQL: the text alone, since its parameters are what persons wrote. */
export interface SentStatement {
  readonly text: string;
  /** Of the connection, as in pg_stat_activity: the subgraph, and whether it is of a request. */
  readonly connection: string;
}

/** Whoever listens is told in the asynchronous context of who asked; where nobody does, it costs one comparison. */
export const SENT_STATEMENTS: Channel<unknown, SentStatement> = channel("stages:sql") as Channel<unknown, SentStatement>;

export function tellStatement(text: string, connection: string): void {
  if (SENT_STATEMENTS.hasSubscribers) SENT_STATEMENTS.publish({ text, connection });
}

export interface AnsweredStatement extends SentStatement {
  /** From when it was asked: what it waited for a connection is in it. */
  readonly milliseconds: number;
  /** Why it failed; undefined when it did not. */
  readonly error?: unknown;
}

/** Says the same of each statement once it is answered, in the asynchronous context of who asked. */
export const ANSWERED_STATEMENTS: Channel<unknown, AnsweredStatement> = channel("stages:sql:answered") as Channel<unknown, AnsweredStatement>;

/** postgres.js settles a query by these two members, which are its own; its `then` would send it before its time. */
interface Settling {
  resolve(answer: unknown): void;
  reject(error: unknown): void;
}

/** Tells of each statement that failed, before whoever asked hears it. */
export function noticing<Query extends object>(query: Query, tell: (error: unknown) => void): Query {
  const settling = query as unknown as Settling;
  const { reject } = settling;
  settling.reject = (error) => {
    tell(error);
    reject(error);
  };
  return query;
}

export function watchStatement<Query extends object>(query: Query, text: string, connection: string): Query {
  if (!ANSWERED_STATEMENTS.hasSubscribers) return query;
  const settling = query as unknown as Settling;
  const { resolve, reject } = settling;
  const askedAt = performance.now();
  const asWhoAsked = AsyncLocalStorage.snapshot();
  const tell = (error?: unknown) => asWhoAsked(() => ANSWERED_STATEMENTS.publish({ text, connection, milliseconds: performance.now() - askedAt, ...(error !== undefined && { error }) }));
  settling.resolve = (answer) => {
    tell();
    resolve(answer);
  };
  settling.reject = (error) => {
    tell(error ?? new Error("unknown"));
    reject(error);
  };
  return query;
}
