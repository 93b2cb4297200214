/** As many at once as one statement takes well. */
const MOST = 100;

interface Waiting<T> {
  readonly item: T;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes at once what comes while nothing is being written; what comes meanwhile is written next, all of it together. Each waits
 * until its own is written, and one that cannot be fails alone.
 */
export function together<T>(write: (items: readonly T[]) => Promise<void>): (item: T) => Promise<void> {
  let waiting: Waiting<T>[] = [];
  let isWriting = false;

  const alone = ({ item, resolve, reject }: Waiting<T>) => write([item]).then(resolve, reject);

  const writeAll = async () => {
    while (waiting.length > 0) {
      const some = waiting.slice(0, MOST);
      waiting = waiting.slice(MOST);
      if (some.length === 1) {
        await alone(some[0]!);
        continue;
      }
      try {
        await write(some.map(({ item }) => item));
        for (const { resolve } of some) resolve();
      } catch {
        await Promise.all(some.map(alone));
      }
    }
    isWriting = false;
  };

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (isWriting) return;
      isWriting = true;
      void writeAll();
    });
}
