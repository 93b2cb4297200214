import { createReadStream, existsSync, readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { departmentOf, parseUai } from "@stages/kernel/uai.ts";
import { academyByCode, academyOfDepartment, hasSchoolNumbers } from "./academies.ts";
import { communeByCode } from "./communes.ts";
import { readSchoolDirectory } from "./school-directory.ts";

const FILE = new URL("../../../../shared/data/annuaire-education-lycees.csv", import.meta.url);
const present = existsSync(FILE);

const absence = present ? "" : " (skipped: ../shared/data/annuaire-education-lycees.csv is not here)";

describe.skipIf(!present)(`the ministry's directory of March 2024, all of it${absence}`, () => {
  it("is read to the last of its 5 704 lines", async () => {
    const { lines, schools, sites, refused, remarks } = await readSchoolDirectory(createReadStream(FILE));
    expect(lines).toBe(5_704);
    expect(schools.length + sites.length + refused.length).toBe(lines);
    expect({ schools: schools.length, sites: sites.length }).toEqual({ schools: 5_664, sites: 39 });
    expect(new Set(schools.map(({ uai }) => uai)).size).toBe(schools.length);
    // The commune became part of Laigné-Saint-Gervais: the geographic code keeps no trace of the old one.
    expect(refused.map(({ line, identifier, reason }) => ({ line, identifier, reason }))).toEqual([
      { line: 1740, identifier: "0721328C", reason: "UNKNOWN_COMMUNE" },
    ]);
    const count = Map.groupBy(remarks, ({ code }) => code);
    expect(Object.fromEntries([...count].map(([code, list]) => [code, list.length]))).toEqual({
      NO_COORDINATES: 82,
      COMMUNE_MERGED: 2,
      ARRONDISSEMENT_FROM_POSTCODE: 2,
      CLOSING: 3,
    });
    expect(schools.filter(({ communeCode }) => communeByCode(communeCode) === null)).toEqual([]);
  });

  it("gives the same schools when it is read again, whole", async () => {
    const streamed = await readSchoolDirectory(createReadStream(FILE));
    const whole = await readSchoolDirectory(readFileSync(FILE, "utf8"));
    expect(whole).toEqual(streamed);
  });

  it("numbers every school by its département, those of Saint-Barthélemy and Saint-Martin in Guadeloupe", () => {
    const rows = parse(readFileSync(FILE), { delimiter: ";", bom: true, columns: true }) as Record<string, string>[];
    const elsewhere: string[] = [];
    for (const row of rows) {
      const uai = parseUai(row["Identifiant_de_l_etablissement"]!)!;
      const [code, numbered] = [row["Code_departement"]!.replace(/^0/, ""), departmentOf(uai)];
      expect(academyOfDepartment(numbered)?.code, uai).toBe(row["Code_academie"]);
      expect(hasSchoolNumbers(numbered), uai).toBe(true);
      if (numbered !== code) elsewhere.push(`${code} in ${numbered}`);
    }
    expect(elsewhere.toSorted()).toEqual([...Array<string>(2).fill("977 in 971"), ...Array<string>(6).fill("978 in 971")]);
  });

  it("agrees with the table of académies on every department", () => {
    const rows = parse(readFileSync(FILE), { delimiter: ";", bom: true, columns: true }) as Record<string, string>[];
    const bare = (text: string) => text.toLowerCase().replaceAll("-", " ");
    for (const row of rows) {
      const code = row["Code_departement"]!.replace(/^0/, "");
      expect(academyOfDepartment(code)?.code, row["Libelle_departement"]).toBe(row["Code_academie"]);
      expect(bare(academyByCode(row["Code_academie"]!)!.name)).toBe(bare(row["Libelle_academie"]!));
    }
  });
});
