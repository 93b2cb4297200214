import { SUBGRAPH_NAMES } from "@stages/transport/transport.ts";
import { apiSchema, followingAt, graphOf, postingTo } from "./fuzzed-graph.ts";
import type { FuzzedPlatform } from "./fuzzed-platform.ts";
import { type Fuzzed, fuzzHttp, type FuzzedPort, type FuzzOptions } from "./fuzz-http.ts";
import { type FuzzedGraph, fuzzOperations } from "./fuzz-operations.ts";
import { startLeakingServer } from "./leaking-server.ts";
import { type HalfDone, nothingHalfDone } from "./nothing-half-done.ts";
import { GATEWAY_ROUTES, SUBGRAPH_ROUTES } from "./raw-requests.ts";
import { toldEvents } from "./told-events.ts";

export type Sizes = Pick<FuzzOptions, "requests" | "seed" | "gather">;

/** Raw bytes to the gateway's port, in the names of two persons and of nobody. */
export async function fuzzGatewayPort(platform: FuzzedPlatform, sizes: Sizes): Promise<Fuzzed> {
  const authorizations = [`Bearer ${await platform.tokenOf("student")}`, `Bearer ${await platform.tokenOf("rectorat")}`];
  return fuzzHttp({ name: "gateway", port: portOf(platform.gateway), routes: GATEWAY_ROUTES, authorizations, lives: () => platform.lives, lines: platform.lines }, sizes);
}

/** The same to a subgraph's, an equal part of it to each: signed for, or not. */
export async function fuzzSubgraphPorts(platform: FuzzedPlatform, { requests, ...sizes }: Sizes): Promise<readonly Fuzzed[]> {
  const all: Fuzzed[] = [];
  for (const name of SUBGRAPH_NAMES) {
    // A token lives half a minute: each lot is drawn with one that may have ended, which is one more case.
    const port: FuzzedPort = { name, port: portOf(platform.subgraphs[name]), routes: SUBGRAPH_ROUTES, authorizations: Array.from({ length: 3 }, () => `Bearer ${platform.internalToken(name)}`), lives: () => platform.lives, lines: platform.lines };
    all.push(await fuzzHttp(port, { ...sizes, seed: sizes.seed + all.length, requests: Math.ceil(requests / SUBGRAPH_NAMES.length) }));
  }
  return all;
}

export const fuzzedGraphOf = (platform: FuzzedPlatform): Promise<FuzzedGraph> => graphOf(platform, () => platform.lives);

export const fuzzSubscriptions = (graph: FuzzedGraph, platform: FuzzedPlatform, sizes: Sizes) => fuzzOperations({ ...graph, post: followingAt(platform.gateway, platform.tokenOf) }, sizes, { kind: "subscription" });

export async function fuzzRefusals(graph: FuzzedGraph, platform: FuzzedPlatform, { requests, seed }: Sizes): Promise<HalfDone> {
  const told = toldEvents(platform.databaseUrl);
  try {
    return await nothingHalfDone(graph, told.count, { mutations: requests, seed });
  } finally {
    await told.stop();
  }
}

/** The control: the same requests to a server that formats nothing. Both fuzzers must find it out at once. */
export async function fuzzLeakingServer(sizes: Sizes): Promise<{ readonly raw: Fuzzed; readonly operations: Fuzzed }> {
  const schema = apiSchema();
  const leaking = await startLeakingServer(schema);
  const never = { lives: () => true, lines: [] };
  try {
    const raw = await fuzzHttp({ ...never, name: "leaking", port: leaking.port, routes: ["/graphql"], authorizations: ["Bearer x"] }, sizes);
    const pool = { ids: ["offer_01h455vb4pex5vsknk084sn02q"], uais: ["0190001A"], cursors: ["x"] };
    const operations = await fuzzOperations({ ...never, schema, pool, post: postingTo(leaking.url, async () => "x") }, sizes);
    return { raw, operations };
  } finally {
    await leaking.stop();
  }
}

const portOf = (url: string) => Number(new URL(url).port);
