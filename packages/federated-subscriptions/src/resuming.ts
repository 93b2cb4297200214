export interface ResumingOptions<T> {
  /** Opens the stream, from after the event that `cursor` names, or from now on. What this throws is final. */
  readonly open: (cursor: string | undefined) => AsyncIterator<T> | Promise<AsyncIterator<T>>;
  /** The event after which it begins; from now on when left out. */
  readonly from?: string | undefined;
  /** The name of an event, when it has one. */
  readonly cursorOf: (value: T) => string | undefined;
  readonly onLost?: ((error: unknown, attempt: number) => void) | undefined;
  /** How long to wait before the attempt of that number, from 1. */
  readonly backoffMs?: ((attempt: number) => number) | undefined;
}

export interface Resuming<T> extends AsyncIterableIterator<T> {
  /** Opens the source anew after the last event seen, because what it was opened with has changed. */
  renew(): void;
}

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 10_000;

/** Doubles from 100 ms to 10 s, of which half is chance, so that a thousand streams do not all come back at once. */
export function exponentialBackoff(attempt: number): number {
  const full = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
  return full / 2 + Math.random() * (full / 2);
}

/**
 * One lasting stream over a source that may be lost: when its `next()` throws, it is opened again after the last event seen.
 * It ends when the source ends by itself, or when the consumer leaves, at once even in the middle of a wait.
 */
export function resuming<T>({ open, from, cursorOf, onLost, backoffMs = exponentialBackoff }: ResumingOptions<T>): Resuming<T> {
  let source: AsyncIterator<T> | null = null;
  let opening = false;
  let cursor = from;
  let failures = 0;
  let ended = false;
  let renewing = false;
  let wake = () => {};

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  return {
    async next() {
      for (;;) {
        if (ended) break;
        if (!source) {
          opening = true;
          source = await open(cursor);
          opening = false;
        }
        if (ended) {
          await source.return?.();
          break;
        }
        try {
          const step = await source.next();
          if (ended) break;
          if (renewing) {
            renewing = false;
            if (!step.done) await source.return?.();
            source = null;
            if (step.done) continue;
            cursor = cursorOf(step.value) ?? cursor;
            return { done: false, value: step.value };
          }
          if (step.done) break;
          failures = 0;
          cursor = cursorOf(step.value) ?? cursor;
          return { done: false, value: step.value };
        } catch (error) {
          source = null;
          if (ended) break;
          if (renewing) {
            renewing = false;
            continue;
          }
          failures += 1;
          onLost?.(error, failures);
          await pause(backoffMs(failures));
        }
      }
      ended = true;
      return { done: true, value: undefined };
    },
    renew() {
      if (ended || renewing || !(source || opening)) return;
      renewing = true;
      void source?.return?.();
    },
    async return() {
      ended = true;
      wake();
      await source?.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
