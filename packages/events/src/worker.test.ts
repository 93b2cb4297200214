import { AsyncLocalStorage } from "node:async_hooks";
import { expect, it } from "vitest";
import { worker } from "./worker.ts";

it("takes its turns in nobody's name, whichever request wakes it", async () => {
  const request = new AsyncLocalStorage<string>();
  const turns: (string | undefined)[] = [];
  const { wake, stop } = worker(async () => void turns.push(request.getStore()), () => {});
  request.run("of a request", wake);
  await stop();
  expect(turns).toEqual([undefined]);
});
