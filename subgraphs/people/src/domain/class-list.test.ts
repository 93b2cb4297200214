import { describe, expect, it } from "vitest";
import { type Cells, readLine, tidyCell } from "./class-list.ts";
import { CLASS_LIST_FIELDS, CLASS_LIST_HEADINGS, columnsOf } from "./class-list-columns.ts";

const frame = {
  today: Temporal.PlainDate.from("2026-10-01"),
  communeAt: (postcode: string, name: string) => (postcode === "01000" && name === "Bourg-en-Bresse" ? { code: "01053", name } : null),
};
const NOTHING = Object.fromEntries(CLASS_LIST_FIELDS.map((field) => [field, null])) as Cells;
const GOOD: Cells = { ...NOTHING, ine: "300 000 001 ab", lastName: "Mazaud", firstName: "Zoé", birthDate: "3/9/2011", className: "2de 5", addressLine: "4 rue Riche", postcode: "1000", communeName: "Bourg-en-Bresse" };
const FAMILY = { "representative1.lastName": "Mazaud", "representative1.firstName": "Anne", "representative1.email": "anne@familles.example", "representative1.phone": "6 12 34 56 78", "representative1.relationship": "Mère" };

describe("a line of a class list", () => {
  it("is read as a spreadsheet leaves it", () => {
    expect(readLine({ ...GOOD, ...FAMILY }, 2, frame).student).toEqual({
      line: 2, ine: "300000001AB", firstName: "Zoé", lastName: "Mazaud", birthDate: Temporal.PlainDate.from("2011-09-03"), className: "2de 5",
      addressLine: "4 rue Riche", postcode: "01000", communeCode: "01053", communeName: "Bourg-en-Bresse",
      representatives: [{ firstName: "Anne", lastName: "Mazaud", email: "anne@familles.example", phone: "0612345678", relationship: "MOTHER" }],
    });
    expect(readLine(GOOD, 2, frame).student!.representatives).toBeNull();
  });

  it.each<[string, Partial<Cells>, readonly string[]]>([
    ["an INE too short", { ine: "30000001AB" }, ["ine INVALID_INE"]],
    ["an INE of letters", { ine: "ABCDEFGHIJK" }, ["ine INVALID_INE"]],
    ["30 February", { birthDate: "30/02/2011" }, ["birthDate INVALID_BIRTH_DATE"]],
    ["an American date", { birthDate: "09/30/2011" }, ["birthDate INVALID_BIRTH_DATE"]],
    ["a year of two digits", { birthDate: "03/09/11" }, ["birthDate INVALID_BIRTH_DATE"]],
    ["someone not born", { birthDate: "2027-01-01" }, ["birthDate INVALID_BIRTH_DATE"]],
    ["no name at all", { firstName: "", lastName: "" }, ["lastName TEXT_REQUIRED", "firstName TEXT_REQUIRED"]],
    ["a class too long", { className: "x".repeat(31) }, ["className TEXT_TOO_LONG"]],
    ["another commune's postcode", { postcode: "19000" }, ["communeName COMMUNE_NOT_AT_POSTCODE"]],
    ...["=1+1", "+1", "-1", "@SUM(A1)"].map((formula) => [`the formula ${formula}`, { addressLine: formula }, ["addressLine CELL_IS_A_FORMULA"]] as [string, Partial<Cells>, readonly string[]]),
    ["a representative without an address", { ...FAMILY, "representative1.email": "" }, ["representative1.email TEXT_REQUIRED"]],
    ["a representative who is nothing to the student", { ...FAMILY, "representative1.relationship": "" }, ["representative1.relationship UNKNOWN_RELATIONSHIP"]],
    [
      "the same address twice",
      { ...FAMILY, "representative2.lastName": "Roux", "representative2.firstName": "Luc", "representative2.email": "Anne@Familles.example", "representative2.relationship": "père" },
      ["representative2.email REPRESENTATIVE_TWICE"],
    ],
  ])("with %s is refused", (_, over, expected) => {
    const { refusals } = readLine({ ...GOOD, ...over }, 2, frame);
    expect(refusals?.map(({ field, code }) => `${field} ${code}`)).toEqual(expected);
  });

  it("has no character that cannot be seen", () => {
    expect(tidyCell("\u202E Zo\u00e9\u200b\u0000\t\n\u00a0Ana ")).toBe("Zoé Ana");
  });
});

describe("the heading of a class list", () => {
  it("is known by the words that we ask for, in any order, case and accents", () => {
    expect([...columnsOf(CLASS_LIST_HEADINGS).columns.keys()].toSorted()).toEqual(CLASS_LIST_FIELDS.toSorted());
    const shouted = CLASS_LIST_HEADINGS.map((heading) => heading.normalize("NFD").replace(/\p{Mark}/gu, "").toUpperCase()).toReversed();
    expect(columnsOf(shouted)).toMatchObject({ refusals: [] });
  });

  it("names every column that it lacks", () => {
    expect(columnsOf(["INE", "Nom", "Couleur"]).refusals.map(({ message }) => message)).toHaveLength(6);
  });
});
