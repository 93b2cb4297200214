import { describe, expect, it } from "vitest";
import { refusalsToComplete } from "./complete.ts";
import { ACTORS, aConvention } from "./fixtures.ts";
import { canBecome, FROZEN, STATUSES, type Status, TRANSITIONS } from "./lifecycle.ts";
import { refusalsToCancel, refusalsToReturn, refusalsToValidate } from "./validate.ts";
import { refusalsToReport } from "./absence.ts";

const POSSIBLE = new Set([
  "DRAFT>HOST_COMPLETED", "DRAFT>CANCELLED",
  "HOST_COMPLETED>VALIDATED", "HOST_COMPLETED>RETURNED", "HOST_COMPLETED>CANCELLED",
  "RETURNED>HOST_COMPLETED", "RETURNED>CANCELLED",
  "VALIDATED>SIGNING", "VALIDATED>SIGNED", "VALIDATED>CANCELLED",
  "SIGNING>SIGNED", "SIGNING>CANCELLED",
  "SIGNED>CANCELLED", "SIGNED>INTERRUPTED", "SIGNED>COMPLETED",
]);
const PAIRS = STATUSES.flatMap((from) => STATUSES.map((to) => [from, to] as const));

describe("the life of a convention", () => {
  it.each(PAIRS)("%s → %s is as the domain says", (from, to) => {
    expect(canBecome(from, to)).toBe(POSSIBLE.has(`${from}>${to}`));
  });

  it("never leaves the frozen states for one in which the text could change", () => {
    for (const status of FROZEN) expect(TRANSITIONS[status].filter((to) => ["DRAFT", "HOST_COMPLETED", "RETURNED"].includes(to))).toEqual([]);
  });
});

describe("who may do what, in which state", () => {
  const today = Temporal.PlainDate.from("2027-05-20");
  const startsOn = Temporal.PlainDate.from("2027-06-14");
  const ACTS = {
    completeConvention: { by: ["host"], from: ["DRAFT", "RETURNED"], refusals: refusalsToComplete },
    returnConvention: { by: ["head"], from: ["HOST_COMPLETED"], refusals: refusalsToReturn },
    validateConvention: { by: ["head"], from: ["HOST_COMPLETED"], refusals: refusalsToValidate },
    cancelConvention: {
      by: ["host", "head"],
      from: ["DRAFT", "RETURNED", "HOST_COMPLETED", "VALIDATED", "SIGNING", "SIGNED"],
      refusals: (convention: ReturnType<typeof aConvention>, actor: Parameters<typeof refusalsToCancel>[1]) => refusalsToCancel(convention, actor, startsOn, today),
    },
    reportAbsence: { by: ["host", "tutor"], from: ["SIGNED"], refusals: refusalsToReport },
  } as const;

  const cases = Object.entries(ACTS).flatMap(([act, rule]) =>
    Object.keys(ACTORS).flatMap((actor) => STATUSES.map((status) => [act, actor, status, rule] as const)),
  );
  it.each(cases)("%s by %s once %s", (_, actor, status, { by, from, refusals }) => {
    const allowed = (by as readonly string[]).includes(actor) && (from as readonly Status[]).includes(status);
    expect(refusals(aConvention(status), ACTORS[actor as keyof typeof ACTORS]).length === 0).toBe(allowed);
  });

  it("refuses to validate before the student has confirmed", () => {
    expect(refusalsToValidate(aConvention("HOST_COMPLETED", { confirmedAt: null }), ACTORS.head)[0]?.code).toBe("CANDIDATURE_NOT_CONFIRMED");
  });

  it("says that a validated convention is frozen", () => {
    expect(refusalsToComplete(aConvention("VALIDATED"), ACTORS.host)[0]?.code).toBe("CONVENTION_FROZEN");
  });

  it("cannot be cancelled from the first day on", () => {
    expect(refusalsToCancel(aConvention("SIGNED"), ACTORS.head, startsOn, startsOn)).toHaveLength(1);
    expect(refusalsToCancel(aConvention("SIGNED"), ACTORS.head, startsOn, startsOn.subtract({ days: 1 }))).toHaveLength(0);
  });
});
