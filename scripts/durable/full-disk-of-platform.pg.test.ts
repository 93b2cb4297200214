import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { playFullDiskOfPlatform } from "./full-disk-of-platform.ts";
import { smallDisk } from "./small-disk.ts";

/** The demonstration's tables, PostgreSQL's journal, and some room. */
const MEGABYTES = 700;

it("npm start on a disk that is full says when to try again, does not end, and goes on by itself once there is room: nothing answered is lost or double", { timeout: 400_000 }, async ({ skip }) => {
  using disk = smallDisk(MEGABYTES, skip);
  const folder = mkdtempSync(join(tmpdir(), "stages-full-"));
  try {
    const { acknowledged, refusals, ...rest } = await playFullDiskOfPlatform(disk!.path, join(folder, "journal"));
    expect(rest).toEqual({ faults: [], refusedByPostgres: true, told: true });
    expect(Object.keys(refusals).sort()).toEqual(["TEMPORARILY_UNAVAILABLE"]);
    expect(acknowledged).toBeGreaterThan(40);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
