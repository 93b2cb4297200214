import { describe, expect, it } from "vitest";
import { searchCommunes, searchKey } from "./search-communes.ts";

const first = (prefix: string) => searchCommunes(prefix)[0]?.name;

describe("searching a commune by the beginning of its name", () => {
  it.each([
    ["tul", "Tulle"],
    ["TULLE", "Tulle"],
    ["creteil", "Créteil"],
    ["CRÉTEIL", "Créteil"],
    ["brive la g", "Brive-la-Gaillarde"],
    ["Brive-la-G", "Brive-la-Gaillarde"],
    ["st etienne", "Saint-Étienne"],
    ["St-Étienne", "Saint-Étienne"],
    ["saint étienne", "Saint-Étienne"],
    ["ste foy les lyon", "Sainte-Foy-lès-Lyon"],
    ["l'hay", "L'Haÿ-les-Roses"],
    ["havre", "Le Havre"],
    ["le havre", "Le Havre"],
    ["lyon 7", "Lyon 7e Arrondissement"],
    ["paris", "Paris"],
  ])("%s finds %s first", (prefix, name) => {
    expect(first(prefix)).toBe(name);
  });

  it("puts the most populated first among those that only begin so", () => {
    const found = searchCommunes("bres", 50);
    expect(found[0]!.name).toBe("Brest");
    expect(found.length).toBeGreaterThan(2);
  });

  it("gives each commune once, and no more than asked", () => {
    const found = searchCommunes("la", 5);
    expect(found).toHaveLength(5);
    expect(new Set(found).size).toBe(5);
  });

  it.each(["", "   ", "-", "zzzz"])("finds nothing for %j", (prefix) => {
    expect(searchCommunes(prefix)).toEqual([]);
  });

  it("does not take a word that begins with st for a saint", () => {
    expect(searchKey("Strasbourg")).toBe("strasbourg");
    expect(searchKey("St-Œuf-d'Été")).toBe("saint oeuf d ete");
  });
});
