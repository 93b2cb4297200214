import { expect, it } from "vitest";
import { watchClock } from "./clock-watch.ts";

const HOUR = 3_600_000;

it.each([
  ["an hour forward", HOUR, /avancé de 1 h d'un coup/],
  ["an hour back", -HOUR, /reculé de 1 h d'un coup/],
  ["a day and some back", -(25 * HOUR + 61_000), /reculé de 25 h 1 min 1 s/],
  ["three seconds forward", 3_000, /avancé de 3 s/],
])("a clock that goes %s is told of once", (_, jump, sentence) => {
  const said: string[] = [];
  let [wall, steady] = [1_800_000_000_000, 0];
  using watch = watchClock((line) => said.push(line), { clocks: { wall: () => wall, steady: () => steady } });
  for (let look = 0; look < 10; look += 1) {
    [wall, steady] = [wall + 5_000 + (look === 4 ? jump : 0), steady + 5_000];
    watch.look();
  }
  expect(said).toEqual([expect.stringMatching(sentence)]);
});

it("is not told of a clock that is kept right by little, nor of a process that was busy", () => {
  const said: string[] = [];
  let [wall, steady] = [1_800_000_000_000, 0];
  using watch = watchClock((line) => said.push(line), { clocks: { wall: () => wall, steady: () => steady } });
  for (const [byWall, bySteady] of [[5_000, 5_400], [5_900, 5_000], [90_000, 90_000]] as const) {
    [wall, steady] = [wall + byWall, steady + bySteady];
    watch.look();
  }
  expect(said).toEqual([]);
});
