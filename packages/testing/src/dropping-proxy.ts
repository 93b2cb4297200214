import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { type Random, randomStream } from "@stages/demonstration/random.ts";

/**
 * What becomes of a request and its answer:
 * - LOST: the connection is gone before the request has left;
 * - ABANDONED: it is gone as soon as the request has left, while it is worked on;
 * - UNHEARD: it is gone when the answer comes, of which nothing arrives;
 * - CUT: half of the answer's first piece arrives, then the connection is gone.
 */
export const FATES = ["DELIVERED", "LOST", "ABANDONED", "UNHEARD", "CUT"] as const;
export type Fate = (typeof FATES)[number];

export interface DroppingProxy {
  /** The same address as the target's, through this connection. */
  readonly url: string;
  /** How many requests had each fate until now. */
  readonly fates: Readonly<Record<Fate, number>>;
  stop(): Promise<void>;
}

/** A connection of the worst kind before a real server, as far as HTTP/1.1 goes that asks one thing at a time. */
export async function droppingProxy({ target, seed, odds }: { readonly target: string; readonly seed: number; readonly odds: Readonly<Record<Fate, number>> }): Promise<DroppingProxy> {
  const { hostname, port } = new URL(target);
  const random = randomStream(seed, "fates");
  const fates: Record<Fate, number> = { DELIVERED: 0, LOST: 0, ABANDONED: 0, UNHEARD: 0, CUT: 0 };
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ host: hostname, port: Number(port), noDelay: true });
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => open.delete(socket));
    }
    forward(client, upstream, () => drawn(random, odds, fates));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: Object.assign(new URL(target), { host: `127.0.0.1:${(server.address() as AddressInfo).port}` }).href,
    fates,
    async stop() {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, "close");
    },
  };
}

function drawn(random: Random, odds: Readonly<Record<Fate, number>>, fates: Record<Fate, number>): Fate {
  const fate = random.weighted(FATES.map((one) => [one, odds[one]] as const));
  fates[fate] += 1;
  return fate;
}

function forward(client: Socket, upstream: Socket, draw: () => Fate): void {
  /** Of the request that is under way; null between an answer and the next request. */
  let fate: Fate | null = null;
  client.on("data", (chunk) => {
    fate ??= draw();
    if (fate === "LOST") return void client.destroy();
    upstream.write(chunk);
    if (fate === "ABANDONED") client.destroy();
  });
  upstream.on("data", (chunk: Buffer) => {
    if (fate === "UNHEARD") client.destroy();
    else if (fate === "CUT") client.end(chunk.subarray(0, chunk.length / 2), () => client.destroy());
    else if (!client.destroyed) client.write(chunk);
    if (client.destroyed) upstream.destroy();
    fate = fate === "DELIVERED" ? null : fate;
  });
  // What was asked is worked on all the same: the server hears that nobody waits any more, not that it is to stop.
  client.on("close", () => upstream.end());
  upstream.on("close", () => client.destroy());
}
