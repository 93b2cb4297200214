import { CIVIL_ZONE, civilDateOf, startOf } from "@stages/kernel/civil-time.ts";
import { describe, expect, it } from "vitest";
import { endByTime, lastDayAfter, refusalsOfStatus, statusAt } from "./deadlines.ts";
import { aCandidature } from "./fixtures.ts";
import { historyAt } from "./history.ts";
import { STATUSES, type Status } from "./lifecycle.ts";

const at = (civil: string) => Temporal.PlainDateTime.from(civil).toZonedDateTime(CIVIL_ZONE).toInstant();
const sentAt = (civil: string) => aCandidature({ submittedAt: at(civil), lastDayToAnswer: lastDayAfter(at(civil), 15) });

describe("15 days without an answer", () => {
  it.each([
    ["in the morning", "2027-03-01T08:00:00", "2027-03-16"],
    ["in the first second of a day", "2027-03-01T00:00:00", "2027-03-16"],
    ["in the last second of a day, when it is still the day before in UTC", "2027-03-01T23:59:59", "2027-03-16"],
    ["after midnight in summer, when it is still the day before in UTC", "2027-05-01T00:30:00", "2027-05-16"],
    ["across a change to summer time, 28 March 2027", "2027-03-20T23:30:00", "2027-04-04"],
    ["across a change to winter time, 31 October 2027", "2027-10-20T00:30:00", "2027-11-04"],
    ["across the end of February in a leap year", "2028-02-20T12:00:00", "2028-03-06"],
    ["across the end of the year", "2026-12-20T12:00:00", "2027-01-04"],
  ])("sent %s, %s, can be answered until %s", (_, submitted, lastDay) => {
    const candidature = sentAt(submitted);
    const firstSecondAfter = startOf(Temporal.PlainDate.from(lastDay).add({ days: 1 }));
    expect(candidature.lastDayToAnswer.toString()).toBe(lastDay);
    expect(statusAt(candidature, firstSecondAfter.subtract({ seconds: 1 }))).toBe("SUBMITTED");
    expect(statusAt(candidature, firstSecondAfter.subtract({ nanoseconds: 1 }))).toBe("SUBMITTED");
    expect(statusAt(candidature, firstSecondAfter)).toBe("EXPIRED");
    expect(endByTime(candidature, firstSecondAfter.add({ hours: 40 }))).toEqual({ to: "EXPIRED", at: firstSecondAfter });
  });

  it.each([
    ["2027-03-20T12:00:00", 23],
    ["2027-04-20T12:00:00", 24],
    ["2027-10-20T12:00:00", 25],
  ])("the day on which the hour changes is one day: sent %s, the shortest or longest day has %i hours", (submitted, hours) => {
    const { submittedAt, lastDayToAnswer } = sentAt(submitted);
    const lengths = Array.from({ length: 15 }, (_, day) => civilDateOf(submittedAt).add({ days: day + 1 })).map(
      (day) => startOf(day.add({ days: 1 })).since(startOf(day)).total("hours"),
    );
    expect(lengths.find((length) => length !== 24) ?? 24).toBe(hours);
    expect(civilDateOf(submittedAt).until(lastDayToAnswer).days).toBe(15);
  });
});

describe("5 days to confirm", () => {
  it("lapses from the first second of the sixth day", () => {
    const accepted = aCandidature({ status: "ACCEPTED", lastDayToConfirm: lastDayAfter(at("2027-03-25T18:00:00"), 5) });
    expect(statusAt(accepted, at("2027-03-30T23:59:59"))).toBe("ACCEPTED");
    expect(statusAt(accepted, at("2027-03-31T00:00:00"))).toBe("LAPSED");
    expect(endByTime(accepted, at("2027-04-02T00:00:00"))).toEqual({ to: "LAPSED", at: at("2027-03-31T00:00:00") });
  });
});

const LATER = at("2027-12-31T12:00:00");

describe("what time ends", () => {
  const ENDED_BY_TIME: Partial<Record<Status, Status>> = { SUBMITTED: "EXPIRED", READ: "EXPIRED", ACCEPTED: "LAPSED" };

  it.each(STATUSES)("%s, long after every deadline", (status) => {
    expect(statusAt(aCandidature({ status }), LATER)).toBe(ENDED_BY_TIME[status] ?? status);
  });

  it.each([
    ["not marked yet", "READ"],
    ["marked by the sweep", "EXPIRED"],
  ] as const)("refuses an answer with the same words when %s", (_, status) => {
    expect(refusalsOfStatus(aCandidature({ status }), "ACCEPTED", LATER)).toEqual([
      {
        code: "CANDIDATURE_EXPIRED",
        message: "Cette candidature a expiré le mercredi 17 mars 2027, faute de réponse dans les 15 jours. L'élève peut candidater à une autre offre.",
        field: null,
      },
    ]);
  });

  it.each([
    ["not marked yet", "ACCEPTED"],
    ["marked by the sweep", "LAPSED"],
  ] as const)("refuses a confirmation with the same words when %s", (_, status) => {
    const [refusal] = refusalsOfStatus(aCandidature({ status }), "CONFIRMED", LATER);
    expect(refusal).toEqual({ code: "CONFIRMATION_OVERDUE", message: "Ce stage était à confirmer au plus tard le dimanche 14 mars 2027 : la place n'est plus réservée.", field: null });
  });

  it("shows the end in the history before the sweep has written it, and once only afterwards", () => {
    const submitted = { from: null, to: "SUBMITTED", at: at("2027-03-01T11:00:00"), byRole: "STUDENT", reason: null } as const;
    const expired = { from: "SUBMITTED", to: "EXPIRED", at: at("2027-03-17T00:00:00"), byRole: "PLATFORM", reason: null } as const;
    expect(historyAt(aCandidature(), [submitted], LATER)).toEqual([submitted, expired]);
    expect(historyAt(aCandidature({ status: "EXPIRED" }), [submitted, expired], LATER)).toEqual([submitted, expired]);
  });
});
