import { NO_RATES } from "@stages/gateway/limits.ts";
import { ToyPlatform } from "@stages/gateway/toy-platform.ts";
import type { Benchmark, BenchmarkRun, Measured } from "./lib/benchmark.ts";
import { median } from "./lib/median.ts";

const SOCKETS = 1_000;
const SECONDS_TO_OPEN = 10;

/** How long after the expiry of its token a socket stays open, the first and the last of a thousand; a bare timer set for the same instant beside it. */
export const expiryBenchmark: Benchmark = {
  method: [
    `${SOCKETS} WebSockets of as many tokens that expire at one instant, opened in the ${SECONDS_TO_OPEN} s before, through a gateway over toy subgraphs`,
    "late = from that instant to the close frame's arrival at the client, which is in the same process",
    "other = how late a bare setTimeout of the same process fires, set for the same instant",
  ],
  packages: ["graphql-ws", "ws"],
  run: measure,
};

async function measure(run: BenchmarkRun): Promise<Measured> {
  const gateway = await new ToyPlatform().start({ liveLimits: { ...NO_RATES, connectionsPerPerson: SOCKETS } });
  run.started.defer(() => gateway.stop());
  const rounds: { first: number; median: number; last: number; timer: number }[] = [];
  for (let round = 0; round < Math.min(run.rounds, 3); round += 1) {
    run.onProgress(`${SOCKETS} connexions, tour ${round + 1}`);
    rounds.push(await oneExpiry(gateway.url.replace("http", "ws")));
  }
  const of = (name: keyof (typeof rounds)[number]) => median(rounds.map((round) => round[name]));
  return {
    versions: {},
    comparisons: (["first", "median", "last"] as const).map((name) => ({ name: `${name} of ${SOCKETS} closed, ms late`, ours: of(name), other: of("timer") })),
    notes: ["the limit is 1 000 ms for the last one"],
    ratios: {},
  };
}

async function oneExpiry(url: string) {
  const expiresAt = Temporal.Now.instant().add({ seconds: SECONDS_TO_OPEN });
  const late = () => performance.timeOrigin + performance.now() - expiresAt.epochMilliseconds;
  const timer = Promise.withResolvers<number>();
  setTimeout(() => timer.resolve(late()), -late());
  const closed = await Promise.all(Array.from({ length: SOCKETS }, () => {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const socket = new WebSocket(url, "graphql-transport-ws");
    socket.addEventListener("open", () => socket.send(JSON.stringify({ type: "connection_init", payload: { authorization: `Bearer head@${expiresAt.toString()}` } })));
    socket.addEventListener("close", ({ code }) => (code === 4403 ? resolve(late()) : reject(new Error(`closed with ${code}`))));
    return promise;
  }));
  return { first: Math.min(...closed), median: median(closed), last: Math.max(...closed), timer: await timer.promise };
}
