import { expect, it } from "vitest";
import { readiness } from "./readiness.ts";

it("looks at all that is needed once a second, however often it is asked, and tells whoever runs it what is missing", async () => {
  let now = 0;
  let looks = 0;
  let isThere = true;
  const missing: string[] = [];
  const ready = readiness(
    () => ({ bus: async () => (looks += 1), database: () => (isThere ? Promise.resolve() : Promise.reject(new Error("away"))) }),
    (need, reason) => missing.push(`${need}: ${(reason as Error).message}`),
    () => now,
  );
  expect(await Promise.all(Array.from({ length: 100 }, () => ready.isReady()))).toEqual(Array.from({ length: 100 }, () => true));
  expect(looks).toBe(1);
  isThere = false;
  expect(await ready.isReady()).toBe(true);
  now += 1_000;
  expect([await ready.isReady(), await ready.isReady(), looks]).toEqual([false, false, 2]);
  isThere = true;
  now += 1_000;
  expect(await ready.isReady()).toBe(true);
  expect(missing).toEqual(["database: away"]);
});

it("does not wait for what hangs", async () => {
  const missing: string[] = [];
  const { isReady } = readiness(() => ({ database: () => new Promise(() => {}) }), (need) => missing.push(need));
  expect(await isReady()).toBe(false);
  expect(missing).toEqual(["database"]);
});
