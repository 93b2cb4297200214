import { expect, it } from "vitest";
import { onOneLine, withoutTurns } from "./harmless-line.ts";

it("a text that people read keeps its lines and loses what turns it around", () => {
  expect(withoutTurns("Léa 🧑‍🎓\n\tTom\u202e\u2066\u0000")).toBe("Léa 🧑‍🎓\n\tTom");
});

it.each([
  ["Votre convention\r\nBcc: x@y.example", "Votre convention Bcc: x@y.example"],
  ["a\u0000b\u001bc\u202ed\u2029e", "a b c d e"],
  ["  Léa 🧑‍🎓  ", "Léa 🧑‍🎓"],
])("%j on one line is %j", (text, expected) => {
  expect(onOneLine(text)).toBe(expected);
});
