import { describe, expect, it } from "vitest";
import { ACADEMIES, academyByCode, academyOfDepartment } from "./academies.ts";
import { departmentByCode } from "./communes.ts";
import { SECTORS, sectorByCode } from "./sectors.ts";

describe("académies", () => {
  it("are 30, beside four overseas territories", () => {
    expect(ACADEMIES.filter(({ kind }) => kind === "ACADEMY")).toHaveLength(30);
    expect(ACADEMIES.filter(({ kind }) => kind === "OVERSEAS_TERRITORY")).toHaveLength(4);
  });

  it("hold each department once, all of which exist", () => {
    const codes = ACADEMIES.flatMap(({ departmentCodes }) => departmentCodes);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.filter((code) => departmentByCode(code) === null)).toEqual([]);
  });

  it.each([["19", "22", "Limoges"], ["94", "24", "Créteil"], ["2A", "27", "Corse"], ["974", "28", "La Réunion"], ["76", "70", "Normandie"]])(
    "the department %s is in %s, %s",
    (department, code, name) => {
      expect(academyOfDepartment(department)).toBe(academyByCode(code));
      expect(academyByCode(code)?.name).toBe(name);
    },
  );

  it("answer null for what is none", () => {
    expect(academyByCode("21")).toBeNull();
    expect(academyOfDepartment("20")).toBeNull();
  });
});

describe("NAF sections", () => {
  it("are the 21 letters from A to U", () => {
    expect(SECTORS.map(({ code }) => code).join("")).toBe("ABCDEFGHIJKLMNOPQRSTU");
  });

  it("answer null for what is none", () => {
    expect(sectorByCode("P")?.label).toBe("Enseignement");
    expect(sectorByCode("V")).toBeNull();
    expect(sectorByCode("a")).toBeNull();
  });
});
