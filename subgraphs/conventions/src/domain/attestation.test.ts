import { idFromUuid, newId } from "@stages/kernel/ids.ts";
import { refuse } from "@stages/kernel/refusal.ts";
import { describe, expect, it } from "vitest";
import { attested, type Attestation, ATTESTATION_STATUSES, confirm, refusalsOfCorrections, refusalsToConfirm, refusalsToRequest, refusalsToSignAttestation, signAttestation } from "./attestation.ts";
import { daysDone } from "./days-done.ts";
import { aCampaign, aConvention, ACTORS, aWeek, CONVENTION, person } from "./fixtures.ts";
import { STATUSES } from "./lifecycle.ts";

const AFTER = Temporal.Instant.from("2027-06-19T08:00:00Z");
const LAST_EVENING = Temporal.Instant.from("2027-06-18T21:59:59Z");
const frame = (over: Partial<Parameters<typeof refusalsToRequest>[2]> = {}) => ({ campaign: aCampaign, now: AFTER, isRequested: false, ...over });
const codes = (refusals: readonly { readonly code: string }[]) => refusals.map(({ code }) => code);
const anAttestation = (over: Partial<Attestation> = {}): Attestation => ({
  id: idFromUuid("attestation", "01900000-0000-7000-8000-000000000060"), conventionId: CONVENTION, status: "REQUESTED", requestedAt: AFTER, requestedBy: person(1),
  confirmedAt: null, confirmedBy: null, signedAt: null, documentId: null, days: null, ...over,
});
const completed = aConvention("COMPLETED");
const date = (text: string) => Temporal.PlainDate.from(text);
const done = daysDone(aWeek("2027-06-14"), [{ day: date("2027-06-15"), minutes: 300, note: null }], [{ day: date("2027-06-16"), kind: "ILL", step: "CLOSED" }], null, date("2027-06-19"));

describe("asking for it", () => {
  it.each(Object.entries(ACTORS))("%s", (name, actor) => {
    expect(codes(refusalsToRequest(completed, actor, frame()))).toEqual(["student", "representative", "otherRepresentative"].includes(name) ? [] : ["FORBIDDEN"]);
  });

  it.each(STATUSES)("of a convention that is %s, once its days are past", (status) => {
    expect(codes(refusalsToRequest(aConvention(status), ACTORS.student, frame()))).toEqual(["SIGNED", "INTERRUPTED", "COMPLETED"].includes(status) ? [] : ["WRONG_STATE"]);
  });

  it("on the last evening is too early, unless the stage was interrupted", () => {
    expect(codes(refusalsToRequest(aConvention("SIGNED"), ACTORS.representative, frame({ now: LAST_EVENING })))).toEqual(["ATTESTATION_TOO_EARLY"]);
    expect(codes(refusalsToRequest(aConvention("INTERRUPTED"), ACTORS.representative, frame({ now: LAST_EVENING })))).toEqual([]);
  });

  it("twice is refused", () => {
    expect(codes(refusalsToRequest(completed, ACTORS.student, frame({ isRequested: true })))).toEqual(["ATTESTATION_EXISTS"]);
  });
});

describe.each(ATTESTATION_STATUSES)("one that is %s", (status) => {
  it.each(Object.entries(ACTORS))("%s", (name, actor) => {
    const attestation = anAttestation({ status });
    expect(codes(refusalsToConfirm(attestation, completed, actor))).toEqual(name !== "host" ? ["FORBIDDEN"] : status === "REQUESTED" ? [] : ["WRONG_STATE"]);
  });
});

describe("signing", () => {
  it.each(ATTESTATION_STATUSES)("one that is %s, by a signatory and by anyone else", (status) => {
    const attestation = anAttestation({ status, documentId: status === "REQUESTED" ? null : newId("document") });
    expect(codes(refusalsToSignAttestation(attestation, []))).toEqual(status === "CONFIRMED" ? [] : ["WRONG_STATE"]);
    expect(codes(refusalsToSignAttestation(attestation, [refuse("NOT_A_SIGNATORY")]))).toEqual([status === "REQUESTED" ? "WRONG_STATE" : "NOT_A_SIGNATORY"]);
  });
});

describe("what it says", () => {
  it("is what was really done, absences without their cause, and what the host corrects", () => {
    expect(attested(done, [{ date: date("2027-06-14"), minutes: 180 }])).toEqual([
      { date: date("2027-06-14"), minutes: 180, note: null },
      { date: date("2027-06-15"), minutes: 300, note: null },
      { date: date("2027-06-16"), minutes: 0, note: "absence" },
      { date: date("2027-06-17"), minutes: 390, note: null },
      { date: date("2027-06-18"), minutes: 390, note: null },
    ]);
  });

  it.each([
    ["a day of no stage", [{ date: date("2027-06-19"), minutes: 60 }], ["ATTESTATION_NOT_A_DAY days.0.date"]],
    ["a day twice", [{ date: date("2027-06-14"), minutes: 60 }, { date: date("2027-06-14"), minutes: 90 }], ["ATTESTATION_DAY_TWICE days.1.date"]],
    ["more than a day can have", [{ date: date("2027-06-14"), minutes: 601 }], ["NUMBER_OUT_OF_RANGE days.0.minutes"]],
    ["less than nothing", [{ date: date("2027-06-14"), minutes: -1 }], ["NUMBER_OUT_OF_RANGE days.0.minutes"]],
    ["half a minute", [{ date: date("2027-06-14"), minutes: 0.5 }], ["NUMBER_OUT_OF_RANGE days.0.minutes"]],
    ["nothing done at all", ["14", "15", "17", "18"].map((n) => ({ date: date(`2027-06-${n}`), minutes: 0 })), ["ATTESTATION_NOTHING_DONE days"]],
    ["nothing to correct", [], []],
  ])("%s", (_, corrections, expected) => {
    expect(refusalsOfCorrections(corrections, done).map(({ code, field }) => `${code} ${field}`)).toEqual(expected);
  });

  it("of someone who never came is nothing", () => {
    expect(codes(refusalsOfCorrections([], daysDone(aWeek("2027-06-14"), [], [], date("2027-06-13"), date("2027-06-19"))))).toEqual(["ATTESTATION_NOTHING_DONE"]);
  });

  it("is fixed when it is confirmed, and signed after that", () => {
    const document = newId("document");
    const confirmed = confirm(anAttestation(), attested(done, []), person(3), document, AFTER);
    expect(confirmed).toMatchObject({ status: "CONFIRMED", documentId: document, confirmedBy: person(3), signedAt: null });
    expect(signAttestation(confirmed, AFTER)).toMatchObject({ status: "SIGNED", signedAt: AFTER, days: confirmed.days });
  });
});
