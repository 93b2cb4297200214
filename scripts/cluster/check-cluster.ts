import type { Cluster } from "@stages/standalone/cluster/start-cluster.ts";
import { clientOf } from "@stages/client/personas.ts";
import { SUBGRAPH_NAMES } from "@stages/transport/transport.ts";
import postgres from "postgres";

export interface Check {
  readonly what: string;
  /** What was seen, in a few words. */
  readonly seen: string;
}

/** What can be seen of a cluster that has just started; throws for what is not as it should be. */
export async function checkCluster(cluster: Cluster): Promise<readonly Check[]> {
  const checks: Check[] = [];
  const check = (what: string, holds: boolean, seen: string) => {
    if (!holds) throw new Error(`Vérification manquée : ${what} (${seen}).`);
    checks.push({ what, seen });
  };
  const dead = Object.entries(cluster.components).filter(([, pid]) => pid() === null);
  check("chaque processus vit", dead.length === 0, `${Object.keys(cluster.components).length} processus`);

  for (const url of [cluster.url, ...cluster.gatewayUrls]) {
    const { status } = await fetch(new URL("/ready", url));
    check(`${new URL(url).host} est prêt`, status === 200, `/ready répond ${status}`);
  }

  const token = await tokenAt(cluster.gatewayUrls[0]!);
  const names = await Promise.all(cluster.gatewayUrls.map((url) => meAt(url, token)));
  check("un jeton vaut à chaque passerelle", names[0] !== null && new Set(names).size === 1, "le même acteur");

  const sql = postgres(cluster.databaseUrl, { max: 1, onnotice: () => {} });
  try {
    const [replica] = await sql`select sync_state, (replay_lsn = pg_current_wal_flush_lsn()) as level from pg_stat_replication where application_name = 'replica'`;
    check("le réplica est synchrone, et lu", replica?.["sync_state"] === "sync" && cluster.isReplicaRead(), `sync_state ${String(replica?.["sync_state"])}`);
    const sessions = await sql<{ name: string }[]>`select distinct application_name as name from pg_stat_activity where datname = 'stages'`;
    check("les sous-graphes ont leurs sessions", SUBGRAPH_NAMES.every((name) => sessions.some((one) => one.name === name)), `${sessions.length} noms de session`);
  } finally {
    await sql.end();
  }

  const head = await clientOf("school-head", { url: cluster.url });
  const reads = postgres(cluster.replicaUrl, { max: 1, onnotice: () => {} });
  try {
    await head.need("{ conventions(first: 10) { edges { node { id } } } }");
    const sessions = await reads`select from pg_stat_activity where application_name = 'conventions reads'`;
    check("les requêtes lisent le réplica", sessions.length > 0, "une lecture y est passée");
  } finally {
    await head.close();
    await reads.end();
  }
  return checks;
}

async function tokenAt(url: string): Promise<string> {
  const response = await fetch(new URL("/development/token", url), { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ persona: "school-head" }) });
  return ((await response.json()) as { token: string }).token;
}

async function meAt(url: string, token: string): Promise<string | null> {
  const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${token}` }, body: JSON.stringify({ query: "{ viewer { role displayName } }" }) });
  const { data } = (await response.json()) as { data?: unknown };
  return data ? JSON.stringify(data) : null;
}
