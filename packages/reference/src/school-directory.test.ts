import { describe, expect, it } from "vitest";
import { readSchoolDirectory } from "./school-directory.ts";

const TULLE = {
  Identifiant_de_l_etablissement: "0199001F",
  Nom_etablissement: "Lycée de démonstration",
  Statut_public_prive: "Public",
  Adresse_1: "1 rue des Tilleuls",
  Adresse_2: "",
  Code_postal: "19000",
  Code_commune: "19272",
  Nom_commune: "Tulle",
  Code_departement: "019",
  Code_academie: "22",
  Voie_generale: "1",
  Voie_technologique: "0",
  Voie_professionnelle: "",
  Type_contrat_prive: "SANS OBJET",
  latitude: "45.27",
  longitude: "1.76",
  etat: "OUVERT",
  ministere_tutelle: "AGRICULTURE",
};
type Line = Partial<typeof TULLE>;

const directory = (...lines: Line[]) =>
  `\ufeff${Object.keys(TULLE).join(";")}\r\n${lines.map((line) => Object.values({ ...TULLE, ...line }).join(";")).join("\r\n")}\r\n`;
const read = (...lines: Line[]) => readSchoolDirectory(directory(...lines));

describe("the official directory of schools", () => {
  it("gives a school", async () => {
    const { schools, refused, remarks } = await read({});
    expect({ refused, remarks }).toEqual({ refused: [], remarks: [] });
    expect(schools).toEqual([
      {
        uai: "0199001F",
        name: "Lycée de démonstration",
        sector: "PUBLIC",
        underContract: null,
        addressLine: "1 rue des Tilleuls",
        postcode: "19000",
        communeCode: "19272",
        communeName: "Tulle",
        departmentCode: "19",
        academyCode: "22",
        coordinates: { latitude: 45.27, longitude: 1.76 },
        tracks: { general: true, technological: false, professional: null },
        ministry: "AGRICULTURE",
      },
    ]);
  });

  it.each<[string, Line, string]>([
    ["a wrong checksum letter", { Identifiant_de_l_etablissement: "0199001A" }, "INVALID_UAI"],
    ["an empty identifier", { Identifiant_de_l_etablissement: "" }, "INVALID_UAI"],
    ["no name", { Nom_etablissement: " " }, "NAME_MISSING"],
    ["neither public nor private", { Statut_public_prive: "Autre" }, "UNKNOWN_SECTOR"],
    ["a closed school", { etat: "FERME" }, "NOT_OPEN"],
    ["no commune", { Code_commune: "" }, "COMMUNE_MISSING"],
    ["an unknown commune", { Code_commune: "19999" }, "UNKNOWN_COMMUNE"],
    ["an unknown académie", { Code_academie: "99" }, "UNKNOWN_ACADEMY"],
    ["an académie that is not the commune's", { Code_academie: "24" }, "ACADEMY_MISMATCH"],
  ])("refuses %s, with its line", async (_, line, reason) => {
    const { schools, refused, lines } = await read({}, line);
    expect(lines).toBe(2);
    expect(schools).toHaveLength(1);
    expect(refused).toMatchObject([{ line: 3, reason, identifier: line.Identifiant_de_l_etablissement ?? "0199001F" }]);
    expect(refused[0]!.message).toMatch(/\.$/);
  });

  it("names the communes of the postcode when the commune is unknown", async () => {
    const { refused } = await read({ Code_commune: "19999" });
    expect(refused[0]!.message).toContain("Tulle (19272)");
  });

  it("keeps a school without coordinates, and says so", async () => {
    const { schools, remarks } = await read({ latitude: "", longitude: "" });
    expect(schools[0]!.coordinates).toBeNull();
    expect(remarks).toMatchObject([{ line: 2, code: "NO_COORDINATES" }]);
  });

  it("puts a merged commune's school in today's commune", async () => {
    const { schools, remarks } = await read({ Code_commune: "93059", Code_postal: "93380", Code_academie: "24" });
    expect(schools[0]).toMatchObject({ communeCode: "93066", communeName: "Saint-Denis" });
    expect(remarks).toMatchObject([{ code: "COMMUNE_MERGED" }]);
  });

  it("finds the arrondissement of a pseudo-code by the postcode", async () => {
    const { schools, remarks } = await read({ Code_commune: "13200", Code_postal: "13007", Code_academie: "02" });
    expect(schools[0]).toMatchObject({ communeCode: "13207" });
    expect(remarks).toMatchObject([{ code: "ARRONDISSEMENT_FROM_POSTCODE" }]);
  });

  it("makes one school of several sites, in whichever order they stand, with the tracks of all", async () => {
    const seat: Line = { Nom_etablissement: "Lycée Ampère", Voie_generale: "1", Voie_professionnelle: "0" };
    const annexe: Line = { Nom_etablissement: "Lycée Ampère (annexe)", Voie_generale: "0", Voie_professionnelle: "1" };
    for (const order of [[seat, annexe], [annexe, seat]]) {
      const { schools, sites, refused, lines } = await read(...order);
      expect(refused).toEqual([]);
      expect(schools).toMatchObject([{ name: "Lycée Ampère", tracks: { general: true, technological: false, professional: true } }]);
      expect(sites).toMatchObject([{ name: "Lycée Ampère (annexe)", line: order.indexOf(annexe) + 2, sameAsLine: order.indexOf(seat) + 2 }]);
      expect(schools.length + sites.length + refused.length).toBe(lines);
    }
  });

  it.each([
    ["CONTRAT D'ASSOCIATION TOUTES CLASSES", true],
    ["CONTRAT ASSOCIATION PARTIE DES CLASSES", true],
    ["HORS CONTRAT", false],
    ["SANS OBJET", null],
  ])("reads the contract of a private school: %s", async (type, expected) => {
    const { schools } = await read({ Statut_public_prive: "Privé", Type_contrat_prive: type });
    expect(schools[0]!.underContract).toBe(expected);
  });

  it("reads a quoted name and refuses a broken line without losing its neighbours", async () => {
    const quoted = await read({ Nom_etablissement: '"Lycée ""Terre ; d\'enfants"""' });
    expect(quoted.schools[0]!.name).toBe('Lycée "Terre ; d\'enfants"');
    const broken = await read({}, { Nom_etablissement: 'Lycée "cassé' }, { Identifiant_de_l_etablissement: "0199002G" });
    expect(broken.schools.map(({ uai }) => uai)).toEqual(["0199001F", "0199002G"]);
    expect(broken.refused).toMatchObject([{ line: 3, reason: "UNREADABLE" }]);
    expect(broken.lines).toBe(3);
  });

  it("refuses each line of another file, naming what is missing", async () => {
    const { lines, refused } = await readSchoolDirectory("uai;nom\n0199001F;Lycée\n");
    expect(lines).toBe(1);
    expect(refused).toMatchObject([{ line: 2, reason: "MISSING_COLUMNS" }]);
  });

  it("reads an empty text as no line", async () => {
    expect(await readSchoolDirectory("")).toEqual({ lines: 0, schools: [], sites: [], refused: [], remarks: [] });
  });
});
