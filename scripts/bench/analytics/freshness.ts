import { setTimeout as delay } from "node:timers/promises";
import type { Sql } from "@stages/database/connection.ts";

const TIMES = 40;
const ASKED_EVERY_MS = 5;

/**
 * How long after the commit of a step the graph tells it, in ms: the last signature of a convention is written with its history, as
 * any act writes it, and the country's figures are asked for until they say so.
 */
export async function measureFreshness(sql: Sql, campaignId: string, signed: () => Promise<number>): Promise<readonly number[]> {
  const waits: number[] = [];
  const waiting = await sql<{ id: string }[]>`select id from conventions.conventions where campaign_id = ${campaignId} and status = 'SIGNING' limit ${TIMES}`;
  for (const { id } of waiting) {
    const before = await signed();
    await sql.begin(async (tx) => {
      await tx`update conventions.conventions set status = 'SIGNED' where id = ${id}`;
      await tx`insert into conventions.history (convention_id, "from", "to", at, by_role) select ${id}, 'SIGNING', 'SIGNED', max(at), 'PLATFORM' from conventions.history where convention_id = ${id}`;
    });
    const from = performance.now();
    while ((await signed()) === before) await delay(ASKED_EVERY_MS);
    waits.push(performance.now() - from);
    // Not in step with the fold, which would find each at the same distance.
    await delay(Math.random() * 500);
  }
  return waits;
}
