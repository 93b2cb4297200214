import { request } from "node:http";
import { WebSocket } from "ws";
import { SEATS_HEARD, STEPS_HEARD } from "./operations.ts";
import type { FollowersOrder, FollowersSeen, Heard, Way } from "./followers.ts";
import { monotonicNow } from "./play.ts";

/* Those who follow, in a process of their own. Each asks for what comes after the beginning, so that none has missed what was told while it came in. */
const AT_ONCE = 50;
const REPORT_MS = 500;
const TRIES = 5;

const heard: Heard[] = [];
let [open, delivered, lost, retried] = [0, 0, 0, 0];
let failure: string | null = null;

function lose(why: string): void {
  lost += 1;
  failure ??= why.slice(0, 400);
}

function take(follower: number, text: string): void {
  const at = monotonicNow();
  const { data, errors } = JSON.parse(text) as { data?: Record<string, { cursor: string; to?: string; candidature?: { id: string } | null }> | null; errors?: unknown };
  if (errors || !data) return lose(text);
  const [event] = Object.values(data);
  delivered += 1;
  heard.push([follower, event!.cursor, at, event!.to ?? null, event!.candidature?.id ?? null]);
}

type Follower = Extract<FollowersOrder, { do: "open" }>["followers"][number];
const questionOf = ({ offerId }: Follower, after: string) =>
  offerId === null ? { query: STEPS_HEARD, variables: { after } } : { query: SEATS_HEARD, variables: { after, offerId } };

/** Resolved once it has asked. */
function overWebSocket(url: string, follower: Follower, after: string, triesLeft = TRIES): Promise<void> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url.replace("http", "ws"), "graphql-transport-ws", { perMessageDeflate: false });
    let isIn = false;
    socket.on("open", () => socket.send(JSON.stringify({ type: "connection_init", payload: { authorization: `Bearer ${follower.token}` } })));
    socket.on("message", (data: Buffer) => {
      const message = JSON.parse(String(data)) as { type: string; payload?: unknown };
      if (message.type === "connection_ack") {
        isIn = true;
        open += 1;
        socket.send(JSON.stringify({ id: "1", type: "subscribe", payload: questionOf(follower, after) }));
        resolve();
      } else if (message.type === "next") take(follower.rank, JSON.stringify(message.payload));
      else if (message.type === "ping") socket.send('{"type":"pong"}');
      else lose(String(data));
    });
    let why = "";
    socket.on("error", (error) => (why = String(error)));
    socket.on("close", (code, reason) => {
      if (!isIn && triesLeft > 0) {
        retried += 1;
        return resolve(overWebSocket(url, follower, after, triesLeft - 1));
      }
      lose(`${why} closed with ${code} ${String(reason)}`);
      resolve();
    });
  });
}

function overSse(url: string, follower: Follower, after: string, triesLeft = TRIES): Promise<void> {
  return new Promise((resolve) => {
    const again = (why: string) => {
      if (triesLeft > 0) {
        retried += 1;
        return resolve(overSse(url, follower, after, triesLeft - 1));
      }
      lose(why);
      resolve();
    };
    const asked = request(url, { method: "POST", agent: false, headers: { "content-type": "application/json", accept: "text/event-stream", authorization: `Bearer ${follower.token}` } }, (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        return again(`HTTP ${response.statusCode}`);
      }
      open += 1;
      resolve();
      let rest = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        const parts = (rest + chunk).split("\n\n");
        rest = parts.pop()!;
        for (const part of parts) {
          const data = /^data: (.*)$/m.exec(part)?.[1];
          if (data) take(follower.rank, data);
        }
      });
      response.on("error", (error) => lose(String(error)));
      response.on("end", () => lose("The stream ended"));
    });
    asked.on("error", (error) => again(String(error)));
    asked.end(JSON.stringify(questionOf(follower, after)));
  });
}

const WAYS: Readonly<Record<Way, typeof overSse>> = { WebSocket: overWebSocket, SSE: overSse };

async function openAll({ url, after, followers }: Extract<FollowersOrder, { do: "open" }>): Promise<void> {
  const waiting = [...followers];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) await WAYS[next.way](url, next, after);
  }));
}

const seen = (): FollowersSeen => ({ open, delivered, lost, retried, failure });

process.on("message", (order: FollowersOrder) => {
  if (order.do === "open") void openAll(order).then(() => process.send!({ isOpen: true, ...seen() }));
  else process.send!({ heard });
});
setInterval(() => process.send!(seen()), REPORT_MS);
process.once("disconnect", () => process.exit());
process.send!(seen());
