import { describe, expect, it } from "vitest";
import { CUT, legible, legibleThroughout } from "./legible.ts";

describe("a text as it can be printed", () => {
  it.each([
    ["Élève, œuvre, ÿ, Ł, ß, €, 12 °C, « oui »", "what French and its neighbours need"],
    ["Ελληνικά, Кириллица, Հայերեն", "other scripts of the fonts"],
    ["😀", "an emoji of the fonts"],
    ["un\ndeux", "lines"],
  ])("%s is kept: %s", (text) => {
    expect(legible(text)).toBe(text);
  });

  it.each([
    ["שלום\nمرحبا\n12", "שלום\u200E\nمرحبا\u200E\n12", "scripts read from right to left, and the end of each line"],
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

  it.each([
    ["x".repeat(30), "x".repeat(30), "a long word"],
    ["x".repeat(31), `${"x".repeat(12)}${CUT}${"x".repeat(12)}${CUT}${"x".repeat(7)}`, "a longer one"],
    ["e\u0301".repeat(31), `${"e\u0301".repeat(12)}${CUT}${"e\u0301".repeat(12)}${CUT}${"e\u0301".repeat(7)}`, "letters with their accents"],
    [`${"x".repeat(20)}-${"x".repeat(20)}`, `${"x".repeat(20)}-${"x".repeat(20)}`, "what a hyphen cuts already"],
    ["a".repeat(64), "a".repeat(64), "a fingerprint"],
    ["convention_01k0xq3v5zfh4tw9a2m7c8d1ne", "convention_01k0xq3v5zfh4tw9a2m7c8d1ne", "an id"],
  ])("%s → %s: %s", (text, expected) => {
    expect(legible(text)).toBe(expected);
  });

  it("reaches every text of a value, and nothing else", () => {
    expect(legibleThroughout({ a: ["x\u0000", 1, null, true], b: { c: "y\u202E" } })).toEqual({ a: ["x", 1, null, true], b: { c: "y" } });
  });
});
