import { type Actor, linkOf, personOf } from "@stages/kernel/actor.ts";
import { uuidOf } from "@stages/kernel/ids.ts";
import { emailIndex } from "@stages/vault/vault.ts";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import type { Database, Sql, Transaction } from "./connection.ts";
import { asking } from "./pools.ts";
import type { ReadReplica } from "./read-replica.ts";
import { transienceOf } from "./transient.ts";

/**
 * Under which role of PostgreSQL an actor's statements run, and what its row policies read of the actor. All of it ends
 * with the transaction: a connection that goes back to the pool carries nothing to the next one.
 */
export const SETTINGS = ["role", "stages.person", "stages.students", "stages.hosts", "stages.schools", "stages.academies", "stages.departments", "stages.email", "stages.convention"] as const;
/**
 * How PostgreSQL plans, besides. A plan for any value is made once for each connection; left to itself, PostgreSQL plans a statement by keys anew
 * each time, since it takes a list that it does not know for a long one, and under row policies that takes several times as long as its answer.
 * What is put together for one request (`ask`) is worth a plan of its own: where its words and places are few depends on which they are.
 */
type Planning = "force_generic_plan" | "auto";
const TAKE_STANDING = `select ${[...SETTINGS, "plan_cache_mode"].map((name, index) => `set_config('${name}', $${index + 1}, true)`).join(", ")}`;
const takeStanding = (tx: postgres.ReservedSql | postgres.TransactionSql, standing: readonly string[], planning: Planning) => tx.unsafe(TAKE_STANDING, [...standing, planning]);

export const roleOf = (schema: string, role: Actor["role"]): string => `stages_${schema}_${role.toLowerCase()}`;

export function standingOf(schema: string, actor: Actor): readonly string[] {
  const list = (values: readonly string[]) => `{${values.join(",")}}`;
  const students = actor.role === "STUDENT" ? [actor.studentId] : actor.role === "LEGAL_REPRESENTATIVE" ? actor.studentIds : [];
  const personId = personOf(actor);
  const link = linkOf(actor);
  return [
    roleOf(schema, actor.role),
    personId ? uuidOf(personId) : "",
    list(students.map(uuidOf)),
    list(actor.role === "HOST_MANAGER" ? actor.hostIds.map(uuidOf) : []),
    list("schoolUais" in actor ? actor.schoolUais : []),
    list(actor.role === "RECTORAT" ? actor.academies : []),
    list(actor.role === "RECTORAT" ? actor.departments : []),
    actor.role === "TUTOR" ? emailIndex(actor.email) : "",
    link ? uuidOf(link.conventionId) : "",
  ];
}

/** The rest of this transaction as the platform, past the row policies: for what follows from a decision taken behind them. */
export async function continueAsPlatform(tx: Transaction, schema: string): Promise<void> {
  await tx.execute(sql`select set_config('role', ${roleOf(schema, "PLATFORM")}, true)`);
}

/** A statement on its way, as drizzle gives it: its rows as objects, or as lists of values. */
interface Asked {
  readonly query: string;
  readonly parameters: readonly unknown[];
  readonly asValues: boolean;
}

/**
 * Statements in one transaction, under a standing. All leave together, and are answered together: each wait for an answer
 * would cost as much as a short statement does. Whichever fails, those behind it fail or roll back, and so does the whole.
 */
const inOneTrip = (client: Sql, ...trip: readonly [readonly string[], Planning, readonly Asked[]]): Promise<readonly unknown[]> => asking(client, () => onOneConnection(client, ...trip));

async function onOneConnection(client: Sql, standing: readonly string[], planning: Planning, asked: readonly Asked[]): Promise<readonly unknown[]> {
  const own = await client.reserve();
  const statements = asked.map(({ query, parameters, asValues }) => {
    const statement = own.unsafe(query, parameters as never[]);
    return asValues ? statement.values() : statement;
  });
  const sent = [own.unsafe("begin"), takeStanding(own, standing, planning), ...statements, own.unsafe("commit")];
  const answers = await Promise.allSettled(sent.map((query) => query.execute() as unknown));
  const last = answers.at(-1)!;
  // A connection that is lost goes back by itself, and must not be given to the next before.
  if (last.status === "fulfilled" || (last.reason instanceof postgres.PostgresError && last.reason.severity === "ERROR")) own.release();
  const failed = answers.find((answer) => answer.status === "rejected");
  if (failed) throw failed.reason;
  return answers.slice(2, -1).map((answer) => (answer as PromiseFulfilledResult<unknown>).value);
}

interface Waiting {
  readonly asked: Asked;
  readonly answered: PromiseWithResolvers<unknown>;
}

/** What a request asks in one breath leaves in one trip: its loaders are asked side by side, and each asks once for all its keys. */
class Trips {
  #waiting: Waiting[] = [];

  constructor(
    private readonly client: Sql,
    private readonly standing: readonly string[],
    private readonly replica: ReadReplica | null,
  ) {}

  together(asked: Asked): Promise<unknown> {
    if (this.#waiting.length === 0) setImmediate(() => this.#leave());
    const answered = Promise.withResolvers<unknown>();
    this.#waiting.push({ asked, answered });
    return answered.promise;
  }

  async alone(asked: Asked, planning: Planning = "force_generic_plan"): Promise<unknown> {
    return (await this.#trip([asked], planning))[0];
  }

  #trip(asked: readonly Asked[], planning: Planning = "force_generic_plan"): Promise<readonly unknown[]> {
    const trip = (client: Sql) => inOneTrip(client, this.standing, planning, asked);
    return this.replica ? this.replica.first(this.client, trip) : trip(this.client);
  }

  #leave(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#trip(waiting.map(({ asked }) => asked)).then(
      (answers) => waiting.forEach(({ answered }, index) => answered.resolve(answers[index])),
      (failure: unknown) => {
        // Nothing of it was done: each is asked for itself, so that it fails of its own fault alone. A server that is away is nobody's.
        const isOfAll = waiting.length === 1 || transienceOf(failure) === "SERVER";
        for (const { asked, answered } of waiting) answered.resolve(isOfAll ? Promise.reject(failure as Error) : this.alone(asked));
      },
    );
  }
}

/** postgres.js's own queries are thenables: drizzle awaits them, or asks for their values. */
const lazily = (run: (asValues: boolean) => Promise<unknown>) => ({
  values: () => run(true),
  // oxlint-disable-next-line unicorn/no-thenable -- as above
  then: (resolve: (rows: unknown) => unknown, reject: (error: unknown) => unknown) => run(false).then(resolve, reject),
});

/**
 * Statements outside of a transaction run in one that they share with those asked in the same breath, on the replica where there is one. `apart` is for what takes
 * long: several of those are answered sooner on as many connections.
 */
export function databaseUnder(client: Sql, standing: readonly string[], replica: ReadReplica | null = null): Database {
  const trips = new Trips(client, standing, replica);
  const unsafe = (query: string, parameters: readonly unknown[] = []) => lazily((asValues) => trips.together({ query, parameters, asValues }));
  const apart = (query: string, parameters: readonly unknown[]) => trips.alone({ query, parameters, asValues: false }, "auto");
  const begin = ((work: (tx: postgres.TransactionSql) => Promise<unknown>) =>
    client.begin(async (tx) => {
      // It leaves with the first statement. Whatever is behind it fails when it does, and its own failure is the one to tell.
      const taken = takeStanding(tx, standing, "force_generic_plan").execute();
      return work(tx).finally(() => taken);
    })) as unknown as Sql["begin"];
  return drizzle({ options: client.options, unsafe, apart, begin } as unknown as Sql, { casing: "snake_case" });
}
