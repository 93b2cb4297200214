import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StagesClient } from "@stages/client/client.ts";
import { clientOf } from "@stages/client/personas.ts";
import type { RunningGateway } from "@stages/gateway/gateway.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import { SUBGRAPH_NAMES, type SubgraphTransport, type SubgraphTransports } from "@stages/transport/transport.ts";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { TestDatabase } from "@stages/testing/database.ts";
import { STATUS_CHANGED } from "../../../scripts/story/operations.ts";
import { preparedDatabase } from "./platform-under-test.ts";
import { startConfiguredGateway } from "./start-configured-gateway.ts";
import { createSubgraphs, type Subgraphs } from "./subgraphs.ts";

/** The real transport, with a count of the streams that its subgraph has open. */
function counting(transport: SubgraphTransport, open: Set<object>): SubgraphTransport {
  return {
    ...transport,
    subscribe(request) {
      const stream = transport.subscribe(request);
      open.add(stream);
      return {
        next: () => stream.next(),
        return: async () => {
          open.delete(stream);
          return stream.return!();
        },
        [Symbol.asyncIterator]() {
          return this;
        },
      };
    },
  };
}

const upstream = new Set<object>();
const folder = mkdtempSync(join(tmpdir(), "stages-leaving-"));
let database: TestDatabase;
let subgraphs: Subgraphs;
let gateway: RunningGateway;

beforeAll(async () => {
  database = await preparedDatabase();
  subgraphs = createSubgraphs({ databaseUrl: database.url, clock: systemClock, isDemonstration: true });
  for (const subgraph of Object.values(subgraphs)) await subgraph.start();
  const transports = Object.fromEntries(
    SUBGRAPH_NAMES.map((name) => {
      const transport = inProcessTransport(subgraphs[name]);
      return [name, name === "conventions" ? counting(transport, upstream) : transport];
    }),
  ) as unknown as SubgraphTransports;
  gateway = await startConfiguredGateway({ host: "127.0.0.1", port: 0, dataDir: folder, identity: { development: true, issuers: [] }, transports });
});
afterAll(async () => {
  await gateway.stop();
  for (const subgraph of Object.values(subgraphs)) await subgraph.stop();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const openAre = (count: number) => vi.waitFor(() => expect(upstream.size).toBe(count), { timeout: 30_000, interval: 10 });

async function followTwice(way: "websocket" | "sse"): Promise<{ client: StagesClient; leave: (() => Promise<unknown>)[] }> {
  const client = await clientOf("host-manager", { url: gateway.url });
  // Not the same: those would share one.
  const streams = [client.follow(way, STATUS_CHANGED), client.follow(way, STATUS_CHANGED.replace("{ from", "{ cursor from"))];
  // Asked for the first event, a subscription opens; it is never told one here.
  for (const stream of streams) stream.next().catch(() => {});
  return { client, leave: streams.map((stream) => () => stream.return!()) };
}

it.each(["websocket", "sse"] as const)("a client that leaves its subscription over %s ends it in the subgraph, and no other", async (way) => {
  const { client, leave } = await followTwice(way);
  await openAre(2);
  for (const left of [1, 0]) {
    await leave[left]!();
    await openAre(left);
  }
  await client.close();
});

it.each(["websocket", "sse"] as const)("a client that goes away over %s ends all it followed", async (way) => {
  const { client } = await followTwice(way);
  await openAre(2);
  await client.close();
  await openAre(0);
});

it("two who ask for the same, over either way, share one stream of the subgraph", async () => {
  const client = await clientOf("host-manager", { url: gateway.url });
  const streams = [client.follow("websocket", STATUS_CHANGED), client.follow("sse", STATUS_CHANGED)];
  for (const stream of streams) stream.next().catch(() => {});
  await openAre(1);
  await streams[0]!.return!();
  await openAre(1);
  await streams[1]!.return!();
  await openAre(0);
  await client.close();
});
