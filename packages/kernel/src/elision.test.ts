import { expect, it } from "vitest";
import { ofName } from "./elision.ts";

it.each([
  ["Léa", "de Léa"],
  ["Ibrahim", "d'Ibrahim"],
  ["Émile", "d'Émile"],
  ["e\u0301lodie", "d'e\u0301lodie"],
  ["Œdipe", "d'Œdipe"],
  ["Yves", "d'Yves"],
  ["Yanis", "de Yanis"],
  ["Hamza", "de Hamza"],
  ["", "de "],
])("%s: %s", (name, said) => {
  expect(ofName(name)).toBe(said);
});
