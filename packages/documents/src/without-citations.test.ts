import { expect, it } from "vitest";
import { withoutCitations } from "./without-citations.ts";

it.each([
  ['PDF/A-3a error: the text `"Inès"` could not be displayed with font `"X"`', "PDF/A-3a error: the text … could not be displayed with font …"],
  ['message: "panicked with: \\"Inès\\"", trace: []', "message: …, trace: []"],
  ["no quotes", "no quotes"],
])("an error is told without what it cites: %s", (message, told) => {
  expect(withoutCitations(message)).toBe(told);
});
