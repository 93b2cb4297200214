/** How long a connection waits, and for what. A wait that is left out has no end. */
export interface Waits {
  /** For the server to take a connection, in seconds. */
  readonly connectSeconds: number;
  /** For one of our connections to be free, in milliseconds. */
  readonly freeMs?: number;
  /** For any word of a server that was asked something, in seconds: longer than any statement may take there, after which it is gone. */
  readonly silenceSeconds?: number;
  /** PostgreSQL's own, in milliseconds; behind a pooler of transactions they are its entry's to set. */
  readonly statementMs?: number;
  readonly lockMs?: number;
  readonly idleInTransactionMs?: number;
}

/**
 * - requests: a query is given up after ten seconds in any case (`packages/transport/src/patience.ts`), and a mutation is waited for.
 *   Its statements are short all the same, a lock is waited for, a connection in a crowd too. What facts are told and heard by waits as long.
 * - replica: whatever fails there is asked of the primary, within the same patience.
 * - sweeps: what comes with time, in batches; after an outage there is more of it.
 * - long: recounts, purges, migrations. A statement takes minutes there, in a campaign of the country's size.
 */
export const WAITS = {
  requests: { connectSeconds: 3, freeMs: 60_000, silenceSeconds: 20, statementMs: 15_000, lockMs: 10_000, idleInTransactionMs: 60_000 },
  replica: { connectSeconds: 2, freeMs: 2_000, silenceSeconds: 4 },
  sweeps: { connectSeconds: 3, freeMs: 60_000, silenceSeconds: 130, statementMs: 120_000, lockMs: 10_000, idleInTransactionMs: 600_000 },
  long: { connectSeconds: 10, silenceSeconds: 3_600, idleInTransactionMs: 3_600_000 },
} as const satisfies Readonly<Record<string, Waits>>;

/** Before a connection on which nothing is said is asked whether it still is one, in seconds. */
export const KEEP_ALIVE_SECONDS = 15;

/** In seconds, after so many failures: postgres.js's own grows to twenty, and a server is back long before. */
export const beforeAnotherTry = (failures: number): number => (0.5 + Math.random() / 2) * Math.min(0.02 * 2 ** Math.min(failures, 10), 1);

/** As PostgreSQL is told at the beginning of a session. */
export function sessionWaits({ statementMs, lockMs, idleInTransactionMs }: Waits): Readonly<Record<string, number>> {
  return {
    ...(statementMs && { statement_timeout: statementMs }),
    ...(lockMs && { lock_timeout: lockMs }),
    ...(idleInTransactionMs && { idle_in_transaction_session_timeout: idleInTransactionMs }),
  };
}

/** None of our connections became free: the server is away, or all of them wait for it. */
export const notFree = () => Object.assign(new Error("No connection to the database became free in time"), { code: "CONNECTION_NOT_FREE" });

/** What comes too late is given back. */
export async function inTime<T>(coming: Promise<T>, milliseconds: number | undefined, giveBack: (late: T) => void): Promise<T> {
  if (milliseconds === undefined) return coming;
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    coming.then(giveBack, () => {});
    reject(notFree());
  }, milliseconds);
  return Promise.race([coming, promise]).finally(() => clearTimeout(timer));
}
