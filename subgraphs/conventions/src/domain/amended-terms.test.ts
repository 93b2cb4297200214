import { STRICTEST_2024 } from "@stages/kernel/presence-rules.ts";
import { describe, expect, it } from "vitest";
import { apply, changedTerms, inForce, refusalsOfChanges, refusalsOfFields } from "./amended-terms.ts";
import { refusalsOfDay } from "./absence.ts";
import { concernedBy, isConcerned } from "./audience.ts";
import { type FrozenConvention, tutorEmailOf } from "./convention.ts";
import { aConvention, ACTORS, aHostPart, anAmendment, aSchoolPart, aWeek, day, person } from "./fixtures.ts";
import { toldChanges } from "./told-changes.ts";

const validated = aConvention("SIGNED") as FrozenConvention;
const before = { hostPart: aHostPart(), schoolPart: aSchoolPart() };
const TUTOR = { name: "Inès Chastang", function: "cheffe d'atelier", email: "Ines.Chastang@atelier.example", phone: "0555010203" };
const presence = { firstDay: Temporal.PlainDate.from("2027-06-14"), lastDay: Temporal.PlainDate.from("2027-06-18"), birthDate: Temporal.PlainDate.from("2011-09-01"), rules: STRICTEST_2024 };
/** Tuesday of the stage. */
const TUESDAY = Temporal.Instant.from("2027-06-15T10:00:00Z");
const codes = (refusals: readonly { readonly code: string; readonly field: string | null }[]) => refusals.map(({ code, field }) => `${code} ${field}`);
const week = aWeek("2027-06-14");
const [monday, , wednesday] = week;

describe("what is in force", () => {
  it("is what was validated, as long as no amendment is signed", () => {
    for (const status of ["PROPOSED", "AGREED", "SIGNING", "ABANDONED"] as const) expect(inForce(validated, [anAmendment({ status, rank: 1 })])).toEqual(before);
  });

  it("is changed by each signed amendment, in their order", () => {
    const first = anAmendment({ status: "SIGNED", rank: 1, changes: { place: "A", lunch: "À la cantine" } });
    const second = anAmendment({ status: "SIGNED", rank: 2, changes: { place: "B", tutor: TUTOR, referentTeacherId: person(6) } });
    const now = inForce(validated, [second, first]);
    expect(now).toEqual({ hostPart: { ...before.hostPart, place: "B", lunch: "À la cantine", tutor: TUTOR }, schoolPart: { ...before.schoolPart, referentTeacherId: person(6) } });
    expect(inForce(validated, [second, first], 1).hostPart.place).toBe("A");
  });

  it("takes away what is said to be null, and keeps what is not said", () => {
    expect(apply(apply(before, { lunch: "Au réfectoire" }), { lunch: null, place: "C" }).hostPart).toEqual({ ...before.hostPart, place: "C" });
  });

  it("decides who follows the student, and on which days an absence can be", () => {
    const hostPart = { ...before.hostPart, tutor: TUTOR, timetable: [...week.slice(0, 2), day("2027-06-17"), day("2027-06-18")] };
    const amended = { ...validated, amended: { hostPart, schoolPart: aSchoolPart({ referentTeacherId: person(6) }) } };
    expect(tutorEmailOf(amended)).toBe("ines.chastang@atelier.example");
    expect(isConcerned(ACTORS.tutor, concernedBy(validated))).toBe(true);
    expect(isConcerned(ACTORS.tutor, concernedBy(amended))).toBe(false);
    expect(concernedBy(amended).referentTeacherId).toBe(person(6));
    const later = Temporal.Instant.from("2027-06-18T10:00:00Z");
    expect(refusalsOfDay(amended, wednesday!.date, [], later)).toMatchObject([{ code: "ABSENCE_NOT_A_DAY_OF_STAGE" }]);
    expect(refusalsOfDay(validated, wednesday!.date, [], later)).toEqual([]);
  });
});

describe("what is proposed", () => {
  it("changes something", () => {
    expect(codes(refusalsOfChanges(before, {}, presence, TUESDAY))).toEqual(["AMENDMENT_CHANGES_NOTHING changes"]);
    expect(codes(refusalsOfChanges(before, { place: before.hostPart.place, timetable: week }, presence, TUESDAY))).toEqual(["AMENDMENT_CHANGES_NOTHING changes"]);
  });

  it("is held to the rules of the parts, each with its field", () => {
    const tutor = { ...TUTOR, email: "inès" };
    const timetable = [...week.slice(0, 4), day("2027-06-18", ["09:00", "18:30"])];
    expect(codes(refusalsOfChanges(before, { tutor, timetable, place: " " }, presence, TUESDAY))).toEqual([
      "INVALID_EMAIL changes.tutor.email", "TEXT_REQUIRED changes.place", "PRESENCE_HOURS_PER_DAY changes.timetable.4", "PRESENCE_BREAK_MISSING changes.timetable.4.slots",
    ]);
  });

  it.each([
    ["a day to come", [...week.slice(0, 3), day("2027-06-17", ["10:00", "12:00"]), week[4]!], []],
    ["today", [monday!, day("2027-06-15", ["10:00", "12:00"]), ...week.slice(2)], []],
    ["a day to come, taken out", week.slice(0, 4), []],
    ["yesterday", [day("2027-06-14", ["10:00", "12:00"]), ...week.slice(1)], ["AMENDMENT_PAST_DAY changes.timetable"]],
    ["yesterday, taken out", week.slice(1), ["AMENDMENT_PAST_DAY changes.timetable"]],
  ])("%s", (_, timetable, expected) => {
    expect(codes(refusalsOfChanges(before, { timetable }, presence, TUESDAY))).toEqual(expected);
  });

  it("leaves the school's terms to the school", () => {
    const changes = { place: "X", referentTeacherId: person(6), liabilityInsurance: { insurer: "I", policyNumber: "N" } };
    expect(codes(refusalsOfFields(changes, ACTORS.host))).toEqual(["AMENDMENT_FIELD_OF_SCHOOL changes.referentTeacherId", "AMENDMENT_FIELD_OF_SCHOOL changes.liabilityInsurance"]);
    expect(refusalsOfFields(changes, ACTORS.head)).toEqual([]);
  });
});

describe("what a person reads of it", () => {
  const frame = { nameOfTeacher: (id: string) => (id === person(6) ? "Jean Vialle" : "Léa Faure"), showsPolicyNumber: true };

  it("says each term before and after, in French, and only the days that differ", () => {
    const after = apply(before, {
      timetable: [...week.slice(0, 3), day("2027-06-18", ["10:00", "12:30"])],
      tutor: TUTOR,
      lunch: "À la cantine",
      referentTeacherId: person(6),
      liabilityInsurance: { insurer: "Mutuelle des pins", policyNumber: "B-2" },
    });
    expect(changedTerms(before, after)).toHaveLength(5);
    expect(toldChanges(before, after, frame)).toEqual([
      { field: "timetable", label: "Horaires de présence", before: "jeudi 17 juin 2027 : 9 h – 12 h, 13 h 30 – 17 h\nvendredi 18 juin 2027 : 9 h – 12 h, 13 h 30 – 17 h", after: "jeudi 17 juin 2027 : pas de présence\nvendredi 18 juin 2027 : 10 h – 12 h 30" },
      { field: "tutor", label: "Tuteur de stage", before: "Paul Roche, chef d'atelier\npaul.roche@atelier.example", after: "Inès Chastang, cheffe d'atelier\nInes.Chastang@atelier.example\n0555010203" },
      { field: "lunch", label: "Repas", before: "Rien n'est prévu.", after: "À la cantine" },
      { field: "referentTeacherId", label: "Professeur référent", before: "Léa Faure", after: "Jean Vialle" },
      { field: "liabilityInsurance", label: "Assurance de responsabilité civile", before: "Mutuelle des lycéens, contrat n° A-1234", after: "Mutuelle des pins, contrat n° B-2" },
    ]);
  });

  it("keeps the number of the insurance from hosts and tutors", () => {
    const after = apply(before, { liabilityInsurance: { insurer: "Mutuelle des pins", policyNumber: "B-2" } });
    expect(toldChanges(before, after, { ...frame, showsPolicyNumber: false })).toMatchObject([{ before: "Mutuelle des lycéens", after: "Mutuelle des pins" }]);
  });
});
