import { describe, expect, it } from "vitest";
import { refusalsToReport } from "./absence.ts";
import { refusalsToRemindHead } from "./awaited.ts";
import { refusalsToCancel } from "./cancel.ts";
import { refusalsToComplete } from "./complete.ts";
import type { Convention, HostParty } from "./convention.ts";
import { aCampaign, ACTORS, aConvention } from "./fixtures.ts";
import { canBecome, FROZEN, PARTIES, type StageDays, STATUSES, type Status, stepOf, TRANSITIONS } from "./lifecycle.ts";
import { refusalsOfStepOn } from "./party.ts";
import { refusalsToReturn, refusalsToValidate } from "./validate.ts";
import { refusalsToSaveDraft } from "./who-edits.ts";

const firstDay = Temporal.PlainDate.from("2027-06-14");
const lastDay = Temporal.PlainDate.from("2027-06-18");
const on = (today: string): StageDays => ({ firstDay, lastDay, today: Temporal.PlainDate.from(today) });
const [BEFORE, DURING, AFTER] = [on("2027-06-13"), on("2027-06-14"), on("2027-06-19")];
const ABROAD: HostParty = { legalName: "Imprimerie Haute", siret: null, country: "BE", address: "12 rue Haute, 1000 Bruxelles" };
const FOUND = { origin: "SCHOOL", candidatureId: null, offerId: null, hostParty: ABROAD } as const;

/** From the domain page, written apart from the table: who, then when it is not always. */
const POSSIBLE: Readonly<Record<string, string>> = {
  "DRAFT>HOST_COMPLETED": "HOST", "DRAFT>CANCELLED": "HOST SCHOOL PLATFORM",
  "HOST_COMPLETED>VALIDATED": "SCHOOL", "HOST_COMPLETED>RETURNED": "SCHOOL", "HOST_COMPLETED>CANCELLED": "HOST SCHOOL PLATFORM",
  "RETURNED>HOST_COMPLETED": "HOST", "RETURNED>CANCELLED": "HOST SCHOOL PLATFORM",
  "VALIDATED>SIGNING": "HOST SCHOOL FAMILY", "VALIDATED>SIGNED": "SCHOOL", "VALIDATED>CANCELLED": "HOST SCHOOL PLATFORM",
  "SIGNING>SIGNED": "HOST SCHOOL FAMILY", "SIGNING>CANCELLED": "HOST SCHOOL PLATFORM",
  "SIGNED>CANCELLED": "HOST SCHOOL PLATFORM", "SIGNED>INTERRUPTED": "HOST SCHOOL", "SIGNED>COMPLETED": "PLATFORM",
};
const PAIRS = STATUSES.flatMap((from) => STATUSES.map((to) => [from, to] as const));

describe("the life of a convention", () => {
  it.each(PAIRS)("%s → %s is as the domain says, for each party", (from, to) => {
    const by = PARTIES.filter((party) => [BEFORE, DURING, AFTER].some((days) => stepOf(from, to, party, false, days)));
    expect(by.join(" ")).toBe((POSSIBLE[`${from}>${to}`] ?? "").split(" ").toSorted((a, b) => PARTIES.indexOf(a as never) - PARTIES.indexOf(b as never)).join(" "));
    expect(canBecome(from, to)).toBe(by.length > 0);
  });

  it.each([
    ["all have signed, by the host", "SIGNED", "CANCELLED", "HOST", [true, false, false]],
    ["all have signed, by the school", "SIGNED", "CANCELLED", "SCHOOL", [true, false, false]],
    ["it is being signed", "SIGNING", "CANCELLED", "SCHOOL", [true, true, true]],
    ["all have signed, as an interruption", "SIGNED", "INTERRUPTED", "HOST", [false, true, true]],
    ["all have signed, as a completion", "SIGNED", "COMPLETED", "PLATFORM", [false, false, true]],
  ] as const)("ends once %s: before, during and after the stage", (_, from, to, party, expected) => {
    expect([BEFORE, DURING, AFTER].map((days) => stepOf(from, to, party, false, days) !== null)).toEqual(expected);
  });

  it("never leaves the frozen states for one in which the text could change", () => {
    expect(TRANSITIONS.filter(({ from, to }) => from !== null && FROZEN.includes(from) && ["DRAFT", "HOST_COMPLETED", "RETURNED"].includes(to))).toEqual([]);
  });

  it("is the school's to complete where the host is not of the platform, and only there", () => {
    for (const from of STATUSES) expect(stepOf(from, "HOST_COMPLETED", "SCHOOL", true, BEFORE) !== null, from).toBe(from === "DRAFT" || from === "RETURNED");
    expect(refusalsToComplete(aConvention("DRAFT", FOUND), ACTORS.head)).toEqual([]);
    expect(refusalsToComplete(aConvention("DRAFT", { ...FOUND, hostParty: null }), ACTORS.head)[0]?.code).toBe("FORBIDDEN");
  });
});

describe("who may do what, in which state", () => {
  type Rule = (convention: Convention, actor: (typeof ACTORS)[keyof typeof ACTORS]) => readonly unknown[];
  const ACTS: Readonly<Record<string, { by: readonly string[]; from: readonly Status[]; refusals: Rule }>> = {
    saveConventionDraft: { by: ["host"], from: ["DRAFT", "RETURNED"], refusals: refusalsToSaveDraft },
    saveConventionDraftOfSchool: { by: ["head", "teacher", "otherTeacher", "adviser"], from: ["DRAFT", "RETURNED", "HOST_COMPLETED"], refusals: refusalsToSaveDraft },
    completeConvention: { by: ["host"], from: ["DRAFT", "RETURNED"], refusals: refusalsToComplete },
    returnConvention: { by: ["head"], from: ["HOST_COMPLETED"], refusals: refusalsToReturn },
    remindSchoolHead: { by: ["host"], from: ["HOST_COMPLETED"], refusals: (convention, actor) => refusalsToRemindHead(convention, actor, [], BEFORE.today) },
    validateConvention: { by: ["head"], from: ["HOST_COMPLETED"], refusals: refusalsToValidate },
    cancelConvention: { by: ["host", "head"], from: ["DRAFT", "RETURNED", "HOST_COMPLETED", "VALIDATED", "SIGNING", "SIGNED"], refusals: (convention, actor) => refusalsToCancel(convention, actor, BEFORE) },
    cancelConventionFromTheFirstDayOn: { by: ["host", "head"], from: ["DRAFT", "RETURNED", "HOST_COMPLETED", "VALIDATED", "SIGNING"], refusals: (convention, actor) => refusalsToCancel(convention, actor, DURING) },
    interruptConvention: { by: ["host", "head"], from: ["SIGNED"], refusals: (convention, actor) => refusalsOfStepOn(convention, "INTERRUPTED", actor, DURING) },
    reportAbsence: { by: ["host", "tutor"], from: ["SIGNED"], refusals: (convention, actor) => refusalsToReport(convention, actor, { campaign: aCampaign, now: Temporal.Instant.from("2027-06-15T10:00:00Z") }) },
  };
  const STAFF = ["head", "teacher", "otherTeacher", "adviser"];
  const cases = Object.entries(ACTS).flatMap(([act, rule]) =>
    // The two halves of a draft are one act: each is tried by its own.
    Object.keys(ACTORS).filter((actor) => act !== "saveConventionDraft" || !STAFF.includes(actor)).filter((actor) => act !== "saveConventionDraftOfSchool" || actor !== "host")
      .flatMap((actor) => STATUSES.map((status) => [act, actor, status, rule] as const)),
  );
  it.each(cases)("%s by %s once %s", (_, actor, status, { by, from, refusals }) => {
    const allowed = by.includes(actor) && from.includes(status);
    expect(refusals(aConvention(status), ACTORS[actor as keyof typeof ACTORS]).length === 0).toBe(allowed);
  });

  it("refuses to validate before the student has confirmed", () => {
    expect(refusalsToValidate(aConvention("HOST_COMPLETED", { confirmedAt: null }), ACTORS.head)[0]?.code).toBe("CANDIDATURE_NOT_CONFIRMED");
  });

  it("says that a validated convention is frozen", () => {
    expect(refusalsToComplete(aConvention("VALIDATED"), ACTORS.host)[0]?.code).toBe("CONVENTION_FROZEN");
  });
});
