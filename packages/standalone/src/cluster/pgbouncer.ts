import { chownSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Account, accountFor } from "@stages/embedded-postgres/account.ts";
import { roleOf } from "@stages/database/standing.ts";
import { SUBGRAPH_NAMES } from "@stages/transport/transport.ts";
import { type RunningServer, startExternalServer } from "./external-server.ts";

export interface PgBouncer {
  readonly folder: string;
  readonly port: number;
  readonly account: Account | null;
}

/** The database that PgBouncer leads to: of the primary, and of the copy while that may be read. */
export interface PooledDatabase {
  readonly url: string;
  /** Null while there is none that may be read. */
  readonly readsUrl: string | null;
  /** Sessions of each server and subgraph. */
  readonly sessions?: number;
}

/** Below what a request waits for its answer. */
const LONGEST_WAIT_S = 8;
const CONFIGURATION = "pgbouncer.ini";
const USERS = "users.txt";

/** As root, by the account under which PostgreSQL runs: PgBouncer refuses root too. */
export function pgBouncerIn(folder: string, port: number): PgBouncer {
  mkdirSync(folder, { recursive: true });
  const account = accountFor(folder);
  if (account) chownSync(folder, account.uid, account.gid);
  return { folder, port, account };
}

/** The address of requests, or of their reads, with each subgraph's entry in place of `{subgraph}`. */
export function pooledUrl({ port }: PgBouncer, databaseUrl: string, entry: "{subgraph}" | "{subgraph}_reads"): string {
  const { username, password } = new URL(databaseUrl);
  return `postgres://${username}:${password}@127.0.0.1:${port}/${entry}`;
}

/**
 * What it leads to, written whole or not at all. Each subgraph has an entry, whose sessions begin as its anonymous role:
 * PgBouncer takes no role from a client, and a statement whose context was lost must show nothing.
 */
export function writePgBouncer({ folder, port, account }: PgBouncer, { url, readsUrl, sessions = 20 }: PooledDatabase): void {
  const { username, password } = new URL(url);
  const lines = [
    "[databases]",
    ...SUBGRAPH_NAMES.flatMap((name) => [entryOf(name, name, url), ...(readsUrl ? [entryOf(`${name}_reads`, name, readsUrl)] : [])]),
    "[pgbouncer]",
    "listen_addr = 127.0.0.1",
    `listen_port = ${port}`,
    "unix_socket_dir =",
    "auth_type = scram-sha-256",
    `auth_file = ${seen(USERS)}`,
    "pool_mode = transaction",
    "max_client_conn = 1000",
    `default_pool_size = ${sessions}`,
    "server_connect_timeout = 2",
    "server_login_retry = 1",
    `query_wait_timeout = ${LONGEST_WAIT_S}`,
    "log_connections = 0",
    "log_disconnections = 0",
  ];
  write(join(folder, USERS), `"${username}" "${password}"\n`, account);
  write(join(folder, CONFIGURATION), `${lines.join("\n")}\n`, account);
}

/** On SIGHUP it reads again what was written: an entry that is gone ends its clients. */
export const startPgBouncer = ({ folder, port, account }: PgBouncer): Promise<RunningServer> =>
  startExternalServer({ command: "pgbouncer", args: [seen(CONFIGURATION)], folder, port, account });

function entryOf(entry: string, subgraph: string, url: string): string {
  const { hostname, port, username, password, pathname } = new URL(url);
  const begin = `connect_query='set role ${roleOf(subgraph, "ANONYMOUS")}'`;
  return `${entry} = host=${hostname} port=${port} dbname=${decodeURIComponent(pathname.slice(1))} user=${username} password=${password} ${begin}`;
}

/** The account may not walk through the folder's parents: it is placed inside. */
const seen = (name: string) => `/proc/self/cwd/${name}`;

function write(path: string, text: string, account: Account | null): void {
  const draft = `${path}.new`;
  writeFileSync(draft, text, { mode: 0o600 });
  if (account) chownSync(draft, account.uid, account.gid);
  renameSync(draft, path);
}
