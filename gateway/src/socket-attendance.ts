import { CloseCode, type WebSocket as ProtocolSocket } from "graphql-ws";
import type { WebSocket } from "ws";
import type { Log } from "./config.ts";
import type { LiveLimits } from "./limits.ts";

/** Told to a client that takes too little or nothing of what it asked for: it may come back, with its last cursor. */
const TOO_SLOW = { code: 1013, reason: "SUBSCRIBER_TOO_SLOW" } as const;

type OnClosed = (code: number, reason: string) => Promise<void>;

/**
 * A socket as graphql-ws wants it, and all that can go wrong with one. Each result is sent when ws has handed the one before
 * it to the system, so that a subscription is asked for no more than its client takes. What a client can make us owe it beside
 * that (answers, many subscriptions) is bounded together; ws bounds the pongs. A client that takes nothing between two heartbeats, while
 * something waits for it, is let go; one that does not answer a ping before the next one is gone already.
 */
export function attend(
  socket: WebSocket,
  { heartbeatMs, unsentBytesPerSocket }: Pick<LiveLimits, "heartbeatMs" | "unsentBytesPerSocket">,
  opened: (attended: ProtocolSocket) => OnClosed,
  log: Log,
): void {
  let unsent = 0;
  let taken = true;
  let alive = true;
  let finished = false;

  function finish(code: number, reason: string): void {
    if (finished) return;
    finished = true;
    clearInterval(heart);
    // Every subscription ends here, and not only when a closing handshake that may never come is given up.
    onClosed(code, reason).catch((error: unknown) => log.error("A socket's subscriptions did not end", { cause: error }));
  }

  function letGo(): void {
    socket.close(TOO_SLOW.code, TOO_SLOW.reason);
    finish(TOO_SLOW.code, TOO_SLOW.reason);
  }

  const onClosed = opened({
    protocol: socket.protocol,
    send: (text) =>
      new Promise<void>((resolve, reject) => {
        if (socket.readyState !== socket.OPEN) return resolve();
        unsent += 1;
        socket.send(text, (error) => {
          unsent -= 1;
          taken = true;
          if (error) reject(error);
          else resolve();
        });
        if (socket.bufferedAmount > unsentBytesPerSocket) letGo();
      }),
    close: (code, reason) => socket.close(code, reason),
    onMessage: (take) =>
      socket.on("message", (message) => {
        // What comes after a close would still be done, also for a token that has expired.
        if (socket.readyState !== socket.OPEN) return;
        take(String(message)).catch((error: unknown) => {
          if (socket.readyState !== socket.OPEN) return;
          // graphql-ws' own word for what only a server says: its client's fault, like any other message that is none.
          if (error instanceof Error && error.message.startsWith("Unexpected message of type")) return socket.close(CloseCode.BadRequest, "Invalid message");
          log.error("A socket's message failed", { cause: error });
          socket.close(CloseCode.InternalServerError, "Internal server error");
        });
      }),
  });

  const heart = setInterval(() => {
    if (unsent > 0 && !taken) return letGo();
    taken = unsent === 0;
    if (!alive && unsent === 0) return socket.terminate();
    alive = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, heartbeatMs).unref();

  socket.on("pong", () => (alive = true));
  socket.once("close", (code, reason) => finish(code, String(reason)));
}
