import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { Sql } from "@stages/database/connection.ts";
import { jobsSchemaOf } from "@stages/jobs/schema-of.ts";
import { SUBGRAPH_NAMES } from "@stages/transport/transport.ts";
import { monotonicNow } from "./play.ts";

/** As the platform's process writes it down each second. */
export interface PlatformSecond {
  readonly at: number;
  readonly inFlight: number;
  readonly rss: number;
  readonly heapUsed: number;
  /** How late a timer is, p99 of that second. */
  readonly lateMs: number;
}

export interface Second {
  readonly at: number;
  /** Events that have not left. */
  readonly outbox: number;
  /** Events that have left, and that the slowest of the subgraphs has still to read. */
  readonly unread: number;
  /** Jobs that are due. */
  readonly jobs: number;
  /** PostgreSQL's connections at work, those of them that wait for a lock, and those that hold a transaction open meanwhile. */
  readonly active: number;
  readonly waiting: number;
  readonly idleInTransaction: number;
  readonly connections: number;
  /** In bytes, by process. */
  readonly rss: Readonly<Record<string, number>>;
}

const EVERY_MS = 1_000;

/** Looks at the queues and at the memory, each second, until it is told to stop. */
export function watch(sql: Sql, pids: Readonly<Record<string, number>>, postmaster: number) {
  const seconds: Second[] = [];
  /** What was waited for, in how many samples. */
  const waits: Record<string, number> = {};
  let isOver = false;

  const look = async () => {
    const at = monotonicNow();
    const [row] = await sql.unsafe<{ outbox: number; unread: number; jobs: number; active: number; waiting: number; idle: number; connections: number; events: readonly string[] | null }[]>(QUEUES);
    for (const event of row!.events ?? []) waits[event] = (waits[event] ?? 0) + 1;
    const rss = { ...Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, rssOf(pid)])), PostgreSQL: ownMemoryOfFamily(postmaster) };
    const { outbox, unread, jobs, active, waiting, idle, connections } = row!;
    seconds.push({ at, outbox, unread, jobs, active, waiting, idleInTransaction: idle, connections, rss });
  };
  const looking = (async () => {
    for (let next = monotonicNow(); !isOver; next += EVERY_MS) {
      await look();
      await new Promise<void>((resolve) => setTimeout(resolve, Math.max(10, next + EVERY_MS - monotonicNow())));
    }
  })();
  return {
    seconds,
    waits,
    async stop() {
      isOver = true;
      await looking;
    },
  };
}

const outboxes = SUBGRAPH_NAMES.map((name) => `(select count(*) from ${name}.outbox)`).join(" + ");
const jobs = SUBGRAPH_NAMES.map((name) => `(select count(*) from ${jobsSchemaOf(name)}._private_jobs where run_at <= now() and attempts < max_attempts)`).join(" + ");
/** Each reads the types that concern it: its place says nothing of the others. */
const unread = SUBGRAPH_NAMES.map(
  (name) => `(select count(*) from bus.events where position > coalesce((select max(position) from ${name}.bus_cursor where consumer = '${name}'), 0) and type = any(coalesce((select types from bus.consumers where log = '' and name = '${name}'), '{}')))`,
).join(", ");
const QUEUES = `
  select (${outboxes})::int as outbox, greatest(${unread})::int as unread, (${jobs})::int as jobs, active, waiting, idle, connections, events from (
    select count(*) filter (where state = 'active')::int as active,
      count(*) filter (where state = 'active' and wait_event_type = 'Lock')::int as waiting,
      count(*) filter (where state = 'idle in transaction')::int as idle,
      count(*)::int as connections,
      array_agg(wait_event_type || ' ' || wait_event) filter (where state = 'active' and wait_event is not null) as events
    from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend') activity`;

export function platformSeconds(file: string): readonly PlatformSecond[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line) as PlatformSecond);
}

function rssOf(pid: number): number {
  return fieldOf(pid, "VmRSS");
}

/** Without what its processes share, which is one block however many they are. */
function ownMemoryOfFamily(postmaster: number): number {
  const children = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && parentOf(Number(name)) === postmaster);
  return children.reduce((sum, pid) => sum + fieldOf(Number(pid), "RssAnon"), fieldOf(postmaster, "VmRSS"));
}

const statusOf = (pid: number) => {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return ""; // it has ended, or this is not Linux
  }
};

const fieldOf = (pid: number, field: string) => Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(statusOf(pid))?.[1] ?? 0) * 1024;
const parentOf = (pid: number) => Number(/^PPid:\s+(\d+)/m.exec(statusOf(pid))?.[1] ?? 0);
