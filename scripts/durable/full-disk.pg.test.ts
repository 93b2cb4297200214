import { expect, it } from "vitest";
import { playFullDisk } from "./full-disk.ts";
import { smallDisk } from "./small-disk.ts";

const MEGABYTES = 320;

it("what was acknowledged is there, each refusal may be tried again, and all goes on by itself once there is room", async ({ skip }) => {
  using disk = smallDisk(MEGABYTES, skip);
  const { lost, uncoded, acknowledged, refusals, wentOn, said } = await playFullDisk(disk!.path);
  expect({ lost, uncoded, wentOn }).toEqual({ lost: 0, uncoded: [], wentOn: true });
  expect(Math.min(acknowledged, refusals)).toBeGreaterThan(20);
  if (said.length > 0) expect(said.at(-1)).toBe("PostgreSQL répond de nouveau.");
});

it("control: a server that nobody starts again stays away", async ({ skip }) => {
  using disk = smallDisk(MEGABYTES, skip);
  const { wentOn, said } = await playFullDisk(disk!.path, { kept: false });
  expect(wentOn).toBe(said.length === 0);
});
