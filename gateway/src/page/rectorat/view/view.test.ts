import { describe, expect, it } from "vitest";
import { searchOf, type View, viewOf } from "./view.ts";

const NOTHING: View = { campaign: null, territory: null, compare: null, day: null, step: "DAY" };

describe("the view in the address", () => {
  it.each<[string, Partial<View>]>([
    ["", {}],
    ["?territoire=pays", { territory: { kind: "COUNTRY" } }],
    ["?academie=22", { territory: { kind: "ACADEMY", code: "22" } }],
    ["?departement=2A", { territory: { kind: "DEPARTMENT", code: "2A" } }],
    ["?campagne=2027&departement=974&comparaison=2026&jour=2027-03-01&pas=semaine", { campaign: "2027", territory: { kind: "DEPARTMENT", code: "974" }, compare: "2026", day: "2027-03-01", step: "WEEK" }],
  ])("%s is read, and written the same", (search, view) => {
    expect(viewOf(search)).toEqual({ ...NOTHING, ...view });
    expect(searchOf({ ...NOTHING, ...view })).toBe(search);
  });

  it.each(["?academie=Limoges", "?departement=19%22", "?jour=2027-13-40", "?jour=hier", "?pas=mois", "?campagne=%3Cscript%3E", "?token=abc"])("%s asks for nothing that is known", (search) => {
    expect(viewOf(search)).toEqual(NOTHING);
  });

  it("takes the narrower of two territories", () => {
    expect(viewOf("?academie=22&departement=19").territory).toEqual({ kind: "DEPARTMENT", code: "19" });
  });
});
