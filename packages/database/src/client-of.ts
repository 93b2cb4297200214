import type { Reader } from "./connection.ts";

/** What is asked of a driver here; `apart` where there is a choice (see `databaseUnder`). */
export interface Client {
  unsafe(query: string, parameters?: readonly unknown[]): PromiseLike<unknown> & { values(): PromiseLike<unknown[][]> };
  readonly apart?: (query: string, parameters: readonly unknown[]) => PromiseLike<unknown>;
}

/** The driver under a database or an open transaction of drizzle, which keeps it to itself. */
export const clientOf = (db: Reader): Client => (db as unknown as { readonly session: { readonly client: Client } }).session.client;
