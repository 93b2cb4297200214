import { once } from "node:events";
import { type AddressInfo, type Socket, connect, createServer } from "node:net";

export interface ProxyManners {
  /** Passes nothing on of an answer before it has that much of it, and all from then on. */
  readonly holdsFirst?: number;
  /** Passes answers on in blocks of that size alone. */
  readonly blocks?: number;
  /** Passes on what it holds once nothing has come for so long. */
  readonly passesWhenIdleMs?: number;
  /** Cuts a connection on which nothing has been passed on for so long. */
  readonly cutsIdleMs?: number;
}

/** What stands between a client and the gateway, on a port of its own that outlives any gateway. It knows bytes alone. */
export class ToyProxy {
  readonly #server;
  readonly #manners: ProxyManners;
  readonly #open = new Set<Socket>();
  #target: string;
  cuts = 0;

  constructor(target: string, manners: ProxyManners = {}) {
    this.#target = target;
    this.#manners = manners;
    this.#server = createServer((client) => this.#pass(client));
  }

  async start(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return this.url;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/graphql`;
  }

  /** Every connection dies without a word, as they do when a machine does; new ones go there. */
  kill(target: string): void {
    this.#target = target;
    for (const socket of this.#open) socket.resetAndDestroy();
  }

  async stop(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #pass(client: Socket): void {
    const { holdsFirst = 0, blocks = 1, passesWhenIdleMs, cutsIdleMs } = this.#manners;
    const { hostname, port } = new URL(this.#target);
    const server = connect(Number(port), hostname);
    let held: Buffer = Buffer.alloc(0);
    let passed = 0;
    const pass = (bytes: number) => {
      client.write(held.subarray(0, bytes));
      held = held.subarray(bytes);
      passed += bytes;
      idle?.refresh();
    };
    const timer = (ms: number | undefined, then: () => void) => (ms === undefined ? undefined : setTimeout(then, ms));
    const quiet = timer(passesWhenIdleMs, () => pass(held.length));
    const idle = timer(cutsIdleMs, () => {
      this.cuts += 1;
      client.resetAndDestroy();
    });
    server.on("data", (bytes) => {
      held = Buffer.concat([held, bytes as Buffer]);
      quiet?.refresh();
      if (passesWhenIdleMs === undefined && passed + held.length >= holdsFirst) pass(held.length - (held.length % blocks));
    });
    server.on("end", () => client.end(held));
    client.pipe(server);
    for (const socket of [client, server]) {
      this.#open.add(socket);
      socket.on("error", () => {});
      socket.once("close", () => {
        this.#open.delete(socket);
        clearTimeout(quiet);
        clearTimeout(idle);
        client.destroy();
        server.destroy();
      });
    }
  }
}
