import type { Database, Transaction } from "@stages/database/connection.ts";
import { sql } from "drizzle-orm";

/** What may stand in no log, and in clear in no table. Its second line looks like a frame of a stack. */
export const PLANTED = "zephyrine@familles.example\n    at Mazaudier";
export const PLANTED_PARTS = ["zephyrine", "Mazaudier"];

/** Statements that fail, by where PostgreSQL's error repeats their parameter; drizzle's message always does. */
export const FAILING_STATEMENTS = {
  async detail(db: Database | Transaction): Promise<never> {
    await db.execute(sql`create table if not exists planted (email text primary key)`);
    await db.execute(sql`insert into planted values (${PLANTED}) on conflict do nothing`);
    await db.execute(sql`insert into planted values (${PLANTED})`);
    throw new Error("it was to fail");
  },
  async message(db: Database | Transaction): Promise<never> {
    await db.execute(sql`select ${PLANTED}::uuid as planted`);
    throw new Error("it was to fail");
  },
};
