import { describe, expect, it } from "vitest";
import { academyOfDepartment } from "./academies.ts";
import { allCommunes, communeByCode, communesByPostcode, departmentByCode, successorOf } from "./communes.ts";

describe("communes of the official geographic code", () => {
  it("finds a commune by its INSEE code", () => {
    expect(communeByCode("19272")).toMatchObject({ name: "Tulle", departmentCode: "19", postcodes: ["19000"], cityCode: null });
  });

  it.each([
    ["75113", "Paris 13e Arrondissement", "75056", "75"],
    ["69387", "Lyon 7e Arrondissement", "69123", "69"],
    ["13207", "Marseille 7e Arrondissement", "13055", "13"],
  ])("knows the arrondissement %s as %s of %s", (code, name, cityCode, departmentCode) => {
    expect(communeByCode(code)).toMatchObject({ name, cityCode, departmentCode });
  });

  it.each(["00000", "19999", "19000", "", "75100", "93059"])("answers null for %j", (code) => {
    expect(communeByCode(code)).toBeNull();
  });

  it("lists the communes that share a postcode", () => {
    expect(communesByPostcode("72220").map(({ name }) => name)).toContain("Écommoy");
    expect(communesByPostcode("75013").map(({ code }) => code).toSorted()).toEqual(["75056", "75113"]);
    expect(communesByPostcode("99999")).toEqual([]);
  });

  it("leads from a merged commune to the one it is part of", () => {
    expect(successorOf("93059")).toMatchObject({ code: "93066", name: "Saint-Denis" });
    expect(successorOf("19272")).toBeNull();
  });

  it("gives every commune a department that exists", () => {
    const orphans = [...allCommunes()].filter(({ departmentCode }) => departmentByCode(departmentCode) === null);
    expect(orphans).toEqual([]);
  });

  it("gives every inhabited department an académie", () => {
    const without = new Set([...allCommunes()].map(({ departmentCode }) => departmentCode).filter((code) => academyOfDepartment(code) === null));
    // The French Southern and Antarctic Lands and Clipperton have no inhabitants and no school.
    expect([...without].filter((code) => code !== "984" && code !== "989")).toEqual([]);
  });
});
