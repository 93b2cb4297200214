import { describe, expect, it } from "vitest";
import { COUNTRIES, countryByCode } from "./countries.ts";

describe("countries", () => {
  it("are the 249 of ISO 3166-1, without the twelve French territories that have a code of their own", () => {
    expect(COUNTRIES).toHaveLength(249 - 12);
    expect(new Set(COUNTRIES.map(({ code }) => code)).size).toBe(COUNTRIES.length);
    for (const territory of ["BL", "GF", "GP", "MF", "MQ", "NC", "PF", "PM", "RE", "TF", "WF", "YT"]) expect(countryByCode(territory)).toBeNull();
  });

  it("each have a name in French", () => {
    for (const { code, name } of COUNTRIES) expect(name, code).toMatch(/^\p{Lu}[\p{L} .()’'-]+$|^États/u);
    expect(countryByCode("BE")).toEqual({ code: "BE", name: "Belgique" });
    expect(countryByCode("be")).toBeNull();
  });
});
