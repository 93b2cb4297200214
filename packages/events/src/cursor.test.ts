import type { RefusedError } from "@stages/kernel/refusal.ts";
import { describe, expect, it } from "vitest";
import { cursorOf, positionIn } from "./cursor.ts";

const codeOf = (read: () => number) => {
  try {
    return read();
  } catch (error) {
    return (error as RefusedError).extensions.code;
  }
};

describe("a cursor", () => {
  it.each(["", "n7k2"])("leads back to its place in the log %j", (log) => {
    expect(positionIn(log, cursorOf(log, 4_211))).toBe(4_211);
  });

  it.each([["n7k2", "12"], ["", "n7k2-12"], ["n7k3", "n7k2-12"]])("of another log is too old for the log %j: %s", (log, cursor) => {
    expect(codeOf(() => positionIn(log, cursor))).toBe("CURSOR_TOO_OLD");
  });

  it.each(["", "x", "-1", "1.5", "9007199254740993", "n7k2-", "n7-k2-1", " 1"])("is not %j", (text) => {
    expect(codeOf(() => positionIn("", text))).toBe("INVALID_CURSOR");
  });
});
