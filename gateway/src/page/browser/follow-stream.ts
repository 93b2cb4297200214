import { Refused } from "./ask.ts";
import { resultsOf, type StreamedResult } from "./event-stream.ts";

export interface Followed {
  readonly query: string;
  /** Besides `after`, the cursor of the last result seen. */
  readonly variables?: object;
  readonly bearer: string;
  readonly role: string | null;
}

export interface Follower<T> {
  told(data: T): void;
  /** What is shown may have missed something. */
  stale(): void;
  live(isLive: boolean): void;
  /** The session is over. */
  lost(refused: Refused): void;
}

/** Three heartbeats without a word: the network has gone without saying so, as a telephone's does. */
const SILENCE_MS = 30_000;
const LONGEST_WAIT_MS = 60_000;

/** Nothing missed, nothing twice: each connection takes up after the cursor of the last result of the one before. */
export async function followStream<T>({ query, variables = {}, bearer, role }: Followed, { told, stale, live, lost }: Follower<T>, stopped: AbortSignal): Promise<void> {
  let after: string | null = null;
  let wait = 0;
  while (!stopped.aborted) {
    await pause(wait, stopped);
    wait = Math.min(Math.max(2 * wait, 1_000), LONGEST_WAIT_MS);
    const silent = new AbortController();
    let silence = setTimeout(() => silent.abort(), SILENCE_MS);
    let words = 0;
    const alive = () => {
      clearTimeout(silence);
      silence = setTimeout(() => silent.abort(), SILENCE_MS);
      words += 1;
      live(true);
      // The first is the answer's beginning. By the second the stream is surely open: what came between it and the list is in the list now.
      if (words === 2 && after === null) stale();
    };
    try {
      const results: AsyncIterable<StreamedResult<T>> = resultsOf({ query, variables: { ...variables, after }, bearer, role, signal: AbortSignal.any([stopped, silent.signal]), alive });
      for await (const { data, errors, extensions } of results) {
        const [error] = errors ?? [];
        const code = error?.extensions?.code ?? "";
        if (code === "UNAUTHENTICATED") return lost(new Refused(code, error!.message));
        if (code === "FORBIDDEN") return;
        after = extensions?.cursor ?? error?.extensions?.after ?? after;
        if (code === "CURSOR_TOO_OLD" || code === "INVALID_CURSOR") {
          after = null;
          stale();
        }
        if (!data) continue;
        wait = 0;
        told(data);
      }
    } catch (error) {
      if (error instanceof Refused && error.code === "UNAUTHENTICATED") return lost(error);
      if (error instanceof Refused && error.code === "FORBIDDEN") return;
    } finally {
      clearTimeout(silence);
      if (!stopped.aborted) live(false);
    }
  }
}

/** Shorter when the network comes back, or the tab is looked at. */
function pause(ms: number, stopped: AbortSignal): Promise<void> {
  const done = new AbortController();
  return new Promise((resolve) => {
    const end = () => (done.abort(), resolve());
    const timer = setTimeout(end, ms);
    done.signal.addEventListener("abort", () => clearTimeout(timer));
    for (const [target, name] of [[globalThis, "online"], [document, "visibilitychange"], [stopped, "abort"]] as const) target.addEventListener(name, end, { signal: done.signal });
  });
}
