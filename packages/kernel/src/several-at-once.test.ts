import { describe, expect, it } from "vitest";
import { severalAtOnce } from "./several-at-once.ts";

/** Work that ends when it is told to. */
function held() {
  const begun: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<void>>();
  const work = (value: string) => {
    begun.push(value);
    const end = Promise.withResolvers<void>();
    ends.set(value, end);
    return end.promise;
  };
  /** What follows from it has happened when this returns. */
  const then = async (act: (end: PromiseWithResolvers<void>) => void, value: string) => {
    act(ends.get(value)!);
    await new Promise(setImmediate);
  };
  return { begun, work, end: (value: string) => then(({ resolve }) => resolve(), value), fail: (value: string) => then(({ reject }) => reject(new Error(value)), value) };
}

describe("several at once", () => {
  it("are no more than said, and begun in their order", async () => {
    const { begun, work, end } = held();
    const all = severalAtOnce(["a", "b", "c", "d"], 2, work);
    expect(begun).toEqual(["a", "b"]);
    await end("b");
    expect(begun).toEqual(["a", "b", "c"]);
    await end("a");
    expect(begun).toEqual(["a", "b", "c", "d"]);
    await end("d");
    await end("c");
    await all;
  });

  it("begin nothing after one that failed, and are waited for before it is told", async () => {
    const { begun, work, end, fail } = held();
    const events: string[] = [];
    const all = severalAtOnce(["a", "b", "c"], 2, work).catch((error: Error) => events.push(`failed: ${error.message}`));
    await fail("a");
    events.push("b ends");
    await end("b");
    await all;
    expect(events).toEqual(["b ends", "failed: a"]);
    expect(begun).toEqual(["a", "b"]);
  });

  it("of nothing are nothing", async () => {
    await severalAtOnce([], 4, () => Promise.reject(new Error("never")));
  });
});
