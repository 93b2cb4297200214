import { describe, expect, it } from "vitest";
import { dueOn, nextAfter, refusalsToRemindHead, remindersOf } from "./awaited.ts";
import { aCampaign, ACTORS, aConvention } from "./fixtures.ts";

const date = (text: string) => Temporal.PlainDate.from(text);
const since = date("2027-05-20");
const days = (status: Parameters<typeof remindersOf>[0]["status"], from = since, period: Parameters<typeof remindersOf>[0]["period"] = "WEEK_1") =>
  remindersOf({ status, period, since: from }, aCampaign).map(({ awaited, on }) => `${awaited} ${on}`);

describe("the days on which someone is reminded of a convention", () => {
  it.each([
    ["DRAFT", ["HOST 2027-05-23", "HOST 2027-05-27", "HOST 2027-06-03"]],
    ["RETURNED", ["HOST 2027-05-23", "HOST 2027-05-27", "HOST 2027-06-03"]],
    ["HOST_COMPLETED", ["SCHOOL 2027-05-23", "SCHOOL 2027-05-27", "SCHOOL 2027-06-03"]],
    ["VALIDATED", ["SIGNATURE 2027-05-23", "SIGNATURE 2027-05-27", "INSURANCE 2027-05-31", "SIGNATURE 2027-06-03", "INSURANCE 2027-06-11"]],
    ["SIGNING", ["SIGNATURE 2027-05-23", "SIGNATURE 2027-05-27", "INSURANCE 2027-05-31", "SIGNATURE 2027-06-03", "INSURANCE 2027-06-11"]],
    ["SIGNED", ["INSURANCE 2027-05-31", "INSURANCE 2027-06-11"]],
    ["CANCELLED", []],
    ["INTERRUPTED", []],
    ["COMPLETED", ["FEEDBACK 2027-09-01"]],
  ] as const)("%s", (status, expected) => {
    expect(days(status)).toEqual(expected);
  });

  it("are none once the stage is over, and none of the insurance before it was asked for", () => {
    expect(days("DRAFT", date("2027-06-14"))).toEqual(["HOST 2027-06-17"]);
    expect(days("SIGNED", date("2027-06-05"))).toEqual(["INSURANCE 2027-06-11"]);
  });

  it("are the campaign's", () => {
    expect(remindersOf({ status: "DRAFT", period: "WEEK_2", since }, { ...aCampaign, conventionReminderDays: [] })).toEqual([]);
  });

  it("go on for an attestation that was asked for, whatever became of the stage, and for its feedback alone of one that took place", () => {
    const after = (status: "SIGNED" | "COMPLETED" | "INTERRUPTED", campaign = aCampaign) =>
      remindersOf({ status, period: "WEEK_2", since: date("2027-06-26"), attestationAskedOn: date("2027-08-25") }, campaign).map(({ awaited, on }) => `${awaited} ${on}`);
    const asked = ["ATTESTATION 2027-08-28", "ATTESTATION 2027-09-01", "ATTESTATION 2027-09-08"];
    expect(after("SIGNED")).toEqual(asked);
    expect(after("INTERRUPTED")).toEqual(asked);
    expect(after("COMPLETED", { ...aCampaign, feedbackOpensOn: "08-30" })).toEqual([asked[0], "FEEDBACK 2027-08-30", asked[1], asked[2]]);
    // Opened before it was written down that the stage took place: told on the next day.
    expect(after("COMPLETED", { ...aCampaign, feedbackOpensOn: "06-01" })[0]).toBe("FEEDBACK 2027-06-27");
  });

  it("that were missed are one reminder, and are not asked for again", () => {
    const reminders = remindersOf({ status: "VALIDATED", period: "WEEK_1", since }, aCampaign);
    expect(dueOn(date("2027-06-01"), date("2027-05-22"), reminders)).toEqual(["SIGNATURE", "INSURANCE"]);
    expect(dueOn(date("2027-05-22"), since, reminders)).toEqual([]);
    expect(nextAfter(date("2027-06-01"), reminders)?.toString()).toBe("2027-06-03");
    expect(nextAfter(date("2027-06-11"), reminders)).toBeNull();
  });
});

describe("the host reminds the school head", () => {
  const today = date("2027-05-20");
  it.each([
    ["while its part is awaited", "HOST_COMPLETED", [], undefined],
    ["again on another day", "HOST_COMPLETED", [today.subtract({ days: 1 })], undefined],
    ["not twice in a day", "HOST_COMPLETED", [today], "REMINDED_TODAY"],
    ["not before it has filled its own", "DRAFT", [], "WRONG_STATE"],
    ["not once it is validated", "VALIDATED", [], "WRONG_STATE"],
  ] as const)("%s", (_, status, reminded, code) => {
    expect(refusalsToRemindHead(aConvention(status), ACTORS.host, reminded, today)[0]?.code).toBe(code);
  });

  it("not before the student has confirmed, and nobody else does it", () => {
    expect(refusalsToRemindHead(aConvention("HOST_COMPLETED", { confirmedAt: null }), ACTORS.host, [], today)[0]?.code).toBe("CANDIDATURE_NOT_CONFIRMED");
    for (const actor of [ACTORS.head, ACTORS.tutor, ACTORS.student, ACTORS.ministry]) expect(refusalsToRemindHead(aConvention("HOST_COMPLETED"), actor, [], today)[0]?.code).toBe("FORBIDDEN");
  });
});
