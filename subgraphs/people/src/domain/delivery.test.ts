import { idFromUuid, type PersonId } from "@stages/kernel/ids.ts";
import { describe, expect, it } from "vitest";
import { dueAt, isWanted, type Reach, waysOf } from "./delivery.ts";

const paris = (text: string) => Temporal.ZonedDateTime.from(`${text}[Europe/Paris]`).toInstant();
/** Whose own minute is 20. */
const someone = idFromUuid("person", "0190b6c2-0000-7000-8000-000000000014") as PersonId;

describe("what was told is due", () => {
  it.each([
    ["NOW", "2027-04-10T03:12", "2027-04-10T03:12", "at once, in the night too"],
    ["HOURLY", "2027-04-10T10:05", "2027-04-10T10:20", "at the person's own minute"],
    ["HOURLY", "2027-04-10T10:20", "2027-04-10T11:20", "never at the minute that has come: that mail may have left"],
    ["HOURLY", "2027-04-10T10:59", "2027-04-10T11:20", "with all that comes until then"],
    ["HOURLY", "2027-04-10T20:25", "2027-04-11T07:00", "in the morning, of what comes in the evening"],
    ["HOURLY", "2027-04-10T03:12", "2027-04-10T07:00", "and in the night"],
    ["HOURLY", "2027-04-10T07:05", "2027-04-10T08:20", "an hour after the mail of the morning at the soonest"],
    ["DAILY", "2027-04-10T06:59", "2027-04-10T07:00", "in the mail of the morning"],
    ["DAILY", "2027-04-10T07:00", "2027-04-11T07:00", "of the next one once it has left"],
    ["DAILY", "2027-10-30T12:00", "2027-10-31T07:00", "at the same hour of the day when the clocks go back"],
  ] as const)("%s, told at %s: at %s, %s", (urgency, now, expected, _) => {
    expect(dueAt(urgency, paris(now), someone).toString()).toBe(paris(expected).toString());
  });

  it("at most once an hour, whatever comes in a day", () => {
    const instants = Array.from({ length: 24 * 12 }, (_, index) => paris("2027-04-10T00:00").add({ minutes: index * 5 }));
    const slots = [...new Set(instants.map((now) => dueAt("HOURLY", now, someone).epochMilliseconds))].toSorted();
    expect(slots.slice(1).every((slot, index) => slot - slots[index]! >= 3_600_000)).toBe(true);
    expect(instants.every((now) => Temporal.Instant.compare(dueAt("HOURLY", now, someone), now) > 0)).toBe(true);
  });

  it("and not on the hour for a whole country", () => {
    const people = Array.from({ length: 600 }, (_, index) => idFromUuid("person", `0190b6c2-0000-7000-8000-00000000${(index * 7).toString(16).padStart(4, "0")}`) as PersonId);
    const slots = Map.groupBy(people, (id) => dueAt("HOURLY", paris("2027-04-10T10:00"), id).toString());
    expect(Math.max(...[...slots.values()].map(({ length }) => length))).toBeLessThan(30);
  });
});

describe("the ways", () => {
  const reach: Reach<string> = { hasAddress: true, receivesSms: true, browsers: ["a", "b"] };
  const channels = (kind: Parameters<typeof waysOf>[0], over: Partial<Reach<string>> = {}, preferences: Parameters<typeof waysOf>[2] = [], byMail = true) =>
    waysOf(kind, { ...reach, ...over }, preferences, byMail).map(({ channel, browser }) => (browser ? `${channel} ${browser}` : channel));

  it("are the kind's own, to each browser, as far as they reach someone", () => {
    expect(channels("ABSENCE")).toEqual(["MAIL", "PUSH a", "PUSH b", "SMS"]);
    expect(channels("CANDIDATURE_RECEIVED", { browsers: ["a"] })).toEqual(["MAIL", "PUSH a"]);
    expect(channels("CANDIDATURE_RECEIVED", { hasAddress: false, browsers: [] })).toEqual([]);
  });

  it("are those that they chose", () => {
    expect(channels("CANDIDATURE_RECEIVED", {}, [{ kind: "CANDIDATURE_RECEIVED", channel: "MAIL", wanted: false }])).toEqual(["PUSH a", "PUSH b"]);
    expect(channels("ANSWER_AWAITED", {}, [{ kind: "ANSWER_AWAITED", channel: "PUSH", wanted: true }])).toEqual(["MAIL", "PUSH a", "PUSH b"]);
  });

  it("are a mail for what must reach them, where nothing that they chose does", () => {
    const bySms = [{ kind: "ABSENCE", channel: "MAIL", wanted: false }, { kind: "ABSENCE", channel: "PUSH", wanted: false }] as const;
    expect(channels("ABSENCE", {}, bySms)).toEqual(["SMS"]);
    expect(channels("ABSENCE", { receivesSms: false }, bySms)).toEqual(["MAIL"]);
  });

  it("are no mail where another letter says it", () => {
    expect(channels("CONVENTION_TO_SIGN", {}, [], false)).toEqual(["PUSH a", "PUSH b"]);
  });

  it("never cost a short message that the kind does not send by itself", () => {
    expect(channels("CANDIDATURE_RECEIVED", {}, [{ kind: "CANDIDATURE_RECEIVED", channel: "SMS", wanted: true }])).not.toContain("SMS");
    expect(isWanted("ABSENCE", "SMS", [])).toBe(true);
  });
});
