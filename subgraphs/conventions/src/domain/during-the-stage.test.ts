import { describe, expect, it } from "vitest";
import { concernedBy } from "./audience.ts";
import { ACTORS, aConvention } from "./fixtures.ts";
import { refusalsOfFollowUp, refusalsToFollowUp, seesFollowUps } from "./follow-up.ts";
import { STATUSES } from "./lifecycle.ts";
import { refusalsOfRecordedDay, refusalsToRecordPresence } from "./record-presence.ts";

const everyone = Object.keys(ACTORS) as (keyof typeof ACTORS)[];
const noon = Temporal.Instant.from("2027-06-16T10:00:00Z");

describe("presence", () => {
  it.each(everyone.flatMap((actor) => STATUSES.map((status) => [actor, status] as const)))("is recorded by the %s when %s, or not", (actor, status) => {
    const allowed = (actor === "host" || actor === "tutor") && ["SIGNED", "COMPLETED", "INTERRUPTED"].includes(status);
    expect(refusalsToRecordPresence(aConvention(status), ACTORS[actor], { isAttested: false, now: noon }).length === 0).toBe(allowed);
  });

  it("is what the attestation says, once there is one", () => {
    expect(refusalsToRecordPresence(aConvention("COMPLETED"), ACTORS.tutor, { isAttested: true, now: noon })[0]?.code).toBe("PRESENCE_ATTESTED");
  });

  it.each([
    ["2027-06-16", null, undefined],
    ["2027-06-14", null, undefined],
    ["2027-06-17", null, "PRESENCE_IN_THE_FUTURE"],
    ["2027-06-12", null, "PRESENCE_NOT_A_DAY_OF_STAGE"],
    ["2027-06-16", "2027-06-15", "PRESENCE_NOT_A_DAY_OF_STAGE"],
    ["2027-06-15", "2027-06-15", undefined],
  ])("of %s, in a stage that ended on %s", (date, endedOn, expected) => {
    const convention = aConvention("INTERRUPTED", { endedOn: endedOn ? Temporal.PlainDate.from(endedOn) : null });
    expect(refusalsOfRecordedDay(convention, Temporal.PlainDate.from(date), noon)[0]?.code).toBe(expected);
  });
});

describe("the log of follow-up", () => {
  it.each(everyone)("is read by the %s, or not", (actor) => {
    expect(seesFollowUps(ACTORS[actor], concernedBy(aConvention("SIGNED")))).toBe(["head", "teacher", "adviser"].includes(actor));
  });

  it.each(everyone.flatMap((actor) => STATUSES.map((status) => [actor, status] as const)))("is written by the %s when %s, or not", (actor, status) => {
    const convention = aConvention(status);
    const allowed = ["head", "teacher"].includes(actor) && ["VALIDATED", "SIGNING", "SIGNED", "INTERRUPTED", "COMPLETED"].includes(status);
    expect(refusalsToFollowUp(convention, concernedBy(convention), ACTORS[actor]).length === 0).toBe(allowed);
  });

  it.each([
    [noon, "Visite à l'atelier : tout va bien.", undefined],
    [noon.add({ nanoseconds: 1 }), "Demain.", "FOLLOW_UP_IN_THE_FUTURE"],
    [noon, " ", "TEXT_REQUIRED"],
    [noon, "x".repeat(2_001), "TEXT_TOO_LONG"],
  ])("a line of %s saying %j", (at, text, expected) => {
    expect(refusalsOfFollowUp({ at, text }, noon)[0]?.code).toBe(expected);
  });
});
