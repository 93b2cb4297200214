import { newId } from "@stages/kernel/ids.ts";
import { describe, expect, it } from "vitest";
import { type Absence, alertedBy, dueAfter, isAlerted, NEXT, refusalsOfDay, refusalsToCorrect, refusalsToTake, seesAbsence, type Step, STEPS, take } from "./absence.ts";
import { concernedBy } from "./audience.ts";
import { aCampaign, ACTORS, aConvention, CONVENTION } from "./fixtures.ts";

const convention = aConvention("SIGNED");
const concerned = concernedBy(convention);
const noon = Temporal.Instant.from("2027-06-15T10:00:00Z");
/** As far as that step, each taken in its turn by the school head. */
const anAbsence = (step: Step = "REPORTED", over: Partial<Absence> = {}): Absence => ({
  id: newId("absence"), conventionId: CONVENTION, day: Temporal.PlainDate.from("2027-06-15"), kind: "ABSENT", step, dueAt: null, nextEscalationAt: null, cause: null, escalations: [],
  timeline: STEPS.slice(0, STEPS.indexOf(step) + 1).map((taken) => ({
    step: taken, at: noon, byPersonId: taken === "REPORTED" ? ACTORS.tutor.personId : ACTORS.head.personId, byRole: taken === "REPORTED" ? "TUTOR" : "SCHOOL_HEAD", note: null,
  })),
  ...over,
});
const elsewhere = { role: "SCHOOL_HEAD", personId: ACTORS.head.personId, schoolUais: [] } as const;

describe("the day of an absence", () => {
  it.each([
    ["a day of the timetable, today", "2027-06-15", [], undefined],
    ["a day of the timetable, yesterday", "2027-06-14", [], undefined],
    ["tomorrow", "2027-06-16", [], "ABSENCE_IN_THE_FUTURE"],
    ["a day that is not in the timetable", "2027-06-12", [], "ABSENCE_NOT_A_DAY_OF_STAGE"],
    ["a day already told", "2027-06-15", [anAbsence()], "ABSENCE_ALREADY_REPORTED"],
  ])("%s", (_, day, known, expected) => {
    expect(refusalsOfDay(convention, Temporal.PlainDate.from(day), known, noon)[0]?.code).toBe(expected);
  });
});

describe("the chain", () => {
  const TAKERS = { RELAYED: ["teacher", "head"], FAMILY_INFORMED: ["adviser", "head"], CLOSED: ["adviser", "head"] } as const;
  const cases = (["RELAYED", "FAMILY_INFORMED", "CLOSED"] as const).flatMap((step) =>
    Object.keys(ACTORS).flatMap((actor) => STEPS.map((from) => [step, actor, from] as const)),
  );
  it.each(cases)("%s by %s after %s", (step, actor, from) => {
    const allowed = (TAKERS[step] as readonly string[]).includes(actor) && NEXT[from] === step;
    expect(refusalsToTake(step, anAbsence(from), concerned, ACTORS[actor as keyof typeof ACTORS]).length === 0).toBe(allowed);
  });

  it.each([
    ["REPORTED", "RELAYED", "adviser"],
    ["FAMILY_INFORMED", "CLOSED", "adviser"],
  ] as const)("once %s is late, %s can be taken by the %s whom that alerted, and by no other", (from, step, actor) => {
    const late = anAbsence(from, { escalations: [{ step: from, level: 1, roles: ["EDUCATION_ADVISER"], dueAt: noon, at: noon }] });
    expect(refusalsToTake(step, late, concerned, ACTORS[actor])).toEqual([]);
    expect(refusalsToTake(step, late, concerned, { ...ACTORS[actor], schoolUais: [] })[0]?.code).toBe("FORBIDDEN");
    for (const other of ["tutor", "host", "student", "representative", "otherTeacher", "rectorat", "ministry"] as const) expect(refusalsToTake(step, late, concerned, ACTORS[other])[0]?.code).toBe("FORBIDDEN");
  });

  it("a late step gives its turn alone: whom REPORTED was escalated to does not take another", () => {
    const late = anAbsence("RELAYED", { escalations: [{ step: "REPORTED", level: 1, roles: ["TUTOR"], dueAt: noon, at: noon }] });
    expect(refusalsToTake("FAMILY_INFORMED", late, concerned, ACTORS.tutor)[0]?.code).toBe("FORBIDDEN");
  });

  const CORRECTORS = ["tutor", "head", "teacher", "adviser"];
  it.each(Object.keys(ACTORS).flatMap((actor) => STEPS.map((from) => [actor, from] as const)))("is corrected by the %s after %s, or not", (actor, from) => {
    const allowed = CORRECTORS.includes(actor) && from !== "CORRECTED";
    expect(refusalsToCorrect(anAbsence(from), concerned, ACTORS[actor as keyof typeof ACTORS]).length === 0).toBe(allowed);
  });

  it("a correction is told to all whom the absence had alerted, to whoever a late step had, and to who reported it; to nobody else", () => {
    const corrected = take(anAbsence("RELAYED", { escalations: [{ step: "RELAYED", level: 1, roles: ["SCHOOL_HEAD"], dueAt: noon, at: noon }] }), { step: "CORRECTED", at: noon, byPersonId: ACTORS.head.personId, byRole: "SCHOOL_HEAD", note: "Erreur de jour." }, aCampaign.absenceEscalationMinutes);
    expect([...alertedBy(corrected)].toSorted()).toEqual(["EDUCATION_ADVISER", "REFERENT_TEACHER", "SCHOOL_HEAD", "TUTOR"]);
    expect(corrected).toMatchObject({ step: "CORRECTED", dueAt: null, nextEscalationAt: null });
    // The family was never informed: it learns of nothing.
    expect(seesAbsence(ACTORS.representative, corrected, concerned)).toBe(false);
    expect(refusalsOfDay(convention, corrected.day, [corrected], noon)).toEqual([]);
  });

  it("cannot be taken by the head of another school", () => {
    expect(refusalsToTake("RELAYED", anAbsence(), concerned, elsewhere)[0]?.code).toBe("FORBIDDEN");
  });

  it.each([["REPORTED", 15], ["RELAYED", 30], ["FAMILY_INFORMED", 60]] as const)("after %s the next step is due in %i minutes", (step, minutes) => {
    expect(dueAfter(step, noon, aCampaign.absenceEscalationMinutes)?.since(noon).total("minutes")).toBe(minutes);
  });

  it.each([
    ["REPORTED", ["teacher"]],
    ["RELAYED", ["adviser"]],
    ["FAMILY_INFORMED", ["representative", "otherRepresentative"]],
    ["CLOSED", ["representative", "otherRepresentative", "tutor", "teacher", "adviser"]],
  ] as const)("%s alerts %j and nobody else", (step, expected) => {
    const alerted = Object.entries(ACTORS).filter(([, actor]) => isAlerted(actor, { step, roles: alertedBy(anAbsence(step)) }, concerned)).map(([name]) => name);
    expect(alerted).toEqual(expected);
  });

  it.each([
    ["REPORTED", ["host", "tutor", "head", "teacher", "adviser"]],
    ["FAMILY_INFORMED", ["student", "representative", "otherRepresentative", "host", "tutor", "head", "teacher", "adviser"]],
  ] as const)("once %s it is known to %j alone", (step, expected) => {
    const knowing = Object.entries(ACTORS).filter(([, actor]) => seesAbsence(actor, anAbsence(step), concerned)).map(([name]) => name);
    expect(knowing).toEqual(expected);
  });
});
