import { createHandler } from "graphql-sse";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { ToyClients } from "./toy-clients.ts";
import { ToyProxy, type ProxyManners } from "./toy-proxy.ts";

const QUERY = "subscription ($after: String, $unlike: Int) { changesAfter(after: $after, unlike: $unlike) { cursor convention { status } } }";
const HEARTBEAT_MS = 100;

const toys = new ToyClients({ liveLimits: { heartbeatMs: HEARTBEAT_MS } });
let proxy: ToyProxy;
const left: AbortController[] = [];
afterEach(async () => {
  for (const controller of left.splice(0)) controller.abort();
  await proxy.stop();
});

async function through(manners: ProxyManners, target = toys.gateway.url): Promise<string> {
  proxy = new ToyProxy(target, manners);
  return proxy.start();
}

/** What comes out of the proxy, as it comes. */
async function reading(url: string, headers: Record<string, string> = {}, accept = "text/event-stream") {
  const controller = new AbortController();
  left.push(controller);
  let text = "";
  let lost = false;
  const answered = fetch(url, { method: "POST", headers: { accept, "content-type": "application/json", ...headers }, body: JSON.stringify({ query: QUERY, variables: { unlike: left.length } }), signal: controller.signal });
  const read = async () => {
    for await (const chunk of (await answered).body!) text += Buffer.from(chunk).toString();
  };
  read().catch(() => (lost = true));
  return { text: () => text, lost: () => lost, heartbeats: () => text.split("\n").filter((line) => line.startsWith(":")).length, leave: () => controller.abort() };
}

describe("SSE through a proxy", () => {
  it.each<[string, ProxyManners]>([
    ["that wants some kilobytes before it passes anything", { holdsFirst: 4_096 }],
    ["that passes what it has when nothing more comes", { passesWhenIdleMs: 10 }],
    ["that passes full blocks alone", { blocks: 4_096 }],
  ])("%s: events arrive while they are news", async (_manners, manners) => {
    const { text } = await reading(await through(manners));
    await toys.platform.whenSubscribed(1);
    for (const status of ["VALIDATED", "SIGNED"]) {
      toys.platform.changeStatus(status);
      await expect.poll(text).toContain(status);
    }
  });

  it("that cuts what is silent: heartbeats keep it open", async () => {
    const { text, lost, heartbeats } = await reading(await through({ cutsIdleMs: 30 * HEARTBEAT_MS }));
    await expect.poll(heartbeats).toBeGreaterThan(40);
    toys.platform.changeStatus("SIGNED");
    await expect.poll(text).toContain("SIGNED");
    expect([lost(), proxy.cuts]).toEqual([false, 0]);
  });

  it("control: without heartbeats it is cut, and what is small stays with the proxy", async () => {
    const silent = await toys.platform.start({ liveLimits: { heartbeatMs: 3_600_000 } });
    const { lost } = await reading(await through({ cutsIdleMs: 5 * HEARTBEAT_MS }, silent.url));
    await expect.poll(lost).toBe(true);
    expect(proxy.cuts).toBe(1);
    await proxy.stop();
    const { text } = await reading(await through({ blocks: 4_096 }, silent.url));
    await toys.platform.whenSubscribed(1);
    toys.platform.changeStatus("SIGNED");
    const other = await reading(silent.url);
    await toys.platform.whenSubscribed(2);
    toys.platform.changeStatus("VALIDATED");
    await expect.poll(other.text).toContain("VALIDATED");
    expect(text()).not.toContain("SIGNED");
    other.leave();
    await silent.stop();
  });

  it("control: what graphql-sse opens a stream with is held back by one that wants some kilobytes", async () => {
    const handle = createHandler<null, null>({ authenticate: () => null, onSubscribe: () => (async function* () { yield { data: { role: "A" } }; await new Promise(() => {}); })() as never });
    const server = createServer(async (request, response) => {
      const [events, { status, headers }] = await handle({ method: "GET", url: request.url!, headers: { get: (name) => (name === "accept" ? "text/event-stream" : null) }, body: null, raw: null, context: null });
      response.writeHead(status, headers);
      if (typeof events === "object") for await (const event of events!) if (response.write(event) && String(event).includes("next")) server.emit("told");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const told = once(server, "told");
    const port = (server.address() as AddressInfo).port;
    const controller = new AbortController();
    let came = false;
    void fetch(`${await through({ holdsFirst: 4_096 }, `http://127.0.0.1:${port}/`)}?query=x`, { signal: controller.signal }).then(() => (came = true)).catch(() => {});
    await told;
    expect(came).toBe(false);
    controller.abort();
    server.closeAllConnections();
    server.close();
  });
});

describe("an EventSource that comes back", () => {
  it("goes on after the event whose id it gives", async () => {
    const { text } = await reading(await through({}));
    await toys.platform.whenSubscribed(1);
    toys.platform.changeStatus("DRAFT");
    await expect.poll(text).toContain("event: next\nid: 1\ndata: ");
    proxy.kill(toys.gateway.url);
    await toys.platform.whenSubscribed(0);
    toys.platform.changeStatus("VALIDATED");
    const again = await reading(proxy.url, { "last-event-id": "1" });
    await expect.poll(again.text).toContain('"VALIDATED"');
    expect(again.text()).not.toContain('"DRAFT"');
  });
});

it("multipart stays open through a proxy that cuts what is silent", async () => {
  const { text, lost } = await reading(await through({ cutsIdleMs: 30 * HEARTBEAT_MS }), {}, "multipart/mixed;subscriptionSpec=1.0");
  await expect.poll(() => text().split("{}").length).toBeGreaterThan(40);
  expect([lost(), proxy.cuts]).toEqual([false, 0]);
});
