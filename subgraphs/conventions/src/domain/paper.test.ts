import { describe, expect, it } from "vitest";
import type { FrozenConvention } from "./convention.ts";
import { aConvention, ACTORS } from "./fixtures.ts";
import { canBecome, STATUSES } from "./lifecycle.ts";
import { recordPaper, refusalsOfSignedOn, refusalsToRecordPaper } from "./paper.ts";

const codes = (refusals: readonly { readonly code: string }[]) => refusals.map(({ code }) => code);

describe("a convention signed on paper", () => {
  it.each(STATUSES)("is recorded by the school head while signatures are awaited, once %s", (status) => {
    const convention = aConvention(status);
    const isAwaited = status === "VALIDATED" || status === "SIGNING";
    expect(codes(refusalsToRecordPaper(convention, ACTORS.head))).toEqual(isAwaited ? [] : ["WRONG_STATE"]);
    if (isAwaited) expect(canBecome(status, recordPaper(convention as FrozenConvention).status)).toBe(true);
  });

  it.each(Object.entries(ACTORS).filter(([name]) => name !== "head"))("is not recorded by %s", (_name, actor) => {
    expect(codes(refusalsToRecordPaper(aConvention("VALIDATED"), actor))).toEqual(["FORBIDDEN"]);
  });

  it("is not by the head of another school", () => {
    expect(codes(refusalsToRecordPaper(aConvention("VALIDATED"), { ...ACTORS.head, schoolUais: [] }))).toEqual(["FORBIDDEN"]);
  });

  // Frozen on 10 May; it is 20 May in Paris, not yet in Greenwich.
  it.each([
    ["2027-05-09", ["PAPER_DATE_IMPOSSIBLE"]],
    ["2027-05-10", []],
    ["2027-05-20", []],
    ["2027-05-21", ["PAPER_DATE_IMPOSSIBLE"]],
  ])("was signed on %s", (signedOn, expected) => {
    const now = Temporal.Instant.from("2027-05-19T22:30:00Z");
    expect(codes(refusalsOfSignedOn(Temporal.PlainDate.from(signedOn), aConvention("VALIDATED") as FrozenConvention, now))).toEqual(expected);
  });
});
