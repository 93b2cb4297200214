import type { Uai } from "@stages/kernel/uai.ts";
import { describe, expect, it } from "vitest";
import { postalAddressOf, searchTextOf, wordsOf } from "./school.ts";

describe("the words of a text", () => {
  it.each([
    ["Lycée d'Arsonval", ["lycee", "d", "arsonval"]],
    ["  SACRÉ-CŒUR ", ["sacre", "coeur"]],
    ["100 % _libre_", ["100", "libre"]],
    ["— ; %", []],
  ])("%s", (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });
});

it("a school is found by its name, its commune, its postcode and its UAI", () => {
  const school = { name: "Lycée Edmond-Perrier", communeName: "Tulle", postcode: "19000", uai: "0190032G" as Uai };
  expect(searchTextOf(school)).toBe("lycee edmond perrier tulle 19000 0190032g");
});

it.each([
  ["6 avenue Henri de Bournazel", "6 avenue Henri de Bournazel, 19000 Tulle"],
  ["", "19000 Tulle"],
])("an address line « %s » is written « %s »", (addressLine, expected) => {
  expect(postalAddressOf({ addressLine, postcode: "19000", communeName: "Tulle" })).toBe(expected);
});
