import { SUBGRAPH_NAMES } from "@stages/transport/transport.ts";
import postgres from "postgres";

/** How many facts were told: each act that does anything tells one in its transaction. That someone read is told by reading. */
export function toldEvents(databaseUrl: string) {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  const own = SUBGRAPH_NAMES.map((name) => `select event_id from ${name}.outbox where type <> 'StudentsRead'`);
  const query = `select count(*)::int as told from (${[...own, "select event_id from bus.events where type <> 'StudentsRead'"].join(" union ")}) as facts`;
  return { count: async () => Number((await sql.unsafe<{ told: number }[]>(query))[0]!.told), stop: () => sql.end() };
}
