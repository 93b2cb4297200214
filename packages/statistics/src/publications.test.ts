import { expect, it } from "vitest";
import { publications } from "./publications.ts";

const SUNDAY = Temporal.PlainDate.from("2027-06-13");

it("computes what is published once a campaign and day, however many ask at once", async () => {
  let computed = 0;
  const publish = publications<number>();
  const ask = (campaignId: string, day = SUNDAY) => publish(campaignId, day, async () => (computed += 1));
  expect(await Promise.all([ask("2027"), ask("2027"), ask("2026"), ask("2027", SUNDAY.add({ days: 7 })), ask("2027")])).toEqual([1, 1, 2, 3, 1]);
});

it("computes again what failed", async () => {
  const publish = publications<number>();
  await expect(publish("2027", SUNDAY, () => Promise.reject(new Error("away")))).rejects.toThrow("away");
  expect(await publish("2027", SUNDAY, async () => 1)).toBe(1);
});

it("keeps the newest", async () => {
  let computed = 0;
  const publish = publications<number>();
  for (let week = 0; week < 30; week += 1) await publish("2027", SUNDAY.add({ days: 7 * week }), async () => (computed += 1));
  expect(await publish("2027", SUNDAY.add({ days: 7 * 29 }), async () => (computed += 1))).toBe(30);
  expect(await publish("2027", SUNDAY, async () => (computed += 1))).toBe(31);
});
