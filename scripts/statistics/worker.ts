import { connect, type Connection, type Transaction } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import { randomStream } from "@stages/demonstration/random.ts";
import { sql } from "drizzle-orm";
import { OPERATIONS, type Schema } from "./operations.ts";

/** Several at once, each operation a transaction that says in itself that it is done: whoever kills this knows how far it is. */
const { PROOF_DATABASE_URL: url, PROOF_WORKER: worker, PROOF_SEED: seed } = process.env as Record<string, string>;
const AT_ONCE = 4;
const MOST_MS_BEFORE_COMMIT = 20;

const connections = Object.fromEntries(
  (["people", "offers", "candidatures", "conventions"] as const).map((name) => [name, connect({ url: url!, name: "proof", max: 2, role: roleOf(name, "PLATFORM") })]),
) as Record<Schema, Connection>;

async function run(nth: number): Promise<never> {
  const random = randomStream(Number(seed), `operations ${nth}`);
  const id = Number(worker) * AT_ONCE + nth;
  for (;;) {
    const [schema, , operation] = random.weighted(OPERATIONS.map((one) => [one, one[1]] as const));
    try {
      await connections[schema].db.transaction(async (tx: Transaction) => {
        if (!(await operation(tx, random))) return;
        // Transactions of one student overlap, and commit in another order than they began.
        if (random.chance(0.2)) await tx.execute(sql`select pg_sleep(${random.int(0, MOST_MS_BEFORE_COMMIT) / 1_000})`);
        await tx.execute(sql`insert into proof.done (worker, operations) values (${id}, 1) on conflict (worker) do update set operations = done.operations + 1`);
      });
    } catch (error) {
      const { code } = ((error as { cause?: unknown }).cause ?? error) as { code?: string };
      // What the database refuses: a deadlock, a week that is taken, an absence of a day that has one, a student who has just gone.
      if (!code || !["40P01", "40001", "23505", "23503", "23001"].includes(code)) throw error;
    }
  }
}

for (let nth = 0; nth < AT_ONCE; nth += 1) void run(nth).catch((error: unknown) => (console.error(error), process.exit(1)));
