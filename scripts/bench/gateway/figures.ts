import type { Comparison } from "../lib/benchmark.ts";
import type { Figures } from "./mix.ts";

const TITLES: Readonly<Record<keyof Figures, string>> = {
  requestsPerSecond: "requests/s",
  p50: "p50 ms",
  p99: "p99 ms",
  gatewayCpu: "gateway CPU ms/request",
  subgraphsCpu: "subgraphs CPU ms/request",
  postgresCpu: "PostgreSQL CPU ms/request",
  serversCpu: "all servers CPU ms/request",
};

export const ALL = Object.keys(TITLES) as (keyof Figures)[];

export function comparisonsOf(name: string, ours: Figures, other: Figures | null, figures: readonly (keyof Figures)[] = ALL): Comparison[] {
  return figures.map((figure) => ({ name: `${name}, ${TITLES[figure]}`, ours: ours[figure], other: other?.[figure] ?? null }));
}
