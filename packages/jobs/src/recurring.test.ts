import { describe, expect, it } from "vitest";
import { atMidnight, dailyAt, occurrenceKey } from "./recurring.ts";

const at = (text: string) => Temporal.Instant.from(text);

describe("midnight is Paris's", () => {
  it.each([
    ["in winter", "2027-01-10T12:00:00Z", "2027-01-10T23:00:00Z"],
    ["in summer", "2027-07-10T12:00:00Z", "2027-07-10T22:00:00Z"],
    ["before the hour goes forward", "2027-03-28T00:30:00Z", "2027-03-28T22:00:00Z"],
    ["before it goes back", "2027-10-30T22:00:00Z", "2027-10-31T23:00:00Z"],
    ["at midnight, the next one", "2027-07-10T22:00:00Z", "2027-07-11T22:00:00Z"],
  ])("%s", (_, after, next) => expect(atMidnight.next(at(after)).toString()).toBe(next));
});

describe("a daily hour is Paris's", () => {
  it.each([
    ["today", 7, "2027-04-12T04:59:59Z", "2027-04-12T05:00:00Z"],
    ["tomorrow once it has come", 7, "2027-04-12T05:00:00Z", "2027-04-13T05:00:00Z"],
    ["that does not exist in the night of the change, the hour after it", 2, "2027-03-27T12:00:00Z", "2027-03-28T01:00:00Z"],
    ["that comes twice in the night of the change, the first of both", 2, "2027-10-30T12:00:00Z", "2027-10-31T00:00:00Z"],
    ["that came once that night, the next day's", 2, "2027-10-31T00:00:00Z", "2027-11-01T01:00:00Z"],
    ["of the purge, in the night without two o'clock", 3, "2027-03-27T12:00:00Z", "2027-03-28T01:00:00Z"],
    ["of the purge, in the night with two of them", 3, "2027-10-30T12:00:00Z", "2027-10-31T02:00:00Z"],
  ])("%s", (_, hour, after, next) => expect(dailyAt(hour).next(at(after)).toString()).toBe(next));
});

it("two replicas name the same time in the same way", () => {
  expect(occurrenceKey("pass", at("2027-04-12T05:00:00.000Z"))).toBe("pass@2027-04-12T05:00:00Z");
});
