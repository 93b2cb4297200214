import { describe, expect, it } from "vitest";
import { exponentialBackoff, resuming } from "./resuming.ts";

const failing = (): AsyncIterator<string> => ({ next: () => Promise.reject(new Error("lost")) });

describe("a resuming stream", () => {
  it("tries again for as long as its source cannot be had, and counts from one after a success", async () => {
    const attempts: number[] = [];
    const sources = [failing(), failing(), ["a", "b"].values(), ["c"].values()];
    const stream = resuming<string>({
      open: () => asAsync(sources.shift()!),
      cursorOf: (value) => value,
      onLost: (_, attempt) => attempts.push(attempt),
      backoffMs: () => 0,
    });
    expect(await Array.fromAsync(stream)).toEqual(["a", "b"]);
    expect(attempts).toEqual([1, 2]);
  });

  it("ends at once when the consumer leaves during a wait", async () => {
    const { promise: waiting, resolve } = Promise.withResolvers<void>();
    const stream = resuming<string>({ open: failing, cursorOf: () => undefined, onLost: () => resolve(), backoffMs: () => 3_600_000 });
    const next = stream.next();
    await waiting;
    await stream.return!();
    expect(await next).toMatchObject({ done: true });
  });

  it("is opened anew after the last event seen when it is renewed, also while it waits", async () => {
    const { promise: waiting, resolve } = Promise.withResolvers<IteratorResult<string>>();
    const opened: (string | undefined)[] = [];
    const first: AsyncIterator<string> = {
      next: () => (opened.length === 1 && !seen ? ((seen = true), Promise.resolve({ done: false, value: "a" })) : waiting),
      return: async () => (resolve({ done: true, value: undefined }), { done: true, value: undefined }),
    };
    let seen = false;
    const stream = resuming<string>({
      open: (cursor) => (opened.push(cursor), opened.length === 1 ? first : asAsync(["b"].values())),
      cursorOf: (value) => value,
    });
    expect(await stream.next()).toEqual({ done: false, value: "a" });
    const next = stream.next();
    await Promise.resolve();
    stream.renew();
    expect(await next).toEqual({ done: false, value: "b" });
    expect(opened).toEqual([undefined, "a"]);
  });

  it("leaves what it cannot open to the consumer", async () => {
    const stream = resuming<string>({ open: () => Promise.reject(new Error("refused")), cursorOf: () => undefined });
    await expect(stream.next()).rejects.toThrow("refused");
  });

  it("waits longer each time, up to ten seconds", () => {
    expect(exponentialBackoff(1)).toBeLessThanOrEqual(100);
    expect(exponentialBackoff(50)).toBeGreaterThanOrEqual(5_000);
    expect(exponentialBackoff(50)).toBeLessThanOrEqual(10_000);
  });
});

function asAsync<T>(source: Iterator<T> | AsyncIterator<T>): AsyncIterator<T> {
  return { next: async () => (await source.next()) as IteratorResult<T> };
}
