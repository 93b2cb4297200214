import { describe, expect, it } from "vitest";
import { parseSiret, siretFrom } from "./siret.ts";

describe("a SIRET", () => {
  it.each([
    ["19932030000023", "a lycée of the official directory"],
    ["13002526500013", "the DINUM"],
    ["35600000000048", "La Poste's head office, by Luhn"],
    ["35600000049837", "an establishment of La Poste, whose digits add up to a multiple of five"],
    ["356 000 000 00048", "written in groups"],
    ["130.025.265.00013", "written with points"],
  ])("%s is one: %s", (text) => {
    expect(parseSiret(text)).toBe(text.replace(/\D/g, ""));
  });

  it.each([
    ["19932030000024", "a wrong key"],
    ["91932030000023", "two digits changed over"],
    ["35600000049838", "La Poste's number whose sum is no multiple of five"],
    ["00000000000000", "zeros, though Luhn agrees"],
    ["1993203000002", "thirteen digits"],
    ["199320300000230", "fifteen digits"],
    ["1993203000002A", "a letter"],
    ["", "nothing"],
    ["١٩٩٣٢٠٣٠٠٠٠٠٢٣", "other digits than 0 to 9"],
  ])("%j is none: %s", (text) => {
    expect(parseSiret(text)).toBeNull();
  });

  it("is completed from thirteen digits", () => {
    expect(siretFrom("1993203000002")).toBe("19932030000023");
    for (let i = 0; i < 100; i++) {
      const siret = siretFrom(`00090${String(i).padStart(8, "0")}`);
      expect(parseSiret(siret)).toBe(siret);
    }
  });
});
