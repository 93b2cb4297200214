import { describe, expect, it } from "vitest";
import { EventLog } from "./event-log.ts";

const entry = (cursor: string, bytes = 10) => ({ cursor, bytes, result: { data: { cursor } } });
const ROOMY = { results: 100, bytes: 10_000 };

function logOf(...cursors: string[]): EventLog {
  const log = new EventLog();
  for (const cursor of cursors) log.push(entry(cursor));
  return log;
}

describe("a log", () => {
  it("knows what follows each cursor it holds, and the one that it begins after", () => {
    const log = new EventLog();
    log.moveTo("start");
    for (const cursor of ["a", "b"]) log.push(entry(cursor));
    expect(["start", "a", "b", "c"].map((cursor) => log.positionAfter(cursor))).toEqual([0, 1, 2, undefined]);
    log.moveTo("further");
    log.moveTo("further still");
    expect(["b", "further", "further still"].map((cursor) => log.positionAfter(cursor))).toEqual([2, undefined, 2]);
    expect(log.lastCursor).toBe("further still");
  });

  it("keeps what is needed, and of the rest what fits", () => {
    const log = logOf("a", "b", "c", "d");
    log.trim(1, { results: 2, bytes: 1_000 }, ROOMY);
    expect([log.first, log.end]).toEqual([1, 4]);
    expect(log.positionAfter("a")).toBe(1);
    log.trim(4, { results: 2, bytes: 1_000 }, ROOMY);
    expect([log.first, log.at(1), log.at(2)?.cursor]).toEqual([2, undefined, "c"]);
    expect(log.positionAfter("a")).toBeUndefined();
    log.trim(4, { results: 2, bytes: 15 }, ROOMY);
    expect(log.first).toBe(3);
  });

  it("never holds more than the most, whoever needs it", () => {
    const log = logOf("a", "b", "c", "d");
    log.trim(0, ROOMY, { results: 3, bytes: 1_000 });
    expect(log.first).toBe(1);
    log.trim(0, ROOMY, { results: 3, bytes: 25 });
    expect([log.first, log.bytesFrom(2), log.bytesFrom(3), log.bytesFrom(4)]).toEqual([2, 20, 10, 0]);
  });
});
