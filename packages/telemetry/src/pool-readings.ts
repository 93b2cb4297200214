import { poolsUnderWay } from "@stages/database/pools.ts";
import type { Reading } from "./measure.ts";

/** Pools of one name, as of replicas or of a platform started twice, count as one. */
export function poolReadings(): readonly Reading[] {
  const byName = Map.groupBy(poolsUnderWay(), ({ name }) => name);
  return [...byName].flatMap(([connection, pools]) => {
    const sum = (of: (pool: (typeof pools)[number]) => number) => pools.reduce((total, pool) => total + of(pool), 0);
    return [
      { metric: "stages_database_in_use", labels: { connection }, value: sum(({ asking, max }) => Math.min(asking, max)) },
      { metric: "stages_database_waiting", labels: { connection }, value: sum(({ asking, max }) => Math.max(0, asking - max)) },
    ] as const;
  });
}
