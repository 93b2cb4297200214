import { type Actor, ROLES } from "@stages/kernel/actor.ts";
import { describe, expect, it } from "vitest";
import { aCampaign, ACTORS, aHost, anOffer } from "./fixtures.ts";
import { STATUSES, type Status } from "./lifecycle.ts";
import { refusalsOfFlag, refusalsOfReason, refusalsToDismissFlags, refusalsToFlag, refusalsToHide, refusalsToRestore, restored } from "./moderate.ts";
import { maxSeatsOf, settle } from "./seats.ts";
import { departmentOfCommune, overseesOffer } from "./territory.ts";

const codes = (refusals: readonly { readonly code: string }[]) => refusals.map(({ code }) => code);
const staffOf = (academies: readonly string[], departments: readonly string[]): Actor => ({ ...ACTORS.RECTORAT, academies, departments });
const abroad = anOffer({ academy: null, place: { ...anOffer().place, postcode: null, communeCode: null, communeName: "Genève" } });

describe("an offer is overseen", () => {
  it.each<[string, Actor, boolean, boolean]>([
    ["its académie", staffOf(["22"], []), true, false],
    ["its département", staffOf([], ["19"]), true, false],
    ["another académie", staffOf(["24"], []), false, false],
    ["another département", staffOf([], ["87"]), false, false],
    ["nothing", staffOf([], []), false, false],
    ["the ministry", ACTORS.MINISTRY, true, true],
    ["its host", ACTORS.HOST_MANAGER, false, false],
    ["a school", ACTORS.SCHOOL_HEAD, false, false],
  ])("by the staff of %s", (_, actor, here, there) => {
    expect(overseesOffer(actor, anOffer())).toBe(here);
    expect(overseesOffer(actor, abroad)).toBe(there);
    expect(codes(refusalsToHide(anOffer(), actor))).toEqual(here ? [] : ["FORBIDDEN"]);
    expect(codes(refusalsToDismissFlags(abroad, actor))).toEqual(there ? [] : ["FORBIDDEN"]);
  });

  it.each([["19272", "19"], ["01004", "01"], ["2A004", "2A"], ["97105", "971"], ["97411", "974"], ["97701", "971"], ["98818", "988"], [null, null]])("a commune %s is of the département %s", (commune, expected) => {
    expect(departmentOfCommune(commune)).toBe(expected);
  });
});

describe("an offer is hidden and given back", () => {
  it.each(STATUSES)("from %s", (status) => {
    const offer = anOffer({ status });
    expect(codes(refusalsToHide(offer, ACTORS.RECTORAT))).toEqual(["PUBLISHED", "UNPUBLISHED", "NEEDS_UPDATE"].includes(status) ? [] : ["WRONG_STATE"]);
    expect(codes(refusalsToRestore(offer, ACTORS.RECTORAT))).toEqual(status === "HIDDEN" ? [] : ["WRONG_STATE"]);
  });

  it("with a reason", () => {
    expect(codes(refusalsOfReason(" "))).toEqual(["REASON_REQUIRED"]);
    expect(codes(refusalsOfReason("é".repeat(501)))).toEqual(["TEXT_TOO_LONG"]);
    expect(refusalsOfReason("é".repeat(500))).toEqual([]);
  });

  it.each<[Status, number, string, string, string | null]>([
    ["PUBLISHED", 0, "2027-03-01", "PUBLISHED", null],
    ["PUBLISHED", 2, "2027-03-01", "NEEDS_UPDATE", "FULL"],
    ["NEEDS_UPDATE", 1, "2027-03-01", "PUBLISHED", null],
    ["NEEDS_UPDATE", 0, "2027-06-15", "NEEDS_UPDATE", "PAST"],
    ["UNPUBLISHED", 0, "2027-03-01", "UNPUBLISHED", null],
    ["UNPUBLISHED", 2, "2027-06-15", "UNPUBLISHED", null],
  ])("to where it was: hidden from %s with %i seats taken, on %s it is %s", (from, seatsTaken, today, to, why) => {
    expect(restored(anOffer({ status: "HIDDEN", seatsTaken }), from, aCampaign(), Temporal.PlainDate.from(today))).toEqual({ to, why });
  });
});

describe("an offer is flagged", () => {
  it.each(ROLES)("by %s", (role) => {
    const may = ["STUDENT", "LEGAL_REPRESENTATIVE", "SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER"].includes(role);
    expect(codes(refusalsToFlag(anOffer(), ACTORS[role]))).toEqual(may ? [] : ["FORBIDDEN"]);
  });

  it.each(STATUSES)("while it is %s", (status) => {
    expect(codes(refusalsToFlag(anOffer({ status }), ACTORS.STUDENT))).toEqual(["PUBLISHED", "UNPUBLISHED", "NEEDS_UPDATE"].includes(status) ? [] : ["WRONG_STATE"]);
  });

  it.each([["DANGEROUS", null, []], ["OTHER", null, ["TEXT_REQUIRED"]], ["OTHER", "On y vend des choses.", []], ["MISLEADING", "é".repeat(501), ["TEXT_TOO_LONG"]], ["MISLEADING", " ", ["TEXT_REQUIRED"]]] as const)(
    "%s, in the words %j", (reason, text, expected) => expect(codes(refusalsOfFlag({ reason, text }))).toEqual(expected),
  );
});

describe("an offer goes by itself", () => {
  it.each<[Status, number, string, unknown]>([
    ["PUBLISHED", 1, "2027-06-14", null],
    ["PUBLISHED", 2, "2027-06-14", { to: "NEEDS_UPDATE", why: "FULL" }],
    ["PUBLISHED", 0, "2027-06-15", { to: "NEEDS_UPDATE", why: "PAST" }],
    ["PUBLISHED", 2, "2027-06-15", { to: "NEEDS_UPDATE", why: "PAST" }],
    ["NEEDS_UPDATE", 2, "2027-06-14", null],
    ["NEEDS_UPDATE", 1, "2027-06-14", { to: "PUBLISHED", why: null }],
    ["NEEDS_UPDATE", 1, "2027-06-15", null],
    ...(["DRAFT", "UNPUBLISHED", "REMOVED", "HIDDEN"] as const).flatMap((status) => [0, 2].map((taken): [Status, number, string, unknown] => [status, taken, "2027-06-15", null])),
  ])("%s, %i of 2 seats taken, on %s", (status, seatsTaken, today, expected) => {
    expect(settle(anOffer({ status, seats: 2, seatsTaken }), aCampaign(), Temporal.PlainDate.from(today))).toEqual(expected);
  });

  it("within the seats of its host", () => {
    expect([maxSeatsOf(aHost()), maxSeatsOf(aHost({ kind: "ECOLE", classes: 4 })), maxSeatsOf(aHost({ kind: "ECOLE", classes: 5 }))]).toEqual([100, 1, 3]);
  });
});
