import { setTimeout as delay } from "node:timers/promises";
import type { Way } from "@stages/client/client.ts";
import { cursorOf } from "@stages/events/cursor.ts";
import type { Bus } from "@stages/events/bus.ts";
import { uuidOf } from "@stages/kernel/ids.ts";
import type postgres from "postgres";
import type { Publications } from "./load.ts";

const HEARD_LIMIT_MS = 60_000;

export async function faultsOf(sql: postgres.Sql, publications: readonly Publications[], run: string): Promise<string[]> {
  const rows = await sql<{ id: string; title: string }[]>`select id::text, title from offers.offers where title like ${`${run}%`}`;
  const ids = new Map(rows.map(({ id, title }) => [title, id]));
  const faults: string[] = [];
  for (const { acknowledged, asked, notShown } of publications) {
    const lost = [...acknowledged].filter(([title, id]) => ids.get(title) !== uuidOf(id as never));
    const twice = asked.filter((title) => rows.filter((row) => row.title === title).length > 1);
    if (lost.length > 0) faults.push(`${lost.length} publications were answered and are not there`);
    if (twice.length > 0) faults.push(`${twice.length} publications with a key are there twice`);
    if (notShown.length > 0) faults.push(`${notShown.length} publications were answered, and not shown to their author at once`);
  }
  return faults;
}

export async function publishedTwice(sql: postgres.Sql, like: string): Promise<number> {
  const rows = await sql`select title from offers.offers where title like ${like} group by title having count(*) > 1`;
  return rows.length;
}

/** What the log holds of each offer, once what was answered last is told, which follows its answer. */
export async function toldOf(bus: Bus, from: number, offers: readonly string[], answered: readonly (readonly number[])[]) {
  const told = offers.map(() => [] as { readonly cursor: string; readonly seats: number }[]);
  const end = performance.now() + HEARD_LIMIT_MS;
  for (let after = from; ; ) {
    const events = await bus.read(after, ["OfferSeatsChanged"], 500);
    for (const event of events) {
      if (event.type === "OfferSeatsChanged") told[offers.indexOf(event.payload.offerId)]?.push({ cursor: cursorOf(bus.log, event.position), seats: event.payload.seats });
      after = event.position;
    }
    const isWhole = events.length < 500 && told.every((one, n) => one.length >= answered[n]!.length);
    if (isWhole || performance.now() > end) return told;
    if (events.length < 500) await delay(100);
  }
}

export async function allHeard(heard: readonly (readonly string[])[], told: readonly (readonly unknown[])[]): Promise<void> {
  const end = performance.now() + HEARD_LIMIT_MS;
  while (heard.some((one, n) => one.length < told[n]!.length) && performance.now() < end) await delay(100);
}

export function faultsOfListener(way: Way, heard: readonly string[], told: readonly string[]): string[] {
  const faults: string[] = [];
  const distinct = new Set(heard);
  const missed = told.filter((cursor) => !distinct.has(cursor)).length;
  if (missed > 0) faults.push(`over ${way}, ${missed} of ${told.length} events were missed`);
  if (distinct.size < heard.length) faults.push(`over ${way}, ${heard.length - distinct.size} events came twice`);
  if (missed === 0 && distinct.size === heard.length && heard.some((cursor, n) => cursor !== told[n])) faults.push(`over ${way}, events came out of order`);
  return faults;
}

/** Each that was answered was told once, in its order: the numbers differ from one to the next. */
export function faultsOfChanges(way: Way, answered: readonly number[], told: readonly number[]): string[] {
  const isSame = answered.every((seats, n) => told[n] === seats);
  return isSame && told.length <= answered.length + 1 ? [] : [`of the offer followed over ${way}, ${answered.length} changes were answered and ${told.length} told, or not the same`];
}
