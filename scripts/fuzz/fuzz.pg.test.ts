import { crowd } from "@stages/testing/full-size.ts";
import { preparedDatabase } from "@stages/standalone/platform-under-test.ts";
import type { TestDatabase } from "@stages/testing/database.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FuzzedGraph } from "./fuzz-operations.ts";
import { type FuzzedPlatform, startFuzzedPlatform } from "./fuzzed-platform.ts";
import { fuzzedGraphOf, fuzzGatewayPort, fuzzLeakingServer, fuzzRefusals, fuzzSubgraphPorts, fuzzSubscriptions } from "./play-fuzz.ts";
import { fuzzOperations } from "./fuzz-operations.ts";

/** Another one each time; what fails says with which it fails again. */
const seed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 2_000_000_000);

let database: TestDatabase;
let platform: FuzzedPlatform;
let graph: FuzzedGraph;
beforeAll(async () => {
  database = await preparedDatabase();
  platform = await startFuzzedPlatform(database.url);
  graph = await fuzzedGraphOf(platform);
});
afterAll(async () => {
  await platform?.stop();
  await database?.drop();
});

describe(`whatever is sent (seed ${seed})`, () => {
  it("as bytes to the gateway, it lives, answers in time, and says what it says with a code", async () => {
    const { fault, sent } = await fuzzGatewayPort(platform, { requests: crowd(500), seed });
    expect(fault).toBeNull();
    expect(sent).toBeGreaterThanOrEqual(crowd(500));
  });

  it("as bytes to a subgraph, it does too", async () => {
    for (const { fault } of await fuzzSubgraphPorts(platform, { requests: crowd(500), seed })) expect(fault).toBeNull();
  });

  it("as operations of the schema, valid or nearly, each is answered in the schema's shape or refused with a code", async () => {
    const { fault, roots } = await fuzzOperations(graph, { requests: crowd(1_500), seed });
    expect(fault).toBeNull();
    expect(roots.size).toBeGreaterThan(15);
  });

  it("as variables of subscriptions, each is followed or refused with a code", async () => {
    expect((await fuzzSubscriptions(graph, platform, { requests: crowd(100), seed })).fault).toBeNull();
  });

  it("as a mutation that is refused, nothing of it was done", async () => {
    const { faults, refused } = await fuzzRefusals(graph, platform, { requests: crowd(200), seed });
    expect(faults).toEqual([]);
    expect(refused).toBeGreaterThan(0);
  });
});

it("the control, a server that formats no error, is found out by both", async () => {
  const { raw, operations } = await fuzzLeakingServer({ requests: 100, seed });
  expect(raw.fault?.what).toMatch(/without a code|unknown code|a stack|an exception|SQL/);
  expect(operations.fault?.what).toMatch(/SQL|an unknown code, INTERNAL_SERVER_ERROR/);
});
