import { is } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";

/** The tables that a `tables.ts` exports. */
export const tablesIn = (module: object): readonly PgTable[] => Object.values(module).filter((value): value is PgTable => is(value, PgTable));
