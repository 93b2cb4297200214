import { describe, expect, it } from "vitest";
import { isTeacherOfEcole, refusalsOfEcole, refusalsOfOffersOut, type Welcoming } from "./ecole.ts";
import { aHost, anOffer, aWrittenOffer } from "./fixtures.ts";

const anEcole = (classes: number) => aHost({ kind: "ECOLE", sector: "P", classes });
const offered = (seats: number, tutorFunction = "professeure des écoles") => aWrittenOffer({ seats, tutor: { ...aWrittenOffer().tutor, function: tutorFunction } });
type Rule = typeof refusalsOfEcole;
const codes = (host: Parameters<Rule>[0], offer: Parameters<Rule>[1], beside: Parameters<Rule>[2] = []) => refusalsOfEcole(host, offer, beside).map(({ code, field }) => [code, field]);

describe("the seats of an école", () => {
  it.each([[1, 1], [4, 1], [5, 3], [12, 3]])("of %i classes are %i at most", (classes, max) => {
    expect(codes(anEcole(classes), offered(max))).toEqual([]);
    expect(codes(anEcole(classes), offered(max + 1))).toEqual([["ECOLE_SEATS_EXCEEDED", "seats"]]);
  });

  it.each<[string, Welcoming[], number, unknown]>([
    ["of the same weeks, with what is offered already", [{ period: "BOTH_WEEKS", seats: 2 }], 1, []],
    ["beyond what is left", [{ period: "BOTH_WEEKS", seats: 2 }], 2, [["ECOLE_SEATS_EXCEEDED", "seats"]]],
    ["of the fuller of two weeks", [{ period: "WEEK_1", seats: 1 }, { period: "WEEK_2", seats: 3 }], 1, [["ECOLE_SEATS_EXCEEDED", "seats"]]],
    ["of two weeks, each with room", [{ period: "WEEK_1", seats: 2 }, { period: "WEEK_2", seats: 2 }], 1, []],
  ])("are the école's and not one offer's: %s", (_, beside, seats, expected) => expect(codes(anEcole(6), offered(seats), beside)).toEqual(expected));

  it("of another week are another's", () => expect(codes(anEcole(6), { ...offered(3), period: "WEEK_1" }, [{ period: "WEEK_2", seats: 3 }])).toEqual([]));

  it("are refused with what stands elsewhere", () => {
    expect(refusalsOfEcole(anEcole(6), offered(2), [{ period: "WEEK_2", seats: 2 }])[0]!.message).toMatch(/vos autres offres en proposent déjà 2/);
  });

  it("are not counted for other hosts", () => expect(codes(aHost(), offered(30, "chef d'atelier"))).toEqual([]));
});

describe("the tutor of an école", () => {
  it.each([
    "professeur des écoles", "Professeure des écoles", "professeur(e) des écoles", "professeur·e des écoles", "PROFESSEUR DES ECOLES",
    "Directrice, professeure des écoles", "professeur  des écoles en maternelle", "professeur des e\u0301coles",
  ])("can be: %s", (title) => expect(isTeacherOfEcole(title)).toBe(true));

  it.each([
    "AESH", "ATSEM", "Atsem", "AESH auprès d'une professeure des écoles", "agent territorial spécialisé des écoles maternelles",
    "Directrice d'école", "professeur de mathématiques", "secrétaire", "",
  ])("cannot be: %s", (title) => {
    expect(codes(anEcole(6), offered(1, title))).toEqual([["ECOLE_TUTOR_NOT_TEACHER", "tutor.function"]]);
  });

  it("is refused with the reason", () => expect(refusalsOfEcole(anEcole(6), offered(1, "ATSEM"), [])[0]!.message).toMatch(/AESH.*ATSEM/));
});

describe("an école that changes", () => {
  const tutor = { ...aWrittenOffer().tutor, function: "professeur des écoles" };
  const out = (over: Parameters<typeof anOffer>[0] = {}) => anOffer({ seats: 2, tutor, ...over });
  const codesOf = (...args: Parameters<typeof refusalsOfOffersOut>) => refusalsOfOffersOut(...args).map(({ code, field }) => [code, field]);
  const REFUSED = [["ECOLE_OFFERS_OUT", "classes"]];

  it("keeps five classes, whatever is out within three seats", () => expect(codesOf(anEcole(5), [out()])).toEqual([]));
  it("loses its fifth class once nothing out has more than one seat", () => {
    expect(codesOf(anEcole(4), [out()])).toEqual(REFUSED);
    expect(codesOf(anEcole(4), [out({ seats: 1 })])).toEqual([]);
    expect(codesOf(anEcole(4), [])).toEqual([]);
  });
  it("counts the weeks of a campaign together, and campaigns apart", () => {
    expect(codesOf(anEcole(4), [out({ seats: 1, period: "WEEK_1" }), out({ seats: 1, period: "WEEK_2" })])).toEqual([]);
    expect(codesOf(anEcole(4), [out({ seats: 1, period: "WEEK_1" }), out({ seats: 1 })])).toEqual(REFUSED);
    expect(codesOf(anEcole(4), [out({ seats: 1 }), out({ seats: 1, campaignId: "2026" })])).toEqual([]);
  });
  it("was something else, whose tutors were not teachers", () => {
    expect(codesOf(anEcole(9), [anOffer({ seats: 1, title: "Un atelier" })])).toEqual(REFUSED);
    expect(refusalsOfOffersOut(anEcole(9), [anOffer({ title: "Un atelier" })])[0]!.message).toContain("« Un atelier »");
    expect(codesOf(aHost(), [anOffer({ seats: 30 })])).toEqual([]);
  });
});
