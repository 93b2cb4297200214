import { expect, it } from "vitest";
import type { Transaction } from "./connection.ts";
import { knownInTransaction } from "./known-in-transaction.ts";

const aTransaction = () => ({}) as Transaction;

it("finds once what a transaction asks twice, and again in the next", async () => {
  let asked = 0;
  const find = knownInTransaction(async (_, key: string) => `${key} ${++asked}`);
  const tx = aTransaction();
  expect([await find(tx, "a"), await find(tx, "a"), await find(tx, "b")]).toEqual(["a 1", "a 1", "b 2"]);
  expect(await find(aTransaction(), "a")).toBe("a 3");
});

it("looks again for what it did not find: the act may go on as someone who sees more", async () => {
  let isSeen = false;
  const find = knownInTransaction(async () => (isSeen ? "seen" : null));
  const tx = aTransaction();
  expect(await find(tx, "a")).toBeNull();
  isSeen = true;
  expect(await find(tx, "a")).toBe("seen");
});
