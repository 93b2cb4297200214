import { type Peer, sayExpired, whereIs } from "@stages/kernel/peer-certificate.ts";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { beforeAnotherTry, inTime, KEEP_ALIVE_SECONDS, notFree, sessionWaits, WAITS, type Waits } from "./patience.ts";
import { asking, closePool, openPool } from "./pools.ts";
import { noticing, tellStatement, watchStatement } from "./statements.ts";

export type Sql = postgres.Sql;
export type Database = PostgresJsDatabase;
/** What an operation writes through: the open transaction, never the pool. */
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];
/** For reads that serve both inside a transaction and outside of one. */
export type Reader = Database | Transaction;

export interface Connection {
  readonly db: Database;
  readonly client: Sql;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  readonly url: string;
  /** Shows in pg_stat_activity. */
  readonly name: string;
  readonly max?: number;
  /** The role that its statements run under, unless a transaction takes another; the login's own when left out. */
  readonly role?: string;
  /** Behind a pooler of transactions: each may have another session, so that none has prepared statements of ours. */
  readonly pooled?: boolean;
  /** How long it waits for what; as for work that may take minutes when left out. */
  readonly waits?: Waits;
}

/** A plain client. `drizzle()` changes its client's serializers, so the two never share one. */
export function connectSql({ url, name, max = 2, role, pooled = false, waits = WAITS.long }: ConnectionOptions): Sql {
  // Of our patch, of which its types know nothing.
  const silence = { silence_timeout: waits.silenceSeconds ?? null };
  return postgres(url, {
    max,
    prepare: !pooled,
    connect_timeout: waits.connectSeconds,
    keep_alive: KEEP_ALIVE_SECONDS,
    backoff: beforeAnotherTry,
    connection: { application_name: name, ...(role ? { role } : {}), ...(pooled ? {} : sessionWaits(waits)) },
    onnotice: () => {},
    ...silence,
  });
}

export function connect({ max = 10, ...options }: ConnectionOptions): Connection {
  const client = sending(connectSql({ max, ...options }), options);
  const pool = openPool(client, options.name, max);
  const close = () => {
    closePool(pool);
    return client.end({ timeout: 5 });
  };
  return { db: drizzle(client, { casing: "snake_case" }), client, close };
}

/** A longer list of parameters has a length that hardly comes again: it would only fill the server's memory. */
export const MOST_PARAMETERS = 32;

type Sender = Pick<ConnectionOptions, "name" | "pooled" | "waits" | "url">;

/**
 * Unless a statement has a name, drizzle has it parsed and planned each time, and postgres.js then asks for its description
 * first, which is a second round trip. Prepared, each text is planned once for each connection. Whoever wants a connection of their own
 * waits for it no longer than they were told.
 */
function sending(client: Sql, by: Sender): Sql {
  const peer = databaseAt(by.url);
  const { begin, reserve } = sendingStatements(client, by);
  const freeMs = by.waits?.freeMs;
  client.begin = ((work: (tx: postgres.TransactionSql) => Promise<unknown>) => {
    let isLate = false;
    const begun = Promise.withResolvers<void>();
    const whole = asking(client, () => begin((tx) => {
      begun.resolve();
      if (isLate) throw notFree();
      return work(sendingStatements(tx, by));
    }));
    whole.catch((error: unknown) => sayExpired(error, peer));
    if (freeMs === undefined) return whole;
    // Not begun, it has failed: that alone is told then.
    const free = Promise.race([begun.promise, whole]);
    return inTime(free, freeMs, () => {}).then(() => whole, (error: unknown) => {
      isLate = true;
      whole.catch(() => {});
      throw error;
    });
  }) as typeof begin;
  client.reserve = async () => sendingStatements(await inTime(reserve(), freeMs, (late) => late.release()), by);
  return client;
}

export const databaseAt = (url: string): Peer => ({ of: "de PostgreSQL (DATABASE_URL)", consequence: "les demandes sont refusées comme à refaire et le travail de fond attend", opening: "POSTGRES", ...whereIs(url, 5432) });

function sendingStatements<Client extends Sql | postgres.TransactionSql>(client: Client, { name, url, pooled = false }: Sender): Client {
  const { unsafe } = client;
  const peer = databaseAt(url);
  client.unsafe = ((query, parameters = [], options = {}) => {
    tellStatement(query, name);
    const sent = unsafe(query, parameters, { ...options, prepare: !pooled && parameters.length <= MOST_PARAMETERS });
    return watchStatement(noticing(sent, (error) => sayExpired(error, peer)), query, name);
  }) as typeof unsafe;
  return client;
}

/** Runs the work in one transaction, and once that is committed lets what it told leave at once. */
export type Write = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;

export function writer(db: Database, afterCommit: () => void): Write {
  return async (work) => {
    const result = await db.transaction(work);
    afterCommit();
    return result;
  };
}
