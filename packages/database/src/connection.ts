import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { tellStatement } from "./statements.ts";

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
}

/** A plain client. `drizzle()` changes its client's serializers, so the two never share one. */
export function connectSql({ url, name, max = 2, role, pooled = false }: ConnectionOptions): Sql {
  return postgres(url, { max, prepare: !pooled, connection: { application_name: name, ...(role ? { role } : {}) }, onnotice: () => {} });
}

export function connect({ max = 10, ...options }: ConnectionOptions): Connection {
  const client = sending(connectSql({ max, ...options }), options);
  return { db: drizzle(client, { casing: "snake_case" }), client, close: () => client.end({ timeout: 5 }) };
}

/** A longer list of parameters has a length that hardly comes again: it would only fill the server's memory. */
export const MOST_PARAMETERS = 32;

type Sender = Pick<ConnectionOptions, "name" | "pooled">;

/**
 * Unless a statement has a name, drizzle has it parsed and planned each time, and postgres.js then asks for its description
 * first, which is a second round trip. Prepared, each text is planned once for each connection.
 */
function sending(client: Sql, by: Sender): Sql {
  const { begin, reserve } = sendingStatements(client, by);
  client.begin = ((work: (tx: postgres.TransactionSql) => Promise<unknown>) => begin((tx) => work(sendingStatements(tx, by)))) as typeof begin;
  client.reserve = async () => sendingStatements(await reserve(), by);
  return client;
}

function sendingStatements<Client extends Sql | postgres.TransactionSql>(client: Client, { name, pooled = false }: Sender): Client {
  const { unsafe } = client;
  client.unsafe = ((query, parameters = [], options = {}) => {
    tellStatement(query, name);
    return unsafe(query, parameters, { ...options, prepare: !pooled && parameters.length <= MOST_PARAMETERS });
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
