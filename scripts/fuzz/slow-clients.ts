import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Beginnings without an end: of headers, of a body, of a file, of an upgrade; a question whose answer nobody takes; nothing. */
const BEGINNINGS: readonly string[] = [
  "",
  "GET /health HT",
  "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 200000\r\n\r\n{",
  `PUT /depots/${"A".repeat(43)} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n`,
  "GET /graphql HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n",
  "GET /graphql HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n",
  `GET /graphql?query=${encodeURIComponent("{ academies { name departments { name } } }")} HTTP/1.1\r\nhost: x\r\napollo-require-preflight: 1\r\n\r\n`.repeat(20),
  "GET /page/page.js HTTP/1.1\r\nhost: x\r\n\r\n".repeat(20),
];

export interface SlowClients {
  readonly opened: number;
  /** How many the server holds on to still. */
  readonly held: () => number;
  leave(): void;
}

/** As many, of each kind an equal part, that take nothing and say nothing more. */
export async function holdOn(port: number, clients: number): Promise<SlowClients> {
  const sockets: Socket[] = [];
  for (let index = 0; index < clients; index += 1) {
    const socket = connect({ port, host: "127.0.0.1" }).on("error", () => {});
    sockets.push(socket);
    socket.pause().write(BEGINNINGS[index % BEGINNINGS.length]!);
    // One after the other, or the system's own queue turns some away.
    await Promise.race([once(socket, "connect").catch(() => {}), once(socket, "close")]);
  }
  return {
    opened: sockets.filter(({ destroyed }) => !destroyed).length,
    held: () => sockets.filter(({ destroyed }) => !destroyed).length,
    leave: () => sockets.forEach((socket) => socket.destroy()),
  };
}
