import { expect, it } from "vitest";
import { normalisedCode, normalisedSha256 } from "./document-code.ts";

it.each(["7K0M-1Q9Z-4T8B", "7k0m 1q9z 4t8b", "7KOM-IQ9Z-4T8B", "7kom.lq9z.4t8b", " 7K0M1Q9Z4T8B\n", "７K0M‑1Q9Z‑4T8B"])("reads %s as one code", (typed) => {
  expect(normalisedCode(typed)).toBe("7K0M1Q9Z4T8B");
});

const SHA = "0123456789abcdef".repeat(4);
it.each([
  [SHA, SHA],
  [` ${SHA.toUpperCase().slice(0, 32)} ${SHA.slice(32)}\n`, SHA],
  [SHA.slice(1), null],
  [`${SHA.slice(1)}g`, null],
  ["", null],
])("reads a fingerprint: %s", (typed, expected) => {
  expect(normalisedSha256(typed)).toBe(expected);
});
