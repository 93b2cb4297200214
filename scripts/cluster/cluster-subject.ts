import { openNatsStream } from "@stages/events/nats-stream.ts";
import type { Cluster } from "@stages/standalone/cluster/start-cluster.ts";
import type { Subject } from "../kills/subject.ts";

export interface ClusterSubject extends Subject {
  /** Each once: the stream's leader first among the servers of the log, the entrance last. */
  readonly inOrder: readonly string[];
  close(): Promise<void>;
}

/** The cluster as what is killed part by part. */
export async function clusterSubject(cluster: Cluster): Promise<ClusterSubject> {
  const { url, databaseUrl, natsUrl, components, gatewayUrls, subgraphUrls } = cluster;
  const stream = await openNatsStream({ databaseUrl, natsUrl, label: "proof" });
  const leader = (await stream.look()).cluster?.leader ?? "";
  const names = Object.keys(components);
  const rank = (name: string) => (name === leader ? 0 : name.startsWith("nats") ? 1 : name === "haproxy" ? 4 : name.startsWith("gateway") ? 3 : 2);
  const ok = (path: string) => (at: string) => fetch(new URL(path, at)).then((answer) => answer.ok, () => false);
  const isReady = async () => (await Promise.all([...[url, ...gatewayUrls].map(ok("/ready")), ...Object.values(subgraphUrls).flat().map(ok("/health"))])).every(Boolean);
  const hasThreeCopies = () => stream.look().then(({ cluster: log }) => log?.replicas?.length === 2 && log.replicas.every(({ current, offline }) => current && !offline), () => false);
  return {
    url, databaseUrl, natsUrl, components,
    programs: names.filter((name) => /^(gateway|offers|candidatures|conventions|people)-/.test(name)),
    isWhole: async () => cluster.isReplicaRead() && (await hasThreeCopies()) && (await isReady()),
    inOrder: names.toSorted((one, other) => rank(one) - rank(other)),
    close: () => stream.close(),
  };
}
