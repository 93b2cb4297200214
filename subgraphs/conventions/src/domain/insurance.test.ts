import { newId } from "@stages/kernel/ids.ts";
import { describe, expect, it } from "vitest";
import { aConvention, ACTORS, person, SCHOOL, STUDENT } from "./fixtures.ts";
import { check, type Insurance, insuredBy, isInsuranceChecked, isInsuranceMissing, refusalsOfReason, refusalsToCheck, refusalsToSubmit, submit } from "./insurance.ts";
import { STATUSES } from "./lifecycle.ts";

const codes = (refusals: readonly { readonly code: string }[]) => refusals.map(({ code }) => code);
const INSURED = { studentId: STUDENT, schoolUai: SCHOOL, campaignId: "2027" };
const at = Temporal.Instant.from("2027-05-20T08:00:00Z");
const SUBMITTED = submit(INSURED, newId("file"), person(1), at);
const CHECKED = check(SUBMITTED, true, null, person(5), at);
const REFUSED = check(SUBMITTED, false, "Elle est de l'an passé.", person(5), at);
const OF_FAMILY: readonly string[] = ["student", "representative", "otherRepresentative"];
const OF_SCHOOL: readonly string[] = ["head", "teacher", "otherTeacher", "adviser"];

describe("the attestation of insurance", () => {
  it.each([
    [null, true, false],
    [SUBMITTED, false, false],
    [CHECKED, false, true],
    [REFUSED, true, false],
  ] as const)("is asked for while nothing good was given", (insurance: Insurance | null, missing, checked) => {
    expect(isInsuranceMissing(insurance)).toBe(missing);
    expect(isInsuranceChecked(insurance)).toBe(checked);
  });

  it.each(Object.entries(ACTORS))("is given by the family or the school: %s", (name, actor) => {
    const may = OF_FAMILY.includes(name) || OF_SCHOOL.includes(name);
    for (const before of [null, SUBMITTED, REFUSED]) expect(codes(refusalsToSubmit(before, INSURED, actor))).toEqual(may ? [] : ["FORBIDDEN"]);
    expect(codes(refusalsToSubmit(CHECKED, INSURED, actor))).toEqual(may ? ["WRONG_STATE"] : ["FORBIDDEN"]);
  });

  it.each(Object.entries(ACTORS))("is checked off by the school alone: %s", (name, actor) => {
    const may = OF_SCHOOL.includes(name);
    for (const before of [SUBMITTED, CHECKED, REFUSED]) expect(codes(refusalsToCheck(before, INSURED, actor))).toEqual(may ? [] : ["FORBIDDEN"]);
    expect(codes(refusalsToCheck(null, INSURED, actor))).toEqual(may ? ["WRONG_STATE"] : ["FORBIDDEN"]);
  });

  it("is refused with a reason, accepted without", () => {
    expect(codes(refusalsOfReason(false, null))).toEqual(["TEXT_REQUIRED"]);
    expect(codes(refusalsOfReason(false, " "))).toEqual(["TEXT_REQUIRED"]);
    expect(codes(refusalsOfReason(false, "x".repeat(501)))).toEqual(["TEXT_TOO_LONG"]);
    expect(refusalsOfReason(true, null)).toEqual([]);
    expect(check(REFUSED, true, "Elle est de l'an passé.", person(5), at).reason).toBeNull();
  });

  it.each(STATUSES)("is of who has a stage that still counts: %s", (status) => {
    expect(insuredBy([aConvention(status)], "2027")?.schoolUai).toBe(status === "CANCELLED" ? undefined : SCHOOL);
    expect(insuredBy([aConvention(status)], "2026")).toBeNull();
  });
});
