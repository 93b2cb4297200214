import { relative } from "node:path";
import type { Cluster } from "@stages/standalone/cluster/start-cluster.ts";
import { inSeconds } from "@stages/standalone/progress-lines.ts";
import type { Check } from "./check-cluster.ts";

/** The one block that a person reads when everything runs. */
export function clusterBlock({ url, gatewayUrls, subgraphUrls, databaseUrl, replicaUrl, natsUrl, journal }: Cluster, checks: readonly Check[], milliseconds: number): string {
  const host = (address: string) => new URL(address).host;
  const rows: readonly (readonly [string, string])[] = [
    ["Entrée", `${url}  (haproxy)`],
    ["Passerelles", gatewayUrls.map(host).join(", ")],
    ...Object.entries(subgraphUrls).map(([name, urls]) => [name, [urls].flat().map((one) => host(String(one))).join(", ")] as const),
    ["PostgreSQL", `${host(databaseUrl)}, et son réplica ${host(replicaUrl)}`],
    ["Journal", relative(process.cwd(), journal)],
    ["NATS", natsUrl.split(",").map(host).join(", ")],
  ];
  return `
Stages de seconde, au-delà d'une machine, prêt en ${inSeconds(milliseconds)}

${rows.map(([name, text]) => `  ${name.padEnd(14)}${text}`).join("\n")}

Vérifié :

${checks.map(({ what, seen }) => `  ✓ ${what} (${seen})`).join("\n")}

  npm run prove:cluster   arrête brutalement chacun, et compte ce qui manque

Ctrl-C pour arrêter.
`;
}
