import { connect } from "node:net";
import type { RawRequest } from "./raw-requests.ts";

export interface RawAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

export interface Exchange {
  readonly answers: readonly RawAnswer[];
  /** Nothing came of what should have been answered, or the connection stood open, for longer than anyone waits. */
  readonly hung: boolean;
}

/** What is not whole may never be answered: its client lets go when nothing has come for so long. */
const QUIET_MS = 120;
/** After an answer, for a second one that nobody asked for. */
const AFTERWARDS_MS = 15;
const BOUND_MS = 20_000;
const STREAM = /^content-type: *(text\/event-stream|multipart\/mixed)/im;

/** Sends it over a socket of its own, and reads whatever comes back until its end. */
export function exchange(port: number, { bytes, whole }: RawRequest): Promise<Exchange> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    const chunks: Buffer[] = [];
    let letGo: NodeJS.Timeout | undefined;
    const done = (hung: boolean) => {
      clearTimeout(bound);
      clearTimeout(letGo);
      socket.destroy();
      resolve({ answers: answersIn(Buffer.concat(chunks)), hung });
    };
    const bound = setTimeout(() => done(true), BOUND_MS);
    const soon = (ms: number) => {
      clearTimeout(letGo);
      letGo = setTimeout(() => {
        const text = Buffer.concat(chunks).toString("latin1");
        // A stream goes on as long as its client likes, and so does another protocol.
        if (STREAM.test(text) || text.startsWith("HTTP/1.1 101")) return done(false);
        socket.end();
      }, ms);
    };
    socket.on("connect", () => {
      socket.write(bytes);
      if (!whole) soon(QUIET_MS);
    });
    socket.on("data", (data) => {
      chunks.push(data as Buffer);
      soon(AFTERWARDS_MS);
    });
    socket.on("error", () => done(false));
    socket.on("close", () => done(false));
    socket.on("end", () => done(false));
  });
}

/** As they stand one behind the other; one that is cut is taken as far as it goes. */
export function answersIn(bytes: Buffer): RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const end = rest.indexOf("\r\n\r\n");
    if (end < 0) break;
    const [statusLine = "", ...lines] = rest.subarray(0, end).toString("latin1").split("\r\n");
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1] ?? 0);
    const headers = new Map(lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]));
    rest = rest.subarray(end + 4);
    const length = headers.get("content-length");
    // An answer to HEAD has a length and no body: what follows is then the next one.
    const next = length === undefined || rest.subarray(0, 7).toString("latin1") === "HTTP/1." ? 0 : Number(length);
    const size = headers.get("transfer-encoding") === "chunked" ? rest.length : next;
    answers.push({ status, contentType: headers.get("content-type") ?? "", text: rest.subarray(0, size).toString("utf8") });
    rest = rest.subarray(size);
  }
  return answers;
}
