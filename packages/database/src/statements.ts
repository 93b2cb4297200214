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
