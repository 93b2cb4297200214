import { AsyncLocalStorage } from "node:async_hooks";

export interface Worker {
  /** Asks for a turn soon. Turns never overlap; a wake during a turn gives one more. */
  wake(): void;
  /** Lets the turn under way finish and gives no other. */
  stop(): Promise<void>;
}

const RETRY_MS = 250;

/** Runs `turn` each time it is woken, one at a time; a turn that fails is told to `onFailure` and tried again. */
export function worker(turn: () => Promise<void>, onFailure: (error: unknown) => void): Worker {
  let running: Promise<void> | null = null;
  let wanted = false;
  let stopped = false;
  let retry: NodeJS.Timeout | undefined;

  const takeTurn = async () => {
    wanted = false;
    try {
      await turn();
    } catch (error) {
      if (stopped) return;
      onFailure(error);
      clearTimeout(retry);
      retry = setTimeout(wake, RETRY_MS);
    }
  };
  // A turn is of no request, whichever woke it.
  const ofNobody = AsyncLocalStorage.snapshot();
  const wake = () => {
    if (stopped) return;
    wanted = true;
    running ??= ofNobody(takeTurn).finally(() => {
      running = null;
      if (wanted) wake();
    });
  };

  return {
    wake,
    async stop() {
      stopped = true;
      clearTimeout(retry);
      await running;
    },
  };
}
