import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { watchedSupergraph } from "./watched-supergraph.ts";

let folder: string;
let path: string;
const heard: string[] = [];
let stop = () => {};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "supergraph-"));
  path = join(folder, "supergraph.graphql");
  writeFileSync(path, "first");
  heard.length = 0;
  const source = watchedSupergraph(path, 0);
  expect(source.sdl).toBe("first");
  stop = source.onChange!((sdl) => heard.push(sdl));
});

afterEach(() => {
  stop();
  rmSync(folder, { recursive: true });
});

const lastHeard = (expected: string) => expect.poll(() => heard.at(-1)).toBe(expected);

describe("the file of the supergraph", () => {
  it("is read again when it is written, and when another is put in its place", async () => {
    writeFileSync(path, "second");
    await lastHeard("second");
    writeFileSync(`${path}.new`, "third");
    renameSync(`${path}.new`, path);
    await lastHeard("third");
  });

  it("tells nothing when it is what it was, or is gone for a while", async () => {
    writeFileSync(path, "first");
    rmSync(path);
    writeFileSync(path, "second");
    await lastHeard("second");
    expect(heard.filter((sdl) => sdl === "first")).toEqual([]);
  });
});
