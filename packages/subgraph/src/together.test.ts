import { expect, it } from "vitest";
import { together } from "./together.ts";

/** Writes that end when they are told to. */
function slowly(refused: ReadonlySet<number> = new Set()) {
  const written: (readonly number[])[] = [];
  const ends: (() => void)[] = [];
  const write = together<number>(async (items) => {
    written.push(items);
    await new Promise<void>((resolve) => ends.push(resolve));
    if (items.some((item) => refused.has(item))) throw new Error("refused");
  });
  const endAll = async () => {
    for (let quiet = 0; quiet < 5; quiet++) {
      if (ends.length > 0) quiet = 0;
      for (const end of ends.splice(0)) end();
      await Promise.resolve();
    }
  };
  return { write, written, endAll };
}

it("writes the first at once, and what comes meanwhile together", async () => {
  const { write, written, endAll } = slowly();
  const all = Promise.all([1, 2, 3].map(write));
  expect(written).toEqual([[1]]);
  await endAll();
  await all;
  expect(written).toEqual([[1], [2, 3]]);
});

it("says that one is written once it is, and not before", async () => {
  const { write, endAll } = slowly();
  let isWritten = false;
  const writing = write(1).then(() => (isWritten = true));
  await Promise.resolve();
  expect(isWritten).toBe(false);
  await endAll();
  await writing;
  expect(isWritten).toBe(true);
});

it("of those together, fails the one that cannot be written, and no other", async () => {
  const { write, endAll } = slowly(new Set([3]));
  const outcomes = Promise.allSettled([1, 2, 3, 4].map(write));
  await endAll();
  expect((await outcomes).map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
});

it("goes on after a failure, and takes no more than a hundred at once", async () => {
  const { write, written, endAll } = slowly(new Set([0]));
  const first = write(0).catch(() => "failed");
  const others = Promise.all(Array.from({ length: 150 }, (_, index) => write(index + 1)));
  await endAll();
  expect(await first).toBe("failed");
  await others;
  expect(written.map(({ length }) => length)).toEqual([1, 100, 50]);
});
