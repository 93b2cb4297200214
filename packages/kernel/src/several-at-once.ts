/**
 * Does the work for each value, in their order, so many at once. When one fails, no other is begun, and those that were are
 * waited for before the failure is thrown: nothing goes on behind an answer.
 */
export async function severalAtOnce<T>(values: readonly T[], most: number, work: (value: T, index: number) => Promise<void>): Promise<void> {
  const waiting = values.entries();
  let failed = false;
  const worker = async () => {
    while (!failed) {
      const next = waiting.next();
      if (next.done) return;
      const [index, value] = next.value;
      try {
        await work(value, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: most }, worker));
  const failure = ended.find((worker) => worker.status === "rejected");
  if (failure) throw failure.reason;
}
