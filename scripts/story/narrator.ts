import type { GraphAnswer } from "@stages/client/client.ts";

export interface Heard<T> {
  /** The next event for which `wanted` holds; those before it are only told. Fails after ten seconds. */
  next(what: string, wanted: (event: T) => boolean): Promise<T>;
  close(): Promise<void>;
}

export interface Narrator {
  step(title: string): void;
  detail(text: string): void;
  /** Tells each event that concerns the story as it comes. */
  heard<T>(events: AsyncIterableIterator<GraphAnswer<T>>, concerns: (event: T) => boolean, tell: (event: T) => string): Heard<T>;
}

const PATIENCE_MS = 10_000;

/** Asks again, every 25 ms, for what events bring along: between two subgraphs a fact travels some milliseconds. */
export async function until<T>(what: string, ask: () => Promise<T | null>): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (Date.now() > end) throw new Error(`waited 10 s for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Tells the story line by line; `write` is the terminal, or nothing in a test. */
export function narrator(write: (line: string) => void): Narrator {
  let chapter = 0;
  const detail = (text: string) => write(`     ${text}`);
  return {
    step: (title) => write(`\n${String((chapter += 1)).padStart(2)}. ${title}`),
    detail,
    heard<T>(events: AsyncIterableIterator<GraphAnswer<T>>, concerns: (event: T) => boolean, tell: (event: T) => string): Heard<T> {
      const buffered: T[] = [];
      let failure: unknown = null;
      let wake = () => {};
      const reading = (async () => {
        for await (const { data, errors } of events) {
          if (errors?.length) throw new Error(errors.map(({ message }) => message).join("\n"));
          if (!data || !concerns(data)) continue;
          detail(`⚡ ${tell(data)}`);
          buffered.push(data);
          wake();
        }
      })().catch((error: unknown) => {
        failure = error;
        wake();
      });
      return {
        async next(what, wanted) {
          const end = Date.now() + PATIENCE_MS;
          for (;;) {
            if (failure) throw failure;
            const index = buffered.findIndex((event) => wanted(event));
            if (index >= 0) return buffered.splice(0, index + 1).at(-1)!;
            if (Date.now() > end) throw new Error(`no ${what} event within 10 s`);
            await new Promise<void>((resolve) => {
              const patience = setTimeout(resolve, end - Date.now() + 1);
              wake = () => {
                clearTimeout(patience);
                resolve();
              };
            });
          }
        },
        async close() {
          await events.return?.();
          await reading;
        },
      };
    },
  };
}
