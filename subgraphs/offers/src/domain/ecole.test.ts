import { describe, expect, it } from "vitest";
import { isTeacherOfEcole, refusalsOfEcole } from "./ecole.ts";
import { aHost, aWrittenOffer } from "./fixtures.ts";

const anEcole = (classes: number) => aHost({ kind: "ECOLE", sector: "P", classes });
const offered = (seats: number, tutorFunction = "professeure des écoles") => aWrittenOffer({ seats, tutor: { ...aWrittenOffer().tutor, function: tutorFunction } });
const codes = (...args: Parameters<typeof refusalsOfEcole>) => refusalsOfEcole(...args).map(({ code, field }) => [code, field]);

describe("the seats of an école", () => {
  it.each([[1, 1], [4, 1], [5, 3], [12, 3]])("of %i classes are %i at most", (classes, max) => {
    expect(codes(anEcole(classes), offered(max))).toEqual([]);
    expect(codes(anEcole(classes), offered(max + 1))).toEqual([["ECOLE_SEATS_EXCEEDED", "seats"]]);
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

  it("is refused with the reason", () => expect(refusalsOfEcole(anEcole(6), offered(1, "ATSEM"))[0]!.message).toMatch(/AESH.*ATSEM/));
});
