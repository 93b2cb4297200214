import { newId } from "@stages/kernel/ids.ts";
import { describe, expect, it } from "vitest";
import {
  abandon, agree, type Amendment, AMENDMENT_STATUSES, AMENDMENT_TRANSITIONS, canAmendmentBecome, OPEN_AMENDMENTS, refusalsToAbandon, refusalsToAgree, refusalsToPropose,
  refusalsToSignAmendment, signAmendment,
} from "./amendment.ts";
import { aCampaign, aConvention, ACTORS, anAmendment } from "./fixtures.ts";
import { STATUSES } from "./lifecycle.ts";

const MAY = Temporal.Instant.from("2027-05-20T10:00:00Z");
const frame = (now = "2027-06-15T10:00:00Z") => ({ campaign: aCampaign, now: Temporal.Instant.from(now) });
const codes = (refusals: readonly { readonly code: string }[]) => refusals.map(({ code }) => code);
const signed = aConvention("SIGNED");
const PARTIES = ["host", "head"];

describe("the life of an amendment", () => {
  it.each(AMENDMENT_STATUSES.flatMap((from) => AMENDMENT_STATUSES.map((to) => [from, to] as const)))("%s → %s", (from, to) => {
    expect(canAmendmentBecome(from, to)).toBe(AMENDMENT_TRANSITIONS[from].includes(to));
  });

  it("is open until everyone has signed, or it is abandoned", () => {
    expect(OPEN_AMENDMENTS).toEqual(["PROPOSED", "AGREED", "SIGNING"]);
  });

  it("takes its rank when it is frozen: one that was only proposed has none", () => {
    const dropped = abandon(anAmendment(), MAY);
    const first = agree(anAmendment(), [dropped], newId("document"), MAY);
    expect(first).toMatchObject({ status: "AGREED", rank: 1, agreedAt: MAY });
    expect(agree(anAmendment(), [dropped, abandon(first, MAY)], newId("document"), MAY).rank).toBe(2);
  });

  it("comes into force with the last signature", () => {
    const agreed = agree(anAmendment(), [], newId("document"), MAY);
    const once = signAmendment(agreed, false, MAY);
    expect(once).toMatchObject({ status: "SIGNING", signedAt: null });
    expect(signAmendment(once, true, MAY)).toMatchObject({ status: "SIGNED", signedAt: MAY });
  });
});

describe("proposing", () => {
  it.each(Object.entries(ACTORS))("%s", (name, actor) => {
    expect(codes(refusalsToPropose(signed, [], actor, frame()))).toEqual(PARTIES.includes(name) ? [] : ["FORBIDDEN"]);
  });

  it.each(STATUSES)("of a convention that is %s", (status) => {
    const expected = status === "SIGNED" ? [] : status === "VALIDATED" || status === "SIGNING" ? ["AMENDMENT_NOT_SIGNED_YET"] : status === "COMPLETED" ? ["AMENDMENT_STAGE_OVER"] : ["WRONG_STATE"];
    expect(codes(refusalsToPropose(aConvention(status), [], ACTORS.host, frame()))).toEqual(expected);
  });

  it.each([
    ["before the stage", "2027-06-01T10:00:00Z", []],
    ["on its last day, to midnight in Paris", "2027-06-18T21:59:59Z", []],
    ["after it", "2027-06-18T22:00:00Z", ["AMENDMENT_STAGE_OVER"]],
  ])("%s", (_, now, expected) => {
    expect(codes(refusalsToPropose(signed, [], ACTORS.head, frame(now)))).toEqual(expected);
  });

  it.each(AMENDMENT_STATUSES)("beside one that is %s", (status) => {
    const known: Amendment[] = [anAmendment({ status })];
    expect(codes(refusalsToPropose(signed, known, ACTORS.host, frame()))).toEqual(OPEN_AMENDMENTS.includes(status) ? ["AMENDMENT_ALREADY_OPEN"] : []);
  });
});

describe.each(Object.entries(ACTORS))("%s", (name, actor) => {
  it.each(AMENDMENT_STATUSES)("agreeing to one that is %s", (status) => {
    const expected = name !== "head" ? ["FORBIDDEN"] : status === "PROPOSED" ? [] : ["WRONG_STATE"];
    expect(codes(refusalsToAgree(anAmendment({ status }), signed, actor, frame()))).toEqual(expected);
  });

  it.each(AMENDMENT_STATUSES)("abandoning one that is %s", (status) => {
    const expected = !PARTIES.includes(name) ? ["FORBIDDEN"] : OPEN_AMENDMENTS.includes(status) ? [] : ["WRONG_STATE"];
    expect(codes(refusalsToAbandon(anAmendment({ status }), signed, actor))).toEqual(expected);
  });
});

describe("signing", () => {
  it.each(AMENDMENT_STATUSES)("one that is %s", (status) => {
    expect(codes(refusalsToSignAmendment(anAmendment({ status }), signed, frame()))).toEqual(status === "AGREED" || status === "SIGNING" ? [] : ["WRONG_STATE"]);
  });

  it("is over with the stage", () => {
    expect(codes(refusalsToSignAmendment(anAmendment({ status: "SIGNING" }), signed, frame("2027-06-19T10:00:00Z")))).toEqual(["AMENDMENT_STAGE_OVER"]);
    expect(codes(refusalsToSignAmendment(anAmendment({ status: "SIGNING" }), aConvention("INTERRUPTED"), frame()))).toEqual(["WRONG_STATE"]);
  });
});
