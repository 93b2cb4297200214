import { expect, it } from "vitest";
import { canonicalJson } from "./digest.ts";

/** What every hash was made of before: read back, sorted, and written again. */
function asItWas(value: unknown): string {
  const sorted = (json: unknown): unknown => {
    if (Array.isArray(json)) return json.map(sorted);
    if (json === null || typeof json !== "object") return json;
    return Object.fromEntries(Object.entries(json).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]));
  };
  return JSON.stringify(sorted(JSON.parse(JSON.stringify(value))));
}

it.each([
  ["nothing", null],
  ["text with what JSON escapes", "é \" \\ \n \u2028 \ud800"],
  ["numbers", [0, -0, 1.5, 1e21, Number.NaN, Number.POSITIVE_INFINITY]],
  ["keys in any order", { b: 1, a: { d: [], c: {} }, A: true, é: "", "a b": null, "": 1 }],
  ["keys that are numbers", { 10: 1, 9: 2, a: 3, "01": 4, "-1": 5 }],
  ["what JSON leaves out", { a: undefined, b: () => 1, c: [undefined, Symbol("s"), null] }],
  ["what writes itself", { at: Temporal.Instant.from("2027-06-14T08:00:00.123456Z"), day: Temporal.PlainDate.from("2027-06-14"), bytes: Buffer.from("ab"), none: { toJSON: () => undefined } }],
])("is as it was: %s", (_, value) => {
  expect(canonicalJson(value)).toBe(asItWas(value));
});

it("refuses what has no JSON", () => {
  expect(() => canonicalJson(undefined)).toThrow(TypeError);
  expect(() => canonicalJson({ a: 1n })).toThrow(TypeError);
});
