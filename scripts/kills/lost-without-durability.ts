import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";
import type { Subject } from "./subject.ts";

const WRITERS = 4;
const BETWEEN_MS = 300;

/** The control: with `synchronous_commit = off` an answer comes before its row is safe. How many of those answered are not there after so many kills. */
export async function lostWithoutDurability({ databaseUrl, components, isWhole }: Subject, kills: number): Promise<{ readonly acknowledged: number; readonly lost: number }> {
  const sql = postgres(databaseUrl, { max: WRITERS, onnotice: () => {}, connection: { synchronous_commit: "off" }, connect_timeout: 2 });
  try {
    await sql`create table if not exists standalone.answered (id uuid primary key)`;
    // Made safe by itself: only the rows may be lost.
    await sql`checkpoint`;
    const acknowledged: string[] = [];
    let over = false;
    const writing = Array.from({ length: WRITERS }, async () => {
      while (!over) {
        const id = crypto.randomUUID();
        await sql`insert into standalone.answered values (${id})`.then(() => acknowledged.push(id), () => delay(20));
      }
    });
    for (let kill = 0; kill < kills; kill++) {
      await delay(BETWEEN_MS);
      const pid = components["postgresql"]!()!;
      process.kill(pid, "SIGKILL");
      while (components["postgresql"]!() === pid || components["postgresql"]!() === null || !(await isWhole())) await delay(25);
    }
    over = true;
    await Promise.all(writing);
    const [found] = await sql<{ rows: number }[]>`select count(*)::int as rows from standalone.answered where id = any(${acknowledged}::uuid[])`;
    return { acknowledged: acknowledged.length, lost: acknowledged.length - found!.rows };
  } finally {
    await sql`drop table if exists standalone.answered`.catch(() => {});
    await sql.end({ timeout: 1 });
  }
}
