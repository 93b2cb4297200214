import { expect, it } from "vitest";
import { onTheWay } from "./on-the-way.ts";

it("reads nothing before a field is asked for, and once for all of them", async () => {
  let reads = 0;
  const figures = onTheWay({ day: "lundi" }, ["enrolled", "covered"], async () => ({ enrolled: 3, covered: ++reads }));
  expect([figures.day, reads]).toEqual(["lundi", 0]);
  expect([await figures.covered, await figures.enrolled, await figures.covered]).toEqual([1, 3, 1]);
  expect({ ...figures }).toEqual({ day: "lundi" });
});

it("fails where it is asked, and nowhere else", async () => {
  const figures = onTheWay({}, ["enrolled"], (): Promise<{ enrolled: number }> => Promise.reject(new Error("lost")));
  await expect(figures.enrolled).rejects.toThrow("lost");
});
