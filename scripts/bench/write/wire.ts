import { connect as connectTo, createServer, type AddressInfo, type Socket } from "node:net";

/** What a connection of that name sent, by PostgreSQL's protocol. */
export interface Sent {
  readonly statements: number;
  /** How often it began to send again after it had been answered. */
  readonly trips: number;
}

export interface CountingProxy {
  readonly url: string;
  /** Of all connections whose application_name begins so, since the last time; of all of them when left out. */
  take(name?: string): Sent;
  stop(): Promise<void>;
}

const EXECUTE = "E".charCodeAt(0);
const SIMPLE_QUERY = "Q".charCodeAt(0);

interface Line {
  name: string;
  statements: number;
  trips: number;
}

/** Between a platform and its database, on loopback. For counting alone: nothing is timed through it. */
export async function startCountingProxy(databaseUrl: string): Promise<CountingProxy> {
  const target = new URL(databaseUrl);
  const lines: Line[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const line: Line = { name: "", statements: 0, trips: 0 };
    lines.push(line);
    const upstream = connectTo(Number(target.port), target.hostname);
    const read = messagesOf(line);
    let isAnswered = true;
    for (const [socket, other] of [[client, upstream], [upstream, client]] as const) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => other.destroy());
      socket.on("close", () => (other.destroy(), sockets.delete(socket)));
    }
    client.on("data", (data: Buffer) => {
      if (read(data) && isAnswered) {
        line.trips += 1;
        isAnswered = false;
      }
      upstream.write(data);
    });
    upstream.on("data", (data) => {
      isAnswered = true;
      client.write(data);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.href,
    take(name = "") {
      const own = lines.filter((line) => line.name.startsWith(name));
      const sum = (key: "statements" | "trips") => own.reduce((total, line) => total + line[key], 0);
      const taken = { statements: sum("statements"), trips: sum("trips") };
      for (const line of own) line.statements = line.trips = 0;
      return taken;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Counts into the line; true when what came asks for something. */
function messagesOf(line: Line): (data: Buffer) => boolean {
  let rest = Buffer.alloc(0);
  let isStarted = false;
  return (data) => {
    rest = Buffer.concat([rest, data]);
    let asks = false;
    for (;;) {
      // The first has no letter: its length, the version, then pairs of names and values.
      const header = isStarted ? 1 : 0;
      if (rest.length < header + 4) break;
      const length = header + rest.readInt32BE(header);
      if (rest.length < length) break;
      const message = rest.subarray(0, length);
      rest = rest.subarray(length);
      if (!isStarted) {
        isStarted = true;
        const words = message.subarray(8).toString().split("\0");
        line.name = words[words.indexOf("application_name") + 1] ?? "";
        continue;
      }
      asks = true;
      if (message[0] === EXECUTE || message[0] === SIMPLE_QUERY) line.statements += 1;
    }
    return asks;
  };
}
