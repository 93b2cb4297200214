import { createClient as createSseClient } from "graphql-sse";
import { createClient as createWebSocketClient } from "graphql-ws";
import type { GraphAnswer, Variables, Way } from "./client.ts";

export interface ResumingOptions {
  readonly url: string;
  readonly token: string;
  readonly way: Way;
  readonly query: string;
  /** The variables of each opening, from the cursor of the last event; null before the first. */
  readonly variablesFrom: (cursor: string | null) => Variables;
  /** What an answer tells; its cursor is where the next opening resumes. Null for an answer without data. */
  readonly cursorOf: (data: Record<string, unknown>) => string | null;
  readonly onData: (data: Record<string, unknown>) => void;
  /** Each time that it is opened anew. */
  readonly onReopen?: () => void;
}

const AGAIN_MS = 100;

/** A subscription that is opened anew, from after the last event seen, whenever it is lost. Returns how to stop. */
export function followResuming({ url, token, way, query, variablesFrom, cursorOf, onData, onReopen = () => {} }: ResumingOptions): () => Promise<void> {
  let cursor: string | null = null;
  let stopped = false;
  let stop = () => {};
  const stopping = new Promise<void>((resolve) => (stop = resolve));

  const once = async () => {
    const { answers, close } = open({ url, token, way, query, variables: variablesFrom(cursor) });
    void stopping.then(() => answers.return?.()).then(close);
    try {
      for await (const { data, errors } of answers) {
        if (errors || !data) return;
        onData(data);
        cursor = cursorOf(data) ?? cursor;
      }
    } finally {
      await close();
    }
  };
  const following = (async () => {
    while (!stopped) {
      // Lost, or refused for as long as something is down: the next opening tells.
      await once().catch(() => {});
      if (stopped) return;
      onReopen();
      await Promise.race([stopping, new Promise((resolve) => setTimeout(resolve, AGAIN_MS))]);
    }
  })();
  return async () => {
    stopped = true;
    stop();
    await following;
  };
}

/** The libraries' own retries would open it again from where it was first opened. */
function open({ url, token, way, query, variables }: { url: string; token: string; way: Way; query: string; variables: Variables }) {
  const authorization = `Bearer ${token}`;
  if (way === "sse") {
    const sse = createSseClient({ url, headers: { authorization }, retryAttempts: 0 });
    return { answers: sse.iterate({ query, variables }) as AsyncIterableIterator<GraphAnswer>, close: async () => sse.dispose() };
  }
  const socket = createWebSocketClient({ url: url.replace(/^http/, "ws"), connectionParams: { authorization }, retryAttempts: 0 });
  return { answers: socket.iterate({ query, variables }) as AsyncIterableIterator<GraphAnswer>, close: async () => void (await socket.dispose()) };
}
