import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { parseArgs } from "node:util";

/**
 * What an open connection costs the gateway in memory, by kind: `npx pnpm exec tsx scripts/bench/realtime/connections.ts --connections=2000`.
 * The gateway is a process of its own, over toy subgraphs in it, after a full collection; each kind in a fresh one.
 */
/** Each of another thing, as what is alike is asked of the subgraph once. */
const QUERY = "subscription ($unlike: Int) { changesAfter(unlike: $unlike) { cursor } }";
let asked = 0;
const subscription = () => ({ query: QUERY, variables: { unlike: (asked += 1) } });
const AUTHORIZATION = "Bearer head";

interface Memory {
  readonly rss: number;
  readonly heap: number;
}

type Open = (url: string) => Promise<unknown>;

const KINDS: Readonly<Record<string, { readonly open: Open; readonly subscribes: boolean }>> = {
  "WebSocket, idle": { open: socket, subscribes: false },
  "WebSocket, one subscription": { open: async (url) => (await socket(url)).send(JSON.stringify({ type: "subscribe", id: "1", payload: subscription() })), subscribes: true },
  "SSE, one subscription": { open: (url) => stream(url, "text/event-stream"), subscribes: true },
  "multipart, one subscription": { open: (url) => stream(url, "multipart/mixed;subscriptionSpec=1.0"), subscribes: true },
};

const WARM_UP = 50;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { connections: { type: "string", default: "2000" } } });
  const connections = Number(values.connections);
  console.log(`kB a connection of ${connections}\tresident\theap`);
  for (const [kind, { open, subscribes }] of Object.entries(KINDS)) {
    const gateway = fork(new URL("connections-process.ts", import.meta.url), { execArgv: [...process.execArgv, "--expose-gc"] });
    try {
      const [url] = (await once(gateway, "message")) as [string];
      await openMany(WARM_UP, () => open(url));
      const before = await memoryOf(gateway, subscribes ? WARM_UP : 0);
      await openMany(connections, () => open(url));
      const after = await memoryOf(gateway, subscribes ? WARM_UP + connections : 0);
      const each = (of: keyof Memory) => ((after[of] - before[of]) / connections / 1024).toFixed(1);
      console.log(`${kind}\t${each("rss")}\t${each("heap")}`);
    } finally {
      gateway.kill();
    }
  }
  process.exit();
}

async function openMany(count: number, open: () => Promise<unknown>): Promise<void> {
  for (let opened = 0; opened < count; opened += WARM_UP) await Promise.all(Array.from({ length: Math.min(WARM_UP, count - opened) }, open));
}

/** Once that many are subscribed. */
async function memoryOf(gateway: ChildProcess, subscribed: number): Promise<Memory> {
  gateway.send(subscribed);
  const [memory] = (await once(gateway, "message")) as [Memory];
  return memory;
}

async function socket(url: string): Promise<WebSocket> {
  const opened = new WebSocket(url.replace("http", "ws"), "graphql-transport-ws");
  const heard = (event: string) => new Promise((resolve) => opened.addEventListener(event, resolve, { once: true }));
  await heard("open");
  opened.send(JSON.stringify({ type: "connection_init", payload: { authorization: AUTHORIZATION } }));
  await heard("message");
  return opened;
}

const agent = new Agent({ keepAlive: false, maxSockets: Infinity });

async function stream(url: string, accept: string): Promise<void> {
  const posted = request(url, { method: "POST", agent, headers: { accept, authorization: AUTHORIZATION, "content-type": "application/json" } });
  posted.end(JSON.stringify(subscription()));
  const [response] = (await once(posted, "response")) as [{ resume(): void }];
  response.resume();
}

await main();
