import { expect, it } from "vitest";
import { watchDisk } from "./disk-watch.ts";

it("says that little is left, that nothing is, and that there is room again, each once", () => {
  const said: string[] = [];
  let free = 50e9;
  using watch = watchDisk("/données", (sentence) => said.push(sentence), { freeOf: () => free });
  for (const megabytes of [2_000, 900, 950, 1_050, 990, 30, 20, 500, 1_100, 5_000, 4_000]) {
    free = megabytes * 1e6;
    watch.look();
  }
  expect(said).toEqual([
    expect.stringMatching(/ne reste que 900 Mo sur le disque de \/données/),
    expect.stringMatching(/est plein \(30 Mo libres\).*tout reprend de soi-même/),
    expect.stringMatching(/ne reste que 500 Mo/),
    expect.stringMatching(/de nouveau de la place/),
  ]);
});
