import { type Actor, linkOf, personOf } from "@stages/kernel/actor.ts";
import { uuidOf } from "@stages/kernel/ids.ts";
import { emailIndex } from "@stages/vault/vault.ts";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import type { Database, Sql, Transaction } from "./connection.ts";
import type { ReadReplica } from "./read-replica.ts";

/**
 * Under which role of PostgreSQL an actor's statements run, and what its row policies read of the actor. All of it ends
 * with the transaction: a connection that goes back to the pool carries nothing to the next one.
 */
export const SETTINGS = ["role", "stages.person", "stages.students", "stages.hosts", "stages.schools", "stages.academies", "stages.departments", "stages.email", "stages.convention"] as const;
const TAKE_STANDING = `select ${SETTINGS.map((name, index) => `set_config('${name}', $${index + 1}, true)`).join(", ")}`;

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

type Unsafe = Sql["unsafe"];

/**
 * One statement in a transaction of its own, under a standing. All four leave together, and are answered together: each
 * wait for an answer would cost as much as a short statement does. Whichever fails, those behind it fail or roll back.
 */
async function inOneTrip<T>(client: Sql, standing: readonly string[], statement: (own: postgres.ReservedSql) => postgres.PendingQueryModifiers<never> & Promise<T>): Promise<T> {
  const own = await client.reserve();
  const sent = [own.unsafe("begin"), own.unsafe(TAKE_STANDING, [...standing]), statement(own), own.unsafe("commit")] as const;
  const answers = await Promise.allSettled(sent.map((query) => query.execute() as unknown));
  const last = answers[3]!;
  // A connection that is lost goes back by itself, and must not be given to the next before.
  if (last.status === "fulfilled" || (last.reason instanceof postgres.PostgresError && last.reason.severity === "ERROR")) own.release();
  const failed = answers.find((answer) => answer.status === "rejected");
  if (failed) throw failed.reason;
  return (answers[2] as PromiseFulfilledResult<T>).value;
}

/** Each statement outside of a transaction runs in one of its own, on the replica where there is one. */
export function databaseUnder(client: Sql, standing: readonly string[], replica: ReadReplica | null = null): Database {
  const run = <T>(statement: Parameters<typeof inOneTrip<T>>[2]) =>
    replica ? replica.first(client, (one) => inOneTrip<T>(one, standing, statement)) : inOneTrip(client, standing, statement);
  const unsafe = ((query: string, parameters?: never[], options?: never) => ({
    values: () => run((own) => own.unsafe(query, parameters, options).values() as never),
    // oxlint-disable-next-line unicorn/no-thenable -- postgres.js's own queries are: drizzle awaits them, or asks for their values.
    then: (resolve: (rows: unknown) => unknown, reject: (error: unknown) => unknown) => run((own) => own.unsafe(query, parameters, options) as never).then(resolve, reject),
  })) as unknown as Unsafe;
  const begin = ((work: (tx: postgres.TransactionSql) => Promise<unknown>) =>
    client.begin(async (tx) => {
      await tx.unsafe(TAKE_STANDING, [...standing]);
      return work(tx);
    })) as unknown as Sql["begin"];
  return drizzle({ options: client.options, unsafe, begin } as unknown as Sql, { casing: "snake_case" });
}
