import { execFileSync } from "node:child_process";
import { appendFileSync, chownSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { accountFor } from "@stages/embedded-postgres/account.ts";
import postgres from "postgres";
import { REPLICA } from "./replica-admission.ts";

/** While the primary runs alone: what it keeps for the replica begins here, and commits wait for nobody. */
export async function makeSlot(primaryUrl: string): Promise<void> {
  const sql = postgres(primaryUrl, { max: 1, onnotice: () => {} });
  try {
    await sql`alter system set synchronous_standby_names = ''`;
    await sql`select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = ${REPLICA}`;
    await sql`select pg_create_physical_replication_slot(${REPLICA}, true)`;
  } finally {
    await sql.end();
  }
}

/**
 * The folder of a primary that is stopped becomes that of its replica, whatever was there: all of it was the primary's.
 * The copy needs no tool that our PostgreSQL lacks, as `pg_basebackup`, and gives the account and rights of each file.
 */
export function copyForReplica(primary: string, replica: string, primaryUrl: string): void {
  rmSync(replica, { recursive: true, force: true });
  execFileSync("cp", ["-a", "--reflink=auto", primary, replica]);
  const cluster = join(replica, "cluster");
  const account = accountFor(cluster);
  const slots = join(cluster, "pg_replslot");
  for (const slot of readdirSync(slots)) rmSync(join(slots, slot), { recursive: true });
  const signal = join(cluster, "standby.signal");
  writeFileSync(signal, "");
  if (account) chownSync(signal, account.uid, account.gid);
  const { hostname, port, username, password } = new URL(primaryUrl);
  // In a file that the server alone reads: it holds the password.
  appendFileSync(join(cluster, "postgresql.auto.conf"), `primary_conninfo = 'host=${hostname} port=${port} user=${username} password=${password} application_name=${REPLICA} connect_timeout=2'\n`);
}
