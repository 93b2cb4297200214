import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface ReceiverUnderTest {
  readonly url: string;
  readonly received: readonly Received[];
  /** What the next ones are answered, in turn; then 204. */
  answerNext(...statuses: readonly number[]): void;
  stop(): Promise<void>;
}

/** A school's software, on this machine. */
export async function receiverUnderTest(): Promise<ReceiverUnderTest> {
  const received: Received[] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      received.push({ headers: request.headers, body: Buffer.concat(parts).toString("utf8") });
      const status = answers.shift() ?? 204;
      response.writeHead(status, status >= 300 && status < 400 ? { location: "http://127.0.0.1:1/" } : {}).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/stages`,
    received,
    answerNext: (...statuses) => void answers.push(...statuses),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
