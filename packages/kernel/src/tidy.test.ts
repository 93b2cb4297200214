import { expect, it } from "vitest";
import { tidy } from "./tidy.ts";

const date = Temporal.PlainDate.from("2027-06-14");

it.each([
  ["spaces around", "  Léa \n", "Léa"],
  ["a NUL and other control characters", "L\u0000é\u0007a", "Léa"],
  ["an accent written apart", "Le\u0301a", "Léa"],
  ["line breaks inside, which stay", "a\n\tb", "a\n\tb"],
  ["lists and objects, to the bottom", { a: [" x "], b: { c: "\u0000" } }, { a: ["x"], b: { c: "" } }],
  ["an object without prototype", Object.assign(Object.create(null), { a: " x " }), { a: "x" }],
  ["a date, which is no text", { date }, { date }],
  ["nothing", null, null],
])("tidies %s", (_, written, kept) => {
  expect(tidy(written)).toEqual(kept);
});
