import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/**
 * What becomes of a connection and of what passes through it:
 * - pass: nothing;
 * - delay: each piece arrives so many milliseconds later, in both directions;
 * - reset: the connection ends by RST, those to come as soon as they say something;
 * - half-open: what either says is swallowed, and nobody is told: a machine that lost its power, a firewall that forgot;
 * - garbage: nothing is passed on, and each piece is answered by random bytes;
 * - unanswered: what is asked goes through, and nothing of what is answered comes back;
 * - cut: of what is answered so many bytes arrive, then the connection ends by RST;
 * - gone: the connection ends as soon as something has been asked, which is worked on all the same;
 * - refuse: the port is closed, what was open ends by RST;
 * - slow: answers come at so many bytes a second.
 */
export type Fault =
  | { readonly mode: "pass" | "reset" | "half-open" | "garbage" | "unanswered" | "gone" | "refuse" }
  | { readonly mode: "delay"; readonly ms: number }
  | { readonly mode: "cut"; readonly after: number }
  | { readonly mode: "slow"; readonly bytesPerSecond: number };
export type FaultMode = Fault["mode"];

export interface FaultProxy {
  /** The target's address, by this way. */
  readonly url: string;
  readonly port: number;
  /** How many connections came since the start, and how many are open. */
  readonly connections: number;
  readonly open: number;
  /** How many pieces of what clients said met each mode. */
  readonly met: Readonly<Record<FaultMode, number>>;
  /**
   * For the connections that there are and for those to come. `from`: each passes until a piece of what its client says is
   * such. What was swallowed once stays silent after the fault has ended, as behind a firewall: who waits must give up by itself.
   */
  set(fault: Fault, from?: (said: Buffer) => boolean): Promise<void>;
  /** Where connections to come lead. */
  retarget(target: string): void;
  /** Resolves once so many connections are open. */
  whenOpen(count: number): Promise<void>;
  stop(): Promise<void>;
}

const PASS: Fault = { mode: "pass" };
const SLOW_TICK_MS = 20;

/**
 * TCP before a real server, on a port of its own that outlives it. `drawn` is asked anew for each request, as far as a protocol
 * asks one thing at a time, and comes before what was `set`.
 */
export async function faultProxy(target: string, { drawn }: { readonly drawn?: () => Fault } = {}): Promise<FaultProxy> {
  let { hostname, port: targetPort } = new URL(target);
  let fault = PASS;
  let from: ((said: Buffer) => boolean) | null = null;
  let server: Server | null = null;
  let port = 0;
  let connections = 0;
  const lines = new Set<Line>();
  const watchers = new Set<() => void>();
  const met: Record<FaultMode, number> = { pass: 0, delay: 0, reset: 0, "half-open": 0, garbage: 0, unanswered: 0, cut: 0, gone: 0, refuse: 0, slow: 0 };
  const changed = () => watchers.forEach((look) => look());

  const listen = async () => {
    server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
      connections += 1;
      const upstream = connect({ host: hostname, port: Number(targetPort), noDelay: true, allowHalfOpen: true });
      const line = new Line(client, upstream, from ? PASS : fault, { met, drawn, ended: () => (lines.delete(line), changed()) });
      if (from) line.awaiting = { fault, from };
      lines.add(line);
      changed();
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port;
  };
  const close = async () => {
    const closing = server;
    server = null;
    if (!closing) return;
    const closed = once(closing, "close");
    closing.close();
    for (const line of lines) line.reset();
    await closed;
  };

  await listen();
  return {
    url: Object.assign(new URL(target), { hostname: "127.0.0.1", port: String(port) }).href,
    port,
    get connections() {
      return connections;
    },
    get open() {
      return lines.size;
    },
    met,
    async set(next, when) {
      fault = next;
      from = when ?? null;
      for (const line of lines) {
        if (when) line.awaiting = { fault: next, from: when };
        else line.take(next);
      }
      if (next.mode === "refuse" && !when) await close();
      else if (!server) await listen();
    },
    retarget(next) {
      ({ hostname, port: targetPort } = new URL(next));
    },
    async whenOpen(count) {
      while (lines.size !== count) {
        await new Promise<void>((resolve) => {
          const look = () => (watchers.delete(look), resolve());
          watchers.add(look);
        });
      }
    },
    stop: close,
  };
}

interface LineContext {
  readonly met: Record<FaultMode, number>;
  readonly drawn: (() => Fault) | undefined;
  readonly ended: () => void;
}

/** One client's connection, and the one behind it. */
class Line {
  awaiting: { readonly fault: Fault; readonly from: (said: Buffer) => boolean } | null = null;
  readonly #client: Socket;
  readonly #upstream: Socket;
  readonly #context: LineContext;
  #fault: Fault;
  #swallowed = false;
  #answered = 0;
  #asking = false;
  #slow: Buffer = Buffer.alloc(0);
  #ticking: NodeJS.Timeout | undefined;

  constructor(client: Socket, upstream: Socket, fault: Fault, context: LineContext) {
    this.#client = client;
    this.#upstream = upstream;
    this.#fault = fault;
    this.#context = context;
    client.on("data", (said: Buffer) => this.#asked(said)).on("end", () => this.#later(() => upstream.end()));
    upstream.on("data", (said: Buffer) => this.#answer(said)).on("end", () => this.#later(() => this.#silent || client.end(this.#slow)));
    for (const socket of [client, upstream]) socket.on("error", () => {});
    client.once("close", () => {
      clearInterval(this.#ticking);
      // The server hears that nobody waits any more, not that it is to stop.
      upstream.end();
      context.ended();
    });
    upstream.once("close", () => this.#later(() => this.#silent || client.destroySoon()));
  }

  get #silent(): boolean {
    return this.#swallowed || this.#fault.mode === "garbage";
  }

  take(fault: Fault): void {
    this.awaiting = null;
    this.#fault = fault;
    this.#answered = 0;
    if (fault.mode === "reset") this.reset();
  }

  reset(): void {
    this.#client.resetAndDestroy();
    this.#upstream.destroy();
  }

  #asked(said: Buffer): void {
    if (this.awaiting?.from(said)) this.take(this.awaiting.fault);
    if (!this.#asking && this.#context.drawn) this.take(this.#context.drawn());
    this.#asking = true;
    const { mode } = this.#fault;
    this.#context.met[mode] += 1;
    if (mode === "reset") return this.reset();
    if (mode === "half-open") this.#swallowed = true;
    if (this.#swallowed && mode !== "unanswered") return;
    if (mode === "garbage") return void this.#client.write(randomBytes(64));
    this.#later(() => this.#upstream.write(said));
    // Said after what was asked has left this process, for otherwise it would be lost with it.
    if (mode === "gone") this.#client.destroy();
  }

  #answer(said: Buffer): void {
    const fault = this.#fault;
    if (fault.mode === "half-open" || fault.mode === "unanswered") this.#swallowed = true;
    if (this.#silent || this.#client.destroyed) return;
    if (fault.mode === "cut") {
      const rest = Math.max(0, fault.after - this.#answered);
      this.#answered += said.length;
      if (said.length <= rest) return void this.#client.write(said);
      const end = () => this.#client.resetAndDestroy();
      return void (rest > 0 ? this.#client.write(said.subarray(0, rest), end) : end());
    }
    this.#asking = false;
    if (fault.mode === "slow") return this.#drip(said, fault.bytesPerSecond);
    this.#later(() => this.#client.write(said));
  }

  #later(then: () => void): void {
    if (this.#fault.mode === "delay") setTimeout(then, this.#fault.ms);
    else then();
  }

  #drip(said: Buffer, bytesPerSecond: number): void {
    this.#slow = Buffer.concat([this.#slow, said]);
    const atOnce = Math.max(1, Math.round((bytesPerSecond * SLOW_TICK_MS) / 1_000));
    this.#ticking ??= setInterval(() => {
      this.#client.write(this.#slow.subarray(0, atOnce));
      this.#slow = this.#slow.subarray(atOnce);
      if (this.#slow.length > 0) return;
      clearInterval(this.#ticking);
      this.#ticking = undefined;
    }, SLOW_TICK_MS);
  }
}
