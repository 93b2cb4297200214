import { CIVIL_ZONE, civilDateOf } from "@stages/kernel/civil-time.ts";
import { describe, expect, it } from "vitest";
import { apply } from "./apply.ts";
import { lastDayAfter } from "./deadlines.ts";
import { aCandidature, anOffer, aStudent, CAMPAIGN, SUBMITTED_AT } from "./fixtures.ts";
import { reminderAfter } from "./reminders.ts";

const at = (civil: string) => Temporal.PlainDateTime.from(civil).toZonedDateTime(CIVIL_ZONE).toInstant();
const sent = (civil: string) => ({ submittedAt: at(civil), lastDayToAnswer: lastDayAfter(at(civil), 15) });
const daysOf = (civil: string, campaign: Parameters<typeof reminderAfter>[2] = CAMPAIGN) => {
  const days: string[] = [];
  for (let day: Temporal.PlainDate | null = civilDateOf(at(civil)); (day = reminderAfter(day!, sent(civil), campaign)); ) days.push(day.toString());
  return days;
};

describe("the days on which a host is reminded", () => {
  it.each([
    ["in the morning", "2027-03-01T08:00:00", ["2027-03-11", "2027-03-15"]],
    ["in the last second of a day, when it is still the day before in UTC", "2027-03-01T23:59:59", ["2027-03-11", "2027-03-15"]],
    ["after midnight in summer, when it is still the day before in UTC", "2027-05-01T00:30:00", ["2027-05-11", "2027-05-15"]],
    ["across a change to summer time, 28 March 2027", "2027-03-20T23:30:00", ["2027-03-30", "2027-04-03"]],
    ["across a change to winter time, 31 October 2027", "2027-10-20T00:30:00", ["2027-10-30", "2027-11-03"]],
  ])("sent %s: the 10th and the 14th", (_, civil, days) => {
    expect(daysOf(civil)).toEqual(days);
  });

  it("are the campaign's, in order, and none once it has expired", () => {
    expect(daysOf("2027-03-01T08:00:00", { reminderDays: [14, 3, 15, 16] })).toEqual(["2027-03-04", "2027-03-15", "2027-03-16"]);
    expect(daysOf("2027-03-01T08:00:00", { reminderDays: [] })).toEqual([]);
  });

  it("that were missed are not asked for again", () => {
    expect(reminderAfter(Temporal.PlainDate.from("2027-03-15"), sent("2027-03-01T08:00:00"), CAMPAIGN)).toBeNull();
    expect(reminderAfter(Temporal.PlainDate.from("2027-03-13"), sent("2027-03-01T08:00:00"), CAMPAIGN)?.toString()).toBe("2027-03-15");
  });

  it("are known from the submission", () => {
    const applied = apply(aCandidature().id, "Bonjour", { offer: anOffer(), student: aStudent(), campaign: CAMPAIGN, mine: [], now: SUBMITTED_AT });
    expect(applied).toMatchObject({ assignedTo: null, lastDayToAnswer: Temporal.PlainDate.from("2027-03-16") });
    expect(applied.nextReminderOn?.toString()).toBe("2027-03-11");
  });
});
