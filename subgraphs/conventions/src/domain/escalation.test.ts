import { newId } from "@stages/kernel/ids.ts";
import { describe, expect, it } from "vitest";
import { type Absence, type OpenStep, report, take } from "./absence.ts";
import { escalate } from "./escalation.ts";
import { aCampaign, ACTORS, CONVENTION } from "./fixtures.ts";

const delays = aCampaign.absenceEscalationMinutes;
const morning = Temporal.Instant.from("2027-06-15T07:05:00Z");
const after = (minutes: number) => morning.add({ minutes });
const by = { at: morning, byPersonId: ACTORS.tutor.personId, byRole: "TUTOR", note: null } as const;
const reported = report({ id: newId("absence"), conventionId: CONVENTION, day: Temporal.PlainDate.from("2027-06-15"), kind: "ABSENT", by }, delays);
const STEPS = { RELAYED: { ...by, step: "RELAYED" }, FAMILY_INFORMED: { ...by, step: "FAMILY_INFORMED" } } as const;
const absenceAt = (step: OpenStep): Absence => {
  if (step === "REPORTED") return reported;
  const relayed = take(reported, STEPS.RELAYED, delays);
  return step === "RELAYED" ? relayed : take(relayed, STEPS.FAMILY_INFORMED, delays);
};
const told = ({ escalations }: Absence) => escalations.map(({ step, level, roles, dueAt }) => [step, level, roles.join(), dueAt.since(morning).total("minutes")]);

describe("a step that is late", () => {
  it.each([
    ["REPORTED", [["REPORTED", 1, "EDUCATION_ADVISER", 15], ["REPORTED", 2, "SCHOOL_HEAD", 30]]],
    ["RELAYED", [["RELAYED", 1, "SCHOOL_HEAD", 30]]],
    ["FAMILY_INFORMED", [["FAMILY_INFORMED", 1, "EDUCATION_ADVISER", 60], ["FAMILY_INFORMED", 2, "SCHOOL_HEAD", 120]]],
  ] as const)("after %s alerts, level by level, and then nobody", (step, expected) => {
    const all = escalate(absenceAt(step), delays, after(600));
    expect(told(all)).toEqual(expected);
    expect(all.nextEscalationAt).toBeNull();
    expect(escalate(all, delays, after(6_000))).toEqual(all);
  });

  it("is not late before its last second, and is at the instant it is due", () => {
    expect(escalate(reported, delays, after(15).subtract({ nanoseconds: 1 }))).toEqual(reported);
    const first = escalate(reported, delays, after(15));
    expect(first).toMatchObject({ escalations: [{ level: 1, at: after(15) }], nextEscalationAt: after(30) });
  });

  it("raises after an outage every level that came due meanwhile, each due when it was", () => {
    const late = escalate(reported, delays, after(45));
    expect(told(late)).toEqual([["REPORTED", 1, "EDUCATION_ADVISER", 15], ["REPORTED", 2, "SCHOOL_HEAD", 30]]);
    expect(late.escalations.every(({ at }) => at.equals(after(45)))).toBe(true);
  });

  it("begins anew with the next step, and keeps what was late before", () => {
    const relayed = take(escalate(reported, delays, after(15)), { ...STEPS.RELAYED, at: after(20) }, delays);
    expect(relayed.nextEscalationAt).toEqual(after(50));
    expect(told(escalate(relayed, delays, after(50)))).toEqual([["REPORTED", 1, "EDUCATION_ADVISER", 15], ["RELAYED", 1, "SCHOOL_HEAD", 50]]);
  });

  it("is no more, once the chain is at its end", () => {
    const closed = take(absenceAt("FAMILY_INFORMED"), { ...by, step: "CLOSED" }, delays, "ILLNESS");
    expect(closed.nextEscalationAt).toBeNull();
    expect(escalate(closed, delays, after(600))).toEqual(closed);
  });
});
