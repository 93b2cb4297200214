import { type Connection, connect } from "./connection.ts";
import { WAITS } from "./patience.ts";

/**
 * The connection of requests behind a pooler of transactions, as PgBouncer. It takes no role at connection, so that its own
 * entry must begin each session with one (`connect_query`): were that forgotten, a statement whose context is lost would run
 * under the login, which sees everything. It is asked before anything is served.
 */
export async function connectPooled({ url, name, role }: { readonly url: string; readonly name: string; readonly role: string }): Promise<Connection> {
  const connection = connect({ url, name, pooled: true, waits: WAITS.requests });
  try {
    const [row] = await connection.client<{ role: string }[]>`select current_user::text as role`;
    if (row!.role !== role) throw new Error(`The pooler's sessions run as ${row!.role}: its entry needs connect_query='set role ${role}'`);
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}
