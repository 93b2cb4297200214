import { describe, expect, it } from "vitest";
import { legible, legibleThroughout } from "./legible.ts";

describe("a text as it can be printed", () => {
  it.each([
    ["Élève, œuvre, ÿ, Ł, ß, €, 12 °C, « oui »", "what French and its neighbours need"],
    ["Ελληνικά, Кириллица, שלום, مرحبا", "other scripts of the fonts"],
    ["😀", "an emoji of the fonts"],
    ["un\ndeux", "lines"],
  ])("%s is kept: %s", (text) => {
    expect(legible(text)).toBe(text);
  });

  it.each([
    ["日本", "□□", "a script that no font has"],
    ["a\u202E14\u202C b", "a14 b", "marks that turn the reading of what follows"],
    ["x\u0000y\u007Fz", "xyz", "controls"],
    ["a\tb", "a b", "a tabulation"],
    ["un\r\ndeux\u2028trois\rquatre", "un\ndeux\ntrois\nquatre", "other ends of lines"],
    ["\uE000\uFFFE\uFEFFa\u2066b", "ab", "private use, noncharacters, isolates"],
    ["a\uD800b", "ab", "half a character"],
  ])("%j becomes %j: %s", (text, expected) => {
    expect(legible(text)).toBe(expected);
  });

  it("reaches every text of a value, and nothing else", () => {
    expect(legibleThroughout({ a: ["x\u0000", 1, null, true], b: { c: "y\u202E" } })).toEqual({ a: ["x", 1, null, true], b: { c: "y" } });
  });
});
