import { setTimeout as delay } from "node:timers/promises";
import { createClient as createSseClient } from "graphql-sse";
import { createClient as createWebSocketClient } from "graphql-ws";
import type { GraphAnswer, Variables, Way } from "./client.ts";

/** How what was followed was left by the other side. */
export interface Farewells {
  /** Told 1001 with a reason, or when to come back. */
  told: number;
  /** By an answer: what is behind the gateway is away, and it says so. */
  refused: number;
  /** Anything else, as it was seen. */
  readonly untold: string[];
}

export interface WatchedListener {
  readonly heard: readonly string[];
  readonly farewells: Farewells;
  /** Whether it is open, and has been answered. */
  isOpen(): boolean;
  stop(): Promise<void>;
}

export interface ListenerOptions {
  readonly url: string;
  readonly token: string;
  readonly way: Way;
  readonly query: string;
  /** The variables of each opening, from the cursor of the last event; null before the first. */
  readonly variablesFrom: (cursor: string | null) => Variables;
  readonly cursorOf: (data: Record<string, unknown>) => string;
}

const AGAIN_MS = 100;

/** Follows by the ordinary library, comes back after its last cursor, and notes how it was let go each time. */
export function watchedListener({ way, variablesFrom, cursorOf, ...to }: ListenerOptions): WatchedListener {
  const heard: string[] = [];
  const farewells: Farewells = { told: 0, refused: 0, untold: [] };
  let stopped = false;
  let open: Opening | null = null;

  const once = async () => {
    const opening = (way === "sse" ? overSse : overWebSocket)(to, variablesFrom(heard.at(-1) ?? null));
    open = opening;
    let refused = false;
    try {
      for await (const { data, errors } of opening.answers) {
        if (errors || !data) {
          refused = true;
          break;
        }
        heard.push(cursorOf(data));
      }
    } catch {
      // What the other side said tells more than what the library made of it.
    }
    const wasOpen = opening.isOpen();
    open = null;
    await opening.leave();
    if (stopped || !wasOpen) return;
    const farewell = opening.farewell();
    if (refused) farewells.refused += 1;
    else if (farewell === "TOLD") farewells.told += 1;
    else farewells.untold.push(`${way}: ${farewell}`);
  };
  const following = (async () => {
    while (!stopped) {
      await once();
      await delay(AGAIN_MS);
    }
  })();
  return {
    heard, farewells,
    isOpen: () => open?.isOpen() ?? false,
    async stop() {
      stopped = true;
      await open?.leave();
      await following;
    },
  };
}

interface Opening {
  readonly answers: AsyncIterableIterator<GraphAnswer>;
  isOpen(): boolean;
  /** "TOLD" when it was as promised, else what was seen. */
  farewell(): string;
  leave(): Promise<void>;
}

type To = Pick<ListenerOptions, "url" | "token" | "query">;

function overWebSocket({ url, token, query }: To, variables: Variables): Opening {
  let opened = false;
  let closed: { readonly code?: number; readonly reason?: string } | null = null;
  const client = createWebSocketClient({
    url: url.replace(/^http/, "ws"), connectionParams: { authorization: `Bearer ${token}` }, retryAttempts: 0,
    on: { connected: () => (opened = true), closed: (event) => (closed ??= event as { code: number; reason: string }) },
  });
  return {
    answers: client.iterate({ query, variables }) as AsyncIterableIterator<GraphAnswer>,
    isOpen: () => opened,
    farewell: () => (closed?.code === 1001 && closed.reason ? "TOLD" : `closed by ${closed?.code} ${closed?.reason}`),
    leave: async () => void (await client.dispose()),
  };
}

function overSse({ url, token, query }: To, variables: Variables): Opening {
  let opened = false;
  let last = "";
  /** What the library reads, read along: it keeps `retry:` to itself. */
  const fetchFn: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    opened = response.ok;
    const decoder = new TextDecoder();
    const reading = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        last = (last + decoder.decode(chunk, { stream: true })).slice(-200);
        controller.enqueue(chunk);
      },
    });
    return new Response(response.body!.pipeThrough(reading), response);
  };
  const client = createSseClient({ url, headers: { authorization: `Bearer ${token}` }, retryAttempts: 0, fetchFn });
  return {
    answers: client.iterate({ query, variables }) as AsyncIterableIterator<GraphAnswer>,
    isOpen: () => opened,
    farewell: () => (/\nretry: \d+\n\n$/.test(last) ? "TOLD" : `ended by ${JSON.stringify(last.slice(-60))}`),
    leave: async () => client.dispose(),
  };
}
