import { type Connection, connect, type Sql } from "./connection.ts";
import { WAITS } from "./patience.ts";
import { transienceOf } from "./transient.ts";

/** A server that cannot be reached is asked again after so long. */
const REST_MS = 1_000;
/** PostgreSQL's `invalid_catalog_name`: a pooler says it of an entry that was taken away. */
const NO_SUCH_DATABASE = "3D000";

/** A copy of the database that is only read, kept so that whoever was answered finds there what they wrote. */
export interface ReadReplica {
  /** On the replica; where that fails, whatever the reason, on the primary, whose word it is then. */
  first<T>(primary: Sql, read: (client: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** By an address, behind a pooler, that answers nothing while the copy may be late. */
export function connectReplica(options: { readonly url: string; readonly name: string }, clock: () => number = () => performance.now()): ReadReplica {
  const connection: Connection = connect({ ...options, pooled: true, waits: WAITS.replica });
  let restsUntil = 0;
  return {
    async first(primary, read) {
      if (clock() < restsUntil) return read(primary);
      try {
        return await read(connection.client);
      } catch (error) {
        if (transienceOf(error) === "SERVER" || (error as { code?: unknown }).code === NO_SUCH_DATABASE) restsUntil = clock() + REST_MS;
        return read(primary);
      }
    },
    close: () => connection.close(),
  };
}
