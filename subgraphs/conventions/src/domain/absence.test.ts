import { newId } from "@stages/kernel/ids.ts";
import { describe, expect, it } from "vitest";
import { type Absence, alertedBy, dueAfter, isAlerted, NEXT, refusalsOfDay, refusalsToTake, seesAbsence, type Step, STEPS } from "./absence.ts";
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
